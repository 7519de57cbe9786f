import { runsFolder, runsOption, UsageError, type Command } from './command';
import { prepareShown } from './prepare';
import { jobsOf, jobsOption, runQueue } from './queue';
import { goodSpecs } from './spec';
import { startAndFollow, startOptions } from './start-and-follow';

export const run: Command = {
  name: 'run',
  summary: 'train what specs say; finished networks are found and not trained again',
  usage: 'run FILE... [options]',
  about: `Trains the networks of a spec that its run does not have yet, and ends with the table of rounds and the claims.
Ctrl-C stops it so that it can go on later: \`ticket run\` or \`ticket resume\`. A spec with a sweep is run once for each
combination. Several specs, and all their combinations, are prepared first, then trained one after another, or --jobs of
them at a time, and told in one table. Ctrl-C stops all, and the same \`ticket run\` goes on.`,
  options: { runs: runsOption, jobs: jobsOption, ...startOptions },
  async run(values, positionals) {
    if (positionals.length === 0) throw new UsageError('Name a spec.');
    jobsOf(values);
    const examined = await goodSpecs(positionals);
    const [only, ...others] = examined;
    return only === undefined || others.length > 0 || only.combinations
      ? runQueue(examined, values)
      : startAndFollow(only, await prepareShown(only, runsFolder(values)), values);
  },
};
