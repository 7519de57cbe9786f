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
  about: `Prints the density, remaining weights, test accuracy of each arm and early stop of each round, then the claims. The exit
code is 0 if all claims hold, 1 if one does not, and 3 if this version of Ticket rejects the frozen spec and cannot
judge them. RUN is a run directory, a run's name, or the beginning of the name.`,
  options: { runs: runsOption, json: jsonOption },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const judged = await judge(runDir);
    if (values.json === true) printJson(asJson(runDir, judged));
    else {
      print(report(judged));
      const { state, finished, total, message = '' } = readStatus(runDir);
      if (state !== 'finished')
        print(`\nState: ${state}, ${finished} of ${total} networks trained. ${visible(message)}`.trimEnd());
    }
    return verdictCode(judged);
  },
};
