import { UsageError, runsFolder, runsOption, type Command } from './command';
import { prepareShown } from './prepare';
import { goodSpec } from './spec';
import { startAndFollow, startOptions } from './start-and-follow';
import { runAll } from './run-all';

export const run: Command = {
  name: 'run',
  summary: 'train what a spec says; finished networks are found and not trained again',
  usage: 'run FILE… [options]',
  about: `Trains the networks of a spec that its run does not have yet, and ends with the table of rounds and the claims.
Ctrl-C stops it so that it can go on later: \`ticket run\` or \`ticket resume\`. Several specs, and each combination of a
spec's sweep, are runs of their own, one after another or as many at once as --jobs says, and end with a table of them;
Ctrl-C stops all, and the same call goes on.`,
  options: {
    runs: runsOption,
    ...startOptions,
    jobs: { type: 'string', value: 'N', about: 'runs at once, which share the processor (default: 1)' },
  },
  async run(values, positionals) {
    if (positionals.length === 0) throw new UsageError('Name a spec.');
    const all = [];
    for (const file of positionals) all.push(await goodSpec(file));
    const [examined] = all;
    if (!examined || all.length > 1 || examined.combinations) return runAll(all, values);
    return startAndFollow(examined, await prepareShown(examined, runsFolder(values)), values);
  },
};
