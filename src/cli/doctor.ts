import { examineMachine } from '../runner/doctor';
import { doctorText } from '../runner/doctor-text';
import { UsageError, exitCodes, jsonOption, type Command } from './command';
import { print, printJson } from './print';

export const doctor: Command = {
  name: 'doctor',
  summary: 'say what this machine can train with, and what mends what does not work',
  usage: 'doctor [--json]',
  about: `Tries everything that could train here, says which is chosen and why the others are not, and for each trouble the
command that mends it; and where the workloads' data is. The exit code is 3 where nothing can train.`,
  options: { json: jsonOption },
  async run(values, positionals) {
    if (positionals.length > 0) throw new UsageError('doctor takes no arguments.');
    const found = await examineMachine();
    if (values.json === true) printJson(found);
    else print(doctorText(found));
    return found.runtimes.some(({ chosen }) => chosen) ? 0 : exitCodes.environment;
  },
};
