import { runsFolder, runsOption, UsageError, type Command } from './command';
import { prepareShown } from './prepare';
import { jobsOf, jobsOption, runQueue } from './queue';
import { goodSpecs } from './spec';
import { startAndFollow, startOptions } from './start-and-follow';

export const run: Command = {
  name: 'run',
  summary: 'train the networks of specs, without repeating finished ones',
  usage: 'run FILE... [options]',
  about: `Trains the networks of a spec that are not trained yet, and prints the table of rounds and the claims. Ctrl-C stops the
run; resume it with \`ticket run\` or \`ticket resume\`. A spec with a sweep runs once per combination. With several specs
or combinations, Ticket prepares all of them first, trains them one after another (or --jobs at a time), and prints one
table. Ctrl-C stops all of them; resume them with the same command.`,
  options: { runs: runsOption, jobs: jobsOption, ...startOptions },
  async run(values, positionals) {
    if (positionals.length === 0) throw new UsageError('Specify a spec file.');
    jobsOf(values);
    const examined = await goodSpecs(positionals);
    const [only, ...others] = examined;
    return only === undefined || others.length > 0 || only.combinations
      ? runQueue(examined, values)
      : startAndFollow(only, await prepareShown(only, runsFolder(values)), values);
  },
};
