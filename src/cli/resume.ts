import path from 'node:path';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { examine } from '../runner/examine';
import { UsageError, findRun, only, runsOption, type Command } from './command';
import { prepareShown } from './prepare';
import { startAndFollow, startOptions } from './start-and-follow';

export const resume: Command = {
  name: 'resume',
  summary: 'go on with a stopped or interrupted run',
  usage: 'resume RUN [options]',
  about:
    'Goes on with a run from its own frozen spec. RUN is its folder, its name or the beginning of its name.',
  options: { runs: runsOption, ...startOptions },
  async run(values, positionals) {
    const runDir = findRun(only(positionals, 'a run'), values);
    const manifest = readManifest(runDir);
    const { identity, specPath } = manifest;
    const examined = await examine(readFrozenSpec(runDir, manifest), specPath);
    const prepared = examined.plan && (await prepareShown(examined, path.dirname(runDir)));
    if (prepared?.manifest.identity !== identity) {
      const why = examined.problems.find(({ severity }) => severity === 'error')?.message;
      throw new UsageError(
        `What ${path.basename(runDir)} was computed from has changed since (a module or a data file), so it cannot go on. ` +
          `Run ${specPath} for a new run, or bring the old content back.${why === undefined ? '' : `\n  ${why}`}`,
      );
    }
    // The folder may have been renamed since.
    return startAndFollow(examined, { ...prepared, runDir }, values);
  },
};
