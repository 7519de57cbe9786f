// The lock of a run directory: one coordinator at a time, each with a fence number higher than all before it and a
// token that no other has.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { errorCode, writeAtOnce, writeDurably, writing } from './atomic';
import { nearEnd, readEvents } from './events';
import { BadFileError, canonical, oneLine } from './json';
import { heartbeatFile, holderFolder, lockFile, tmpFolder } from './layout';
import {
  claimedFences,
  claimFile,
  readClaim,
  readLock,
  type Heartbeat,
  type LockRecord,
  type LockSeen,
} from './lock-record';
import { standing, thisMachine, type Machine } from './machine';
import { isProved, thisProcess, type ProcessId } from './process';
import { MOST_FENCE } from './schemas';

/** A lock that is held. Every method but `loss` and `release` throws a LockLostError where it is lost. */
export interface Lock {
  readonly fence: number;
  readonly token: string;
  /**
   * A folder of this holder alone. Whatever it writes, moves or removes in the run goes through a rename from or into
   * this folder: it happens in the run that is held or, where that is gone or made anew, nowhere.
   */
  readonly folder: string;
  /** Workers of the holder before that still run. End them before anything is written. */
  readonly orphans: readonly ProcessId[];
  /** Removes what holders before have left: their temporary folders and claims. */
  clear(): void;
  /** Records the processes that end with this holder. */
  update(workers: readonly ProcessId[]): void;
  /** Writes a sign of life. */
  heartbeat(): void;
  /** Why the lock is no longer held, if it is not. */
  loss(): LockLostError | undefined;
  /** To be called before every commit. */
  mustHold(): void;
  /** Gives the lock back, where it is still held; its fence number stays used. */
  release(): void;
}

export interface AcquireOptions extends Partial<Machine> {
  /** A holder without a heartbeat for this long counts as stuck. */
  readonly leaseMs?: number;
  /** Take a lock whose holder cannot be seen from here, such as that of another machine. */
  readonly takeForeign?: boolean;
  /** Who takes the lock; this process on this machine unless said otherwise. */
  readonly self?: ProcessId;
}

/** The run is held by someone else. */
export class LockHeldError extends Error {
  constructor(
    { pid, host, since }: LockRecord,
    readonly foreign: boolean,
  ) {
    const who = oneLine(`process ${pid} on ${host} since ${since}`);
    super(
      foreign
        ? `The run is held by another machine or container: ${who}. Stop it there; only if it no longer runs, take its lock with --take-foreign-lock.`
        : `The run is already held by ${who}. Wait for it, or stop it first.`,
    );
  }
}

/** The run was removed, or somebody else has taken it: this holder must write nothing more. */
export class LockLostError extends Error {
  constructor(why: string) {
    super(`${why} This process stops without writing to it.`);
  }
}

/**
 * Takes the lock of a run whose folder is there.
 *
 * The number of the last holder plus one is claimed by making `lock.<number>`, which succeeds for one process alone.
 * Three things can go wrong, and the second look after the claim finds each of them:
 *
 * - The file may be the second of its number: whoever is slow may have read the lock before another took and gave it
 *   back. Files of lower numbers are removed only once a number at least as high stands elsewhere, so a claim that
 *   comes too late sees that number and retreats.
 * - A claim is made before it is filled, and an empty one names nobody. Whoever passes over an empty claim looks again
 *   once its own, higher one stands: either the lower one is filled by then, and is respected, or whoever fills it
 *   later sees the higher number and retreats.
 * - The folder may have been made anew, where numbers begin at 1 again. Then the claim with the own token is gone, or
 *   the own folder is.
 *
 * @throws {LockHeldError} where a live process of this machine or, without `takeForeign`, any of another one holds it.
 * @throws {WriteError} where the folder cannot be written, or is not there.
 */
export function acquire(runDir: string, options: AcquireOptions = {}): Lock {
  const { leaseMs = 30_000, takeForeign = false, self = thisProcess(), ...given } = options;
  const here = { ...thisMachine(), ...given };
  const token = randomBytes(16).toString('hex');
  for (let attempt = 0; attempt < 100; attempt++) {
    const seen = readLock(runDir);
    const orphans = orphansOf(seen, here, takeForeign);
    // The feed knows of holders whose locks somebody has removed; readers skip what comes with a lower fence.
    const fence = Math.max(seen.fence, readEvents(runDir, nearEnd(runDir)).next.fence) + 1;
    if (fence > MOST_FENCE) throw new BadFileError(lockFile(runDir), NO_FENCE);
    const since = new Date().toISOString();
    const record = { ...self, ...here, token, since, fence, leaseMs, workers: orphans };
    if (!claim(runDir, record)) continue;
    const folder = makeFolder(runDir, token);
    const before = readLock(runDir, fence);
    const isFirst = before.fence < fence && isSame(before, seen);
    if (isFirst && !lossOf(runDir, record)) return hold(runDir, folder, record);
    // In a folder that was made anew it may be another's claim.
    if (readClaim(runDir, fence)?.token === token) moveInto(folder, claimFile(runDir, fence));
    removeFolder(runDir, folder);
  }
  throw new Error(`The lock of ${runDir} changes hands faster than it can be taken; try again.`);
}

const NO_FENCE =
  'or events.jsonl names the highest fence number that there is, so no start can come after it. ' +
  'Where nobody works on the run, remove both.';

