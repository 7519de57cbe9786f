import { visible } from '../escape/terminal';
import { verifyRun, type Verified } from '../runner/verify';
import { exitCodes, findRun, jsonOption, only, runsOption, text, type Command } from './command';
import { prepareOptionsShown } from './prepare';
import { print, printJson } from './print';
import { specOption } from './spec-option';

export const verify: Command = {
  name: 'verify',
  summary: "check a run's checksums and guarantees",
  usage: 'verify RUN [--spec FILE] [--json]',
  about: `Compares every file of a run, finished or not, with its checksum. Then reproduces each network's mask and each trial's
initial weights from their sources, counts weights, and checks masked weights and early stops. The command trains and
changes nothing; \`ticket resume\` trains damaged networks again. Exit codes: 0 all is well and the run is finished, 75 all
is well but the run is unfinished, 4 a file is damaged or missing, 3 the files are intact but the modules or data that
they were computed from have changed. RUN is a run directory, a run's name, or the beginning of the name.`,
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
    return [...lines, `Ticket did not check the guarantees, because ${notLooked}.`].join('\n');
  if (lines.length > 0) return lines.join('\n');
  const freed = remade < cells ? ` (except ${cells - remade} whose source weights were freed)` : '';
  const kept = `exact weight counts, masks reproduced bit for bit${freed}, masked weights 0, early stops.`;
  const diverged =
    lost === 0
      ? []
      : [`${lost} of ${total} networks cannot be trained, because the networks they depend on diverged.`];
  if (isComplete) return ['✓ All checksums match.', `✓ ${cells} networks: ${kept}`, ...diverged].join('\n');
  // An unfinished run gets no ✓.
  return [
    `Unfinished: ${finished} of ${total} networks trained. Continue with \`ticket resume\`.`,
    ...(finished === 0 ? [] : [`All checksums match. Trained networks: ${kept}`]),
    ...diverged,
  ].join('\n');
}
