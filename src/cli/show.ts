import { visible } from '../escape/terminal';
import { readStatus } from '../runs/state';
import { findRun, jsonOption, only, runsOption, type Command } from './command';
import { report } from './report';
import { asJson, judge, verdictCode } from '../runner/judge';
import { print, printJson } from './print';

export const show: Command = {
  name: 'show',
  summary: "show a run's rounds and claims",
  usage: 'show RUN [--json]',
  about: `Prints for each round the density, the weights left, each arm's test accuracy and the early stop, and the claims.
The exit code says whether all claims hold; it is 3 where this version refuses the frozen spec, so that none is judged. RUN is its folder, its name or the beginning of its name.`,
  options: { runs: runsOption, json: jsonOption },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const judged = await judge(runDir);
    if (values.json === true) printJson(asJson(runDir, judged));
    else {
      print(report(judged));
      const { state, finished, total, message = '' } = readStatus(runDir);
      if (state !== 'finished')
        print(
          `\nThis run is ${state}: ${finished} of ${total} networks are trained. ${visible(message)}`.trimEnd(),
        );
    }
    return verdictCode(judged);
  },
};
