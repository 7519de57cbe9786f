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
  summary: 'resume a stopped or interrupted run',
  usage: 'resume RUN [options]',
  about: `Resumes a run from its frozen spec. Ticket looks for modules and data relative to the current location of the run, then
where the spec was. RUN is a run directory, a run's name, or the beginning of the name.`,
  options: { runs: runsOption, spec: specOption, ...startOptions },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const refused = specRefusal(readFrozenSpec(runDir, readManifest(runDir)));
    if (refused !== undefined)
      throw new EnvironmentError(
        `This version of Ticket rejects the frozen spec of ${path.basename(runDir)}: ${refused}`,
        'Resume it with the version that started it. `ticket show` prints the results so far.',
      );
    const { examined, prepared } = await reopen(runDir, {
      spec: text(values, 'spec'),
      prepare: (one) => prepareShown(one, path.dirname(runDir)),
    });
    // The run directory may have been renamed.
    return startAndFollow(examined, { ...prepared, runDir }, values);
  },
};
