import { examineMachine } from '../runner/doctor';
import { doctorText } from '../runner/doctor-text';
import { UsageError, exitCodes, jsonOption, type Command } from './command';
import { print, printJson } from './print';

export const doctor: Command = {
  name: 'doctor',
  summary: 'show what this machine can train with, and how to fix what does not work',
  usage: 'doctor [--json]',
  about: `Tests every runtime that could train on this machine, shows which one Ticket uses and why it skips the others, and prints
the fix for each problem. Also shows where the data of the workloads is. The exit code is 3 if no runtime works.`,
  options: { json: jsonOption },
  async run(values, positionals) {
    if (positionals.length > 0) throw new UsageError('`ticket doctor` takes no arguments.');
    const found = await examineMachine();
    if (values.json === true) printJson(found);
    else print(doctorText(found));
    return found.runtimes.some(({ chosen }) => chosen) ? 0 : exitCodes.environment;
  },
};