/** The workers that a dead holder has left here. @throws {LockHeldError} where the holder is to be respected. */
function orphansOf(
  { holder, isConfirmed }: LockSeen,
  here: Machine,
  takeForeign: boolean,
): readonly ProcessId[] {
  if (!holder || holder.released === true) return [];
  const stands = standing(holder, holder.seenAt, here);
  if (stands === 'alive' || (stands === 'unseen' && !takeForeign))
    throw new LockHeldError(holder, stands === 'unseen');
  return stands === 'dead' && isConfirmed ? holder.workers.filter(isProved) : [];
}

const isSame = ({ holder: one }: LockSeen, { holder: other }: LockSeen): boolean =>
  one?.fence === other?.fence && one?.token === other?.token && one?.released === other?.released;

/** Makes the claim of a fence number, or returns false where there is one already. */
function claim(runDir: string, record: LockRecord): boolean {
  const file = claimFile(runDir, record.fence);
  try {
    writing(file, () => fs.writeFileSync(file, textOf(record), { flag: 'wx', flush: true }));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

const textOf = (value: LockRecord | Heartbeat): string => `${canonical(value)}\n`;

/** Makes the holder's own folder, but never the run's. */
function makeFolder(runDir: string, token: string): string {
  const folder = holderFolder(runDir, token);
  writing(folder, () => {
    for (let attempt = 0; ; attempt++) {
      try {
        makeTmp(tmpFolder(runDir));
        fs.mkdirSync(folder);
        return;
      } catch (error) {
        // Another holder that leaves removes tmp/ where nobody else has anything in it yet.
        if (errorCode(error) !== 'ENOENT' || attempt === 100 || !fs.existsSync(runDir)) throw error;
      }
    }
  });
  return folder;
}

function makeTmp(tmp: string): void {
  // A link would lead what is written out of the run.
  if (fs.lstatSync(tmp, { throwIfNoEntry: false })?.isSymbolicLink()) fs.unlinkSync(tmp);
  try {
    fs.mkdirSync(tmp);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  if (!fs.lstatSync(tmp).isDirectory()) throw new BadFileError(tmp, 'is no folder. Remove it.');
}

/** Removes the holder's own folder, and the one above where nobody else has anything in it. */
function removeFolder(runDir: string, folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    fs.rmdirSync(tmpFolder(runDir));
  } catch {
    // Another holder's is there, or all is gone.
  }
}

/** Takes a file or folder of the run out of it. */
function moveInto(folder: string, file: string): void {
  try {
    fs.renameSync(file, path.join(folder, `removed-${path.basename(file)}`));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Why a holder has lost its lock, if it has. */
function lossOf(runDir: string, { fence, token = '' }: LockRecord): LockLostError | undefined {
  const { holder, fence: highest } = readLock(runDir);
  const isThere = fs.existsSync(holderFolder(runDir, token));
  if (isThere && highest === fence && holder?.token === token) return undefined;
  if (!fs.existsSync(runDir)) return new LockLostError(`${runDir} is gone: somebody removed or renamed it.`);
  if (!holder || holder.token === token)
    return new LockLostError(`Somebody removed the lock or the temporary files of ${runDir}.`);
  const who = oneLine(`Process ${holder.pid} on ${holder.host}`);
  return new LockLostError(`${who} took over ${runDir} at ${oneLine(holder.since)}.`);
}

function hold(runDir: string, folder: string, first: LockRecord): Lock {
  const { fence, token = '' } = first;
  let record = first;
  const loss = (): LockLostError | undefined => lossOf(runDir, first);
  const mustHold = (): void => {
    const lost = loss();
    if (lost) throw lost;
  };
  /** A write can fail because the lock was lost just now. */
  const held = (work: () => void): void => {
    mustHold();
    try {
      work();
    } catch (error) {
      throw loss() ?? error;
    }
  };
  const write = (): void => {
    writeDurably(claimFile(runDir, fence), textOf(record), folder);
    writeDurably(lockFile(runDir), textOf(record), folder);
  };
  const heartbeat = (): void => {
    const { pid, startTime, host, pidNamespace } = record;
    const beat = { at: new Date().toISOString(), fence, pid, startTime, host, pidNamespace, token };
    writeAtOnce(heartbeatFile(runDir), textOf(beat), folder);
  };

  held(write);
  held(heartbeat);
  return {
    fence,
    token,
    folder,
    orphans: first.workers,
    clear: () => held(() => clearBefore(runDir, folder, fence)),
    update(workers) {
      record = { ...record, workers };
      held(write);
    },
    heartbeat: () => held(heartbeat),
    loss,
    mustHold,
    release() {
      if (!loss()) {
        // Its own claim still holds the lock meanwhile: whoever took over earlier could have released before this write.
        record = { ...record, workers: [], released: true };
        writeDurably(lockFile(runDir), textOf(record), folder);
        moveInto(folder, claimFile(runDir, fence));
      }
      removeFolder(runDir, folder);
    },
  };
}

/** Removes the claims and temporary folders of holders with lower fences, and folders that earlier versions named. */
function clearBefore(runDir: string, folder: string, fence: number): void {
  for (const lower of claimedFences(runDir).filter((other) => other < fence)) {
    const { token } = readClaim(runDir, lower) ?? {};
    if (token !== undefined) moveInto(folder, holderFolder(runDir, token));
    moveInto(folder, claimFile(runDir, lower));
  }
  for (const name of fs.readdirSync(tmpFolder(runDir))) {
    const [, by] = /^(\d+)-\d+$/.exec(name) ?? [];
    if (by !== undefined && Number(by) < fence) moveInto(folder, path.join(tmpFolder(runDir), name));
  }
  for (const name of fs.readdirSync(folder).filter((one) => one.startsWith('removed-')))
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
}
