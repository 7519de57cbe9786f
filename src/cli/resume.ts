import path from 'node:path';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { specRefusal } from '../runner/judge';
import { EnvironmentError } from '../runner/problem';
import { reopen } from '../runner/reopen';
import { findRun, only, runsOption, text, type Command } from './command';
import { prepareShown } from './prepare';
import { specOption } from './spec-option';
import { startAndFollow, startOptions } from './start-and-follow';

export const resume: Command = {
  name: 'resume',
  summary: 'go on with a stopped or interrupted run',
  usage: 'resume RUN [options]',
  about: `Goes on with a run from its own frozen spec. RUN is its folder, its name or the beginning of its name.
Modules and data are found from where the run is now, then from where its spec was.`,
  options: { runs: runsOption, spec: specOption, ...startOptions },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const refused = specRefusal(readFrozenSpec(runDir, readManifest(runDir)));
    if (refused !== undefined)
      throw new EnvironmentError(
        `This version of Ticket refuses the frozen spec of ${path.basename(runDir)}: ${refused}`,
        'Resume it with the version that began it; `ticket show` prints what it has.',
      );
    const { examined, prepared } = await reopen(runDir, {
      spec: text(values, 'spec'),
      prepare: (one) => prepareShown(one, path.dirname(runDir)),
    });
    // The folder may have been renamed since.
    return startAndFollow(examined, { ...prepared, runDir }, values);
  },
};
