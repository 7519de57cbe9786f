// Verifies all checksums of a run.
import path from 'node:path';
import { findDamage, misplaced, problemOf, type Damage } from './damage';
import { eachEvent } from './events';
import { cellPath, checkpointPath, MODULES, roundPath } from './layout';
import { readFrozenSpec, readManifest } from './manifest';
import { committedRounds } from './rounds';
import { isThere } from './run-file';
import { readTensors } from './checksums';
import { readSealedModules } from './sealed-modules';
import { lastEnd } from './state';
import type { RunManifest } from './types';
import { progressOf } from './whole';

/** A problem with a file or cell folder, relative to the run directory. */
export type Problem = Pick<Damage, 'file' | 'problem'>;

/**
 * Checks every file of a run with a checksum: the frozen spec, the modules, commits, cells, θ0 and checkpoints; and
 * finds missing files that the run claims to have.
 *
 * @throws {BadFileError} if the manifest cannot be read, since it defines the expected files.
 */
export function verifyFiles(runDir: string): readonly Problem[] {
  const manifest = readManifest(runDir);
  const wrong = misplaced(runDir);
  if (wrong.length > 0) return wrong;
  const spec = problemOf(() => readFrozenSpec(runDir, manifest));
  const modules = problemOf(() => readSealedModules(runDir, manifest));
  const found: readonly Problem[] = [
    ...(spec === undefined ? [] : [{ file: 'spec.yaml', problem: spec }]),
    ...(modules === undefined ? [] : [{ file: MODULES, problem: modules }]),
    ...findDamage({ runDir, identity: manifest.identity }).map(({ file, problem }) => ({ file, problem })),
    ...checkpoints(runDir, manifest),
  ];
  return found.length > 0 || manifest.committed ? found : missingByFeed(runDir, manifest);
}

/** Missing files of a run of Ticket's first versions: its manifest names no commits, so the event feed lists them. */
function missingByFeed(runDir: string, manifest: RunManifest): readonly Problem[] {
  const rounds = new Set<number>();
  for (const event of eachEvent(runDir)) if (event.type === 'round-committed') rounds.add(event.round);
  const hasEnded = lastEnd(runDir)?.outcome === 'finished';
  if (hasEnded) for (const { round } of manifest.rounds) rounds.add(round);
  const { open, lostRounds } = progressOf(runDir, manifest);
  const committed = committedRounds(runDir);
  return [
    ...[...rounds]
      .filter((round) => !committed.includes(round) && !lostRounds.includes(round))
      .map((round) => ({
        file: roundPath(round),
        problem: 'is missing, and events.jsonl says that the round is committed',
      })),
    ...(hasEnded ? open : []).map((cell) => ({
      file: cellPath(cell),
      problem: 'is missing, and events.jsonl says that the run finished',
    })),
  ];
}

function checkpoints(runDir: string, { trials, arms, identity }: RunManifest): readonly Problem[] {
  return Array.from({ length: trials }, (_, trial) => trial).flatMap((trial) =>
    arms.flatMap(({ name }) => {
      const file = checkpointPath(trial, name);
      const problem = problemOf(() => {
        if (isThere(runDir, path.join(runDir, file))) readTensors(runDir, { run: identity, file });
      });
      return problem === undefined ? [] : [{ file, problem }];
    }),
  );
}
