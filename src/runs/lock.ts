// The lock of a run directory: one coordinator at a time, each with a fence number higher than all before it.
import fs from 'node:fs';
import os from 'node:os';
import { errorCode, makeFolder, temporaryName, writeAtOnce, writeDurably, WriteError } from './atomic';
import { canonical } from './json';
import { heartbeatFile, lockFile } from './layout';
import { claimedFences, claimFile, readLock, type Heartbeat, type LockRecord } from './lock-record';
import { alive, thisProcess, type ProcessId } from './process';

/** A lock that is held. */
export interface Lock {
  readonly fence: number;
  /** Workers of the holder before that still run. End them before anything is written. */
  readonly orphans: readonly ProcessId[];
  /** Records the processes that end with this holder. */
  update(workers: readonly ProcessId[]): void;
  /** Writes a sign of life. */
  heartbeat(): void;
  /** Whether nobody has taken the lock since. To be asked before every commit. */
  stillHeld(): boolean;
  /** Gives the lock back; its fence number stays used. */
  release(): void;
}

export interface AcquireOptions {
  /** A holder without a heartbeat for this long counts as stuck. */
  readonly leaseMs?: number;
  /** Take a lock that another machine holds. Whether its holder is dead cannot be seen from here. */
  readonly takeForeign?: boolean;
  /** Who takes the lock; this process on this machine unless said otherwise. */
  readonly self?: ProcessId;
  readonly host?: string;
}

/** The run is held by someone else. */
export class LockHeldError extends Error {
  constructor(
    readonly holder: LockRecord,
    readonly foreign: boolean,
  ) {
    const who = `process ${holder.pid} on ${holder.host} since ${holder.since}`;
    super(
      foreign
        ? `The run is held by another machine: ${who}. Stop it there; only if it no longer runs, take its lock over.`
        : `The run is already held by ${who}. Wait for it, or stop it first.`,
    );
  }
}

/**
 * Takes the lock of a run.
 *
 * The number of the last holder plus one is claimed by making `lock.<number>` with link(2), which succeeds for one
 * process alone and never shows a half-written file. That file may be the second of its number: whoever is slow may
 * have read the lock before another took and gave it back. Hence the second look: files of lower numbers are removed
 * only once a number at least as high stands elsewhere, so a claim that comes too late sees that number and retreats.
 *
 * @throws {LockHeldError} where a live process of this machine or, without `takeForeign`, any of another one holds it.
 * @throws {WriteError} where the folder cannot be written.
 */
export function acquire(runDir: string, options: AcquireOptions = {}): Lock {
  const { leaseMs = 30_000, takeForeign = false, self = thisProcess(), host = os.hostname() } = options;
  makeFolder(runDir);
  for (let attempt = 0; attempt < 100; attempt++) {
    const seen = readLock(runDir);
    const before = seen.holder?.released === true ? undefined : seen.holder;
    const foreign = before !== undefined && before.host !== host;
    if (before && (foreign ? !takeForeign : alive(before))) throw new LockHeldError(before, foreign);
    const orphans = before && !foreign ? before.workers.filter(alive) : [];
    const fence = seen.fence + 1;
    const record = { ...self, host, since: new Date().toISOString(), fence, leaseMs, workers: orphans };
    if (!claim(runDir, record)) continue;
    if (readLock(runDir, fence).fence >= fence) {
      fs.rmSync(claimFile(runDir, fence), { force: true });
      continue;
    }
    return hold(runDir, record);
  }
  throw new Error(`The lock of ${runDir} changes hands faster than it can be taken; try again.`);
}

/** Makes the claim of a fence number, or returns false where there is one already. */
function claim(runDir: string, record: LockRecord): boolean {
  const file = claimFile(runDir, record.fence);
  const temporary = temporaryName(file);
  try {
    fs.writeFileSync(temporary, `${canonical(record)}\n`, { flush: true });
    fs.linkSync(temporary, file);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    throw code === undefined ? error : new WriteError(file, code, error);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

function hold(runDir: string, first: LockRecord): Lock {
  const { fence, host } = first;
  let record = first;
  const write = (): void => {
    const text = `${canonical(record)}\n`;
    writeDurably(claimFile(runDir, fence), text);
    writeDurably(lockFile(runDir), text);
  };
  const heartbeat = (): void => {
    const { pid, startTime } = record;
    const beat: Heartbeat = { at: new Date().toISOString(), fence, pid, startTime, host };
    writeAtOnce(heartbeatFile(runDir), `${canonical(beat)}\n`);
  };
  const stillHeld = (): boolean => readLock(runDir).fence === fence;

  write();
  for (const lower of claimedFences(runDir).filter((other) => other < fence)) {
    fs.rmSync(claimFile(runDir, lower), { force: true });
  }
  heartbeat();
  return {
    fence,
    orphans: first.workers,
    update(workers) {
      if (!stillHeld()) return;
      record = { ...record, workers };
      write();
    },
    heartbeat() {
      if (stillHeld()) heartbeat();
    },
    stillHeld,
    release() {
      if (!stillHeld()) return;
      record = { ...record, workers: [], released: true };
      write();
      fs.rmSync(claimFile(runDir, fence), { force: true });
    },
  };
}
