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
stop. Nothing is trained and nothing is changed: \`ticket resume\` trains again what is damaged. The exit code is 4 where a
file is damaged or missing, 3 where the run's files are whole and what they were computed from has changed, as for
\`ticket resume\`, and 75 where all is well and the run is not finished. RUN is its folder, its name or the beginning of its
name.`,
  options: { runs: runsOption, spec: specOption, json: jsonOption },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const spec = text(values, 'spec');
    const found = await prepareOptionsShown((options) => verifyRun(runDir, { ...options, spec }));
    if (values.json === true) printJson(found);
    else print(textOf(found));
    if (found.problems.length > 0) return exitCodes.failed;
    if (found.notLooked !== undefined) return exitCodes.environment;
    return found.isComplete ? 0 : exitCodes.stopped;
  },
};

function textOf(found: Verified): string {
  const { problems, notLooked, cells, remade, isComplete, finished, total, lost } = found;
  const lines = problems.map(({ file, problem }) => visible(`✗ ${file} ${problem}`));
  if (notLooked !== undefined)
    return [...lines, `Its guarantees were not looked at: ${notLooked}.`].join('\n');
  if (lines.length > 0) return lines.join('\n');
  const freed =
    remade < cells
      ? ` (${cells - remade} were made from weights that have been freed, and could not be)`
      : '';
  const kept = `exact counts, masks made again bit for bit${freed}, masked weights 0, early stops.`;
  const diverged =
    lost === 0
      ? []
      : [`${lost} of ${total} networks cannot be trained: those that they are made from diverged.`];
  if (isComplete)
    return ['✓ Every file is what it was written as.', `✓ ${cells} networks: ${kept}`, ...diverged].join(
      '\n',
    );
  // Nothing that is not whole gets a ✓.
  return [
    `unfinished: ${finished} of ${total} networks. \`ticket resume\` goes on.`,
    ...(finished === 0 ? [] : [`What is there is as it was written: ${kept}`]),
    ...diverged,
  ].join('\n');
}
