// Freeing files of a run that nobody works on.
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

/** @throws {EnvironmentError} where somebody works on the run, or another machine has it. */
export function refuseWhileHeld(runDir: string): void {
  const { holder } = readLock(runDir);
  if (!holder || holder.released === true) return;
  const stands = standing(holder, holder.seenAt);
  if (stands !== 'dead') throw held(new LockHeldError(holder, stands === 'unseen'), runDir);
}

/**
 * Removes what is spare under a policy, holding the run's lock meanwhile, and returns what was removed. What is spare
 * is looked up once the lock is held: it may be less than what somebody was shown before.
 *
 * @param announce hears of the files before the first one goes, once nothing stands in the way
 * @throws {EnvironmentError} where somebody works on the run, or another machine has it.
 */
export async function pruneFiles(
  runDir: string,
  keep: Keep,
  announce?: (files: readonly SpareFile[]) => void,
): Promise<readonly SpareFile[]> {
  const lock = take(runDir);
  // Whoever is left of a killed run still writes. Until they are gone the lock names them, for the next to end.
  const [stays] = await endProcesses(lock.orphans, END_MS);
  if (stays)
    throw new EnvironmentError(
      `Process ${stays.pid}, a worker of the run, does not end.`,
      'It may wait for a disk; look at it with the tools of the system. Nothing was freed.',
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
    throw new EnvironmentError(error.message, 'Nothing more was freed.');
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
    ? 'Nothing was freed.'
    : `Nothing was freed. \`ticket stop ${path.relative('.', runDir) || runDir}\` stops it.`;
  return new EnvironmentError(error.message, remedy);
}
