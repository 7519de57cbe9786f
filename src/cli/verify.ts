import { visible } from '../escape/terminal';
import { verifyRun, type Verified } from '../runner/verify';
import { exitCodes, findRun, jsonOption, only, runsOption, text, type Command } from './command';
import { prepareOptionsShown } from './prepare';
import { print, printJson } from './print';
import { specOption } from './spec-option';

export const verify: Command = {
  name: 'verify',
  summary: 'check every checksum and every guarantee of a run',
  usage: 'verify RUN [--spec FILE] [--json]',
  about: `Reads every file of a run, finished or not, and compares it with its checksum. Then makes each network's mask and each
trial's initial values again from what they were made from, counts weights, looks at masked weights and at the early
stop. Nothing is trained and nothing is changed: \`ticket resume\` trains again what is damaged. The exit code is 4 where
something is not as it should be. RUN is its folder, its name or the beginning of its name.`,
  options: { runs: runsOption, spec: specOption, json: jsonOption },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const spec = text(values, 'spec');
    const found = await prepareOptionsShown((options) => verifyRun(runDir, { ...options, spec }));
    if (values.json === true) printJson(found);
    else print(textOf(found));
    return found.problems.length > 0 || found.notLooked !== undefined ? exitCodes.failed : 0;
  },
};

function textOf({ problems, cells, remade, notLooked }: Verified): string {
  const lines = problems.map(({ file, problem }) => visible(`✗ ${file} ${problem}`));
  if (notLooked !== undefined) lines.push(`Its guarantees were not looked at: ${notLooked}.`);
  else if (problems.length === 0) {
    const freed =
      remade < cells
        ? ` (${cells - remade} were made from weights that have been freed, and could not be)`
        : '';
    lines.push(
      `✓ Every file is what it was written as.`,
      `✓ ${cells} networks: exact counts, masks made again bit for bit${freed}, masked weights 0, early stops.`,
    );
  }
  return lines.join('\n');
}
