// Freeing files of a run that nobody works on.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { damagedFolder, tmpFolder } from '../runs/layout';
import { acquire, LockHeldError, type Lock } from '../runs/lock';
import { readLock } from '../runs/lock-record';
import { alive, signal, type ProcessId } from '../runs/process';
import { spareFiles, type Keep, type SpareFile } from '../runs/spare';
import { EnvironmentError } from './problem';

const BEAT_MS = 1000;
const END_MS = 10_000;

/** @throws {EnvironmentError} where somebody works on the run, or another machine has it. */
export function refuseWhileHeld(runDir: string): void {
  const { holder } = readLock(runDir);
  if (!holder || holder.released === true) return;
  const foreign = holder.host !== os.hostname();
  if (foreign || alive(holder)) throw held(new LockHeldError(holder, foreign), runDir);
}

/**
 * Removes what is spare under a policy, holding the run's lock meanwhile, and returns what was removed. What is spare
 * is looked up once the lock is held: it may be less than what somebody was shown before.
 *
 * @throws {EnvironmentError} where somebody works on the run, or another machine has it.
 */
export async function pruneFiles(runDir: string, keep: Keep): Promise<readonly SpareFile[]> {
  const lock = take(runDir);
  // Whoever is left of a killed run still writes. Until they are gone the lock names them, for the next to end.
  await end(lock.orphans);
  try {
    const spare = spareFiles(runDir, keep);
    let beat = Date.now();
    for (const { file } of spare) {
      if (!lock.stillHeld())
        throw new Error('Another process has taken this run over; nothing more is freed.');
      fs.rmSync(path.join(runDir, file), { force: true });
      if (Date.now() - beat > BEAT_MS) {
        lock.heartbeat();
        beat = Date.now();
      }
    }
    for (const folder of [damagedFolder(runDir), tmpFolder(runDir)])
      fs.rmSync(folder, { recursive: true, force: true });
    return spare;
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

async function end(orphans: readonly ProcessId[]): Promise<void> {
  for (const one of orphans) signal(one, 'SIGKILL');
  const deadline = Date.now() + END_MS;
  for (let left = orphans.filter(alive); left.length > 0; left = left.filter(alive)) {
    if (Date.now() > deadline)
      throw new EnvironmentError(
        `Process ${left[0]?.pid ?? ''}, a worker of the run, does not end.`,
        'It may wait for a disk; look at it with the tools of the system. Nothing was freed.',
      );
    await pause(20);
  }
}
