import { only, runsFolder, runsOption, type Command } from './command';
import { prepareShown } from './prepare';
import { goodSpec } from './spec';
import { startAndFollow, startOptions } from './start-and-follow';
import { runSweep } from './sweep';

export const run: Command = {
  name: 'run',
  summary: 'train what a spec says; finished networks are found and not trained again',
  usage: 'run FILE [options]',
  about: `Trains the networks of a spec that its run does not have yet, and ends with the table of rounds and the claims.
Ctrl-C stops it so that it can go on later: \`ticket run\` or \`ticket resume\`. A spec with a sweep is run once for each
combination, one after another, and ends with a table of them; Ctrl-C stops all, and \`ticket run\` goes on.`,
  options: { runs: runsOption, ...startOptions },
  async run(values, positionals) {
    const examined = await goodSpec(only(positionals, 'a spec'));
    if (examined.combinations) return runSweep(examined.file, examined.combinations, values);
    return startAndFollow(examined, await prepareShown(examined, runsFolder(values)), values);
  },
};
