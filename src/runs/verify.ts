// Every checksum of a run.
import fs from 'node:fs';
import path from 'node:path';
import { findDamage, problemOf, type Damage } from './damage';
import { checkpointPath } from './layout';
import { readFrozenSpec, readManifest } from './manifest';
import { readTensors } from './seal';
import type { RunManifest } from './types';

/** Something that is wrong with a file or a cell's folder, relative to the run directory. */
export type Problem = Pick<Damage, 'file' | 'problem'>;

/**
 * Reads every file of a run that has a seal or a checksum: the frozen spec, commits, cells, θ0 and checkpoints.
 *
 * @throws {BadFileError} where there is no manifest that can be read: nothing says then what the files must be.
 */
export function verifyFiles(runDir: string): readonly Problem[] {
  const manifest = readManifest(runDir);
  const spec = problemOf(() => readFrozenSpec(runDir, manifest));
  return [
    ...(spec === undefined ? [] : [{ file: 'spec.yaml', problem: spec }]),
    ...findDamage({ runDir, identity: manifest.identity }).map(({ file, problem }) => ({ file, problem })),
    ...checkpoints(runDir, manifest),
  ];
}

function checkpoints(runDir: string, { trials, arms, identity }: RunManifest): readonly Problem[] {
  return Array.from({ length: trials }, (_, trial) => trial).flatMap((trial) =>
    arms.flatMap(({ name }) => {
      const file = checkpointPath(trial, name);
      if (!fs.existsSync(path.join(runDir, file))) return [];
      const problem = problemOf(() => readTensors(runDir, { run: identity, file }));
      return problem === undefined ? [] : [{ file, problem }];
    }),
  );
}
