import { only, runsFolder, runsOption, type Command } from './command';
import { prepareShown } from './prepare';
import { goodSpec } from './spec';
import { startAndFollow, startOptions } from './start-and-follow';

export const run: Command = {
  name: 'run',
  summary: 'train what a spec says; finished networks are found and not trained again',
  usage: 'run FILE [options]',
  about: `Trains the networks of a spec that its run does not have yet, and ends with the table of rounds and the claims.
Ctrl-C stops it so that it can go on later: \`ticket run\` or \`ticket resume\`.`,
  options: { runs: runsOption, ...startOptions },
  async run(values, positionals) {
    const examined = await goodSpec(only(positionals, 'a spec'));
    return startAndFollow(examined, await prepareShown(examined, runsFolder(values)), values);
  },
};
