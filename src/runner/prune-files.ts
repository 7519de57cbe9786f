// Deletes unneeded files of an inactive run.
import fs from 'node:fs';
import path from 'node:path';
import { damagedFolder, tmpFolder } from '../runs/layout';
import { acquire, LockHeldError, LockLostError, type Lock } from '../runs/lock';
import { readLock } from '../runs/lock-record';
import { standing } from '../runs/machine';
import { endProcesses } from '../runs/process';
import { spareFiles, type Keep, type SpareFile } from '../runs/spare';
import { EnvironmentError } from './problem';

const BEAT_MS = 1000;
const END_MS = 10_000;

/** @throws {EnvironmentError} if the run is active, or another machine holds it. */
export function refuseWhileHeld(runDir: string): void {
  const { holder } = readLock(runDir);
  if (!holder || holder.released === true) return;
  const stands = standing(holder, holder.seenAt);
  if (stands !== 'dead') throw held(new LockHeldError(holder, stands === 'unseen'), runDir);
}

/**
 * Deletes the files that a policy does not keep, under the run's lock, and returns them. Looks them up only once it
 * holds the lock, so they may be fewer than those shown before.
 *
 * @param announce called with the files before the first one is deleted, once deletion is certain
 * @throws {EnvironmentError} if the run is active, or another machine holds it.
 */
export async function pruneFiles(
  runDir: string,
  keep: Keep,
  announce?: (files: readonly SpareFile[]) => void,
): Promise<readonly SpareFile[]> {
  const lock = take(runDir);
  // Workers left by a killed run may still write. The lock names them until they exit, so that the next holder can kill
  // them.
  const [stays] = await endProcesses(lock.orphans, END_MS);
  if (stays)
    throw new EnvironmentError(
      `Process ${stays.pid}, a worker of the run, cannot be killed.`,
      'It may be waiting for a disk; inspect it with system tools. Freed nothing.',
    );
  try {
    const spare = spareFiles(runDir, keep);
    announce?.(spare);
    let beat = Date.now();
    for (const { file } of spare) {
      lock.mustHold();
      fs.rmSync(path.join(runDir, file), { force: true });
      if (Date.now() - beat > BEAT_MS) {
        lock.heartbeat();
        beat = Date.now();
      }
    }
    const leftovers = fs.readdirSync(tmpFolder(runDir)).filter((name) => name !== lock.token);
    for (const folder of [
      damagedFolder(runDir),
      ...leftovers.map((name) => path.join(tmpFolder(runDir), name)),
    ])
      fs.rmSync(folder, { recursive: true, force: true });
    lock.clear();
    return spare;
  } catch (error) {
    if (!(error instanceof LockLostError)) throw error;
    throw new EnvironmentError(error.message, 'Freed nothing more.');
  } finally {
    lock.release();
  }
}

function take(runDir: string): Lock {
  try {
    return acquire(runDir);
  } catch (error) {
    throw error instanceof LockHeldError ? held(error, runDir) : error;
  }
}

function held(error: LockHeldError, runDir: string): EnvironmentError {
  const remedy = error.foreign
    ? 'Freed nothing.'
    : `Freed nothing. Stop the run with \`ticket stop ${path.relative('.', runDir) || runDir}\`.`;
  return new EnvironmentError(error.message, remedy);
}
