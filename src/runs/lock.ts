// The lock of a run directory: one coordinator at a time, each with a higher fence number than all before and a
// unique token.
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

/** A held lock. All methods but `loss` and `release` throw a LockLostError once it is lost. */
export interface Lock {
  readonly fence: number;
  readonly token: string;
  /**
   * A folder that only this holder uses. Everything it writes, moves or removes in the run is renamed from or into
   * this folder, so that the operation affects the held run or, if that was removed or recreated, nothing.
   */
  readonly folder: string;
  /** Running workers of the previous holder. Kill them before writing anything. */
  readonly orphans: readonly ProcessId[];
  /** Removes leftovers of previous holders: their temporary folders and claims. */
  clear(): void;
  /** Records this holder's workers. */
  update(workers: readonly ProcessId[]): void;
  /** Writes a heartbeat. */
  heartbeat(): void;
  /** Why the lock was lost; undefined while it is held. */
  loss(): LockLostError | undefined;
  /** Throws if the lock is lost. Call it before every commit. */
  mustHold(): void;
  /** Releases the lock if it is still held; no later holder reuses its fence number. */
  release(): void;
}

export interface AcquireOptions extends Partial<Machine> {
  /** Time without a heartbeat after which a holder counts as stuck. */
  readonly leaseMs?: number;
  /** Take a lock whose holder is not visible from here, such as on another machine. */
  readonly takeForeign?: boolean;
  /** The process that takes the lock; by default this one. */
  readonly self?: ProcessId;
}

/** Another process holds the run. */
export class LockHeldError extends Error {
  constructor(
    { pid, host, since }: LockRecord,
    readonly foreign: boolean,
  ) {
    const who = oneLine(`process ${pid} on ${host} since ${since}`);
    super(
      foreign
        ? `Another machine or container holds the run: ${who}. Stop it there; only if it no longer runs, take over with --take-foreign-lock.`
        : `The run is active: ${who} holds it. Wait for it, or stop it first.`,
    );
  }
}

/** The run was removed or taken over: this holder must write nothing more. */
export class LockLostError extends Error {
  constructor(why: string) {
    super(`${why} This process exits without writing to the run.`);
  }
}

/**
 * Takes the lock of a run whose folder exists.
 *
 * A process claims the last holder's number plus one by creating `lock.<number>`, which succeeds for one process only.
 * It reads the files again after the claim, which detects three hazards:
 *
 * - The file may be the second with its number: a slow process may have read the lock before another took and
 *   released it. Files with lower numbers are removed only once a number at least as high exists elsewhere, so a late
 *   claim sees that number and retreats.
 * - A claim is created before it is filled, and an empty one names nobody. A process that skips an empty claim looks
 *   again once its own, higher claim exists: either the lower one is filled by then and respected, or its process
 *   sees the higher number later and retreats. A holder that sees such a claim waits for it to be withdrawn.
 * - The folder may have been recreated, where numbers begin at 1 again. Then the claim with the own token, or the own
 *   folder, is missing.
 *
 * @throws {LockHeldError} if a live process on this machine holds it or, without `takeForeign`, any process
 * elsewhere.
 * @throws {WriteError} if the folder is not writable or does not exist.
 */
export function acquire(runDir: string, options: AcquireOptions = {}): Lock {
  const { leaseMs = 30_000, takeForeign = false, self = thisProcess(), ...given } = options;
  const here = { ...thisMachine(), ...given };
  const token = randomBytes(16).toString('hex');
  for (let attempt = 0; attempt < 100; attempt++) {
    const seen = readLock(runDir);
    const orphans = orphansOf(seen, here, takeForeign);
    // The feed also names holders whose locks were removed; readers skip events with a lower fence.
    const fence = Math.max(seen.fence, readEvents(runDir, nearEnd(runDir)).next.fence) + 1;
    if (fence > MOST_FENCE) throw new BadFileError(lockFile(runDir), NO_FENCE);
    const since = new Date().toISOString();
    const after = seen.holder?.token ?? '';
    const record = { ...self, ...here, token, since, fence, leaseMs, workers: orphans, after };
    if (!claim(runDir, record)) continue;
    const folder = makeFolder(runDir, token);
    const before = readLock(runDir, fence);
    const isFirst = before.fence < fence && isSame(before, seen);
    if (isFirst && !lossOf(runDir, record)) return hold(runDir, folder, record);
    // In a recreated folder it may be the claim of another process.
    if (readClaim(runDir, fence)?.token === token) moveInto(folder, claimFile(runDir, fence));
    removeFolder(runDir, folder);
  }
  throw new Error(`Could not take the lock of ${runDir}, which changes hands too fast. Try again.`);
}

const NO_FENCE =
  'or events.jsonl contains the highest possible fence number, so the run cannot start again. ' +
  'If the run is inactive, remove both.';

/** Workers left here by a dead holder. @throws {LockHeldError} if the holder may be alive. */
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

/** Creates the claim of a fence number; returns false if it exists. */
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

/** Creates the holder's own folder, but never the run's. */
function makeFolder(runDir: string, token: string): string {
  const folder = holderFolder(runDir, token);
  writing(folder, () => {
    for (let attempt = 0; ; attempt++) {
      try {
        makeTmp(tmpFolder(runDir));
        fs.mkdirSync(folder);
        return;
      } catch (error) {
        // Another holder that exits may remove an empty tmp/.
        if (errorCode(error) !== 'ENOENT' || attempt === 100 || !fs.existsSync(runDir)) throw error;
      }
    }
  });
  return folder;
}

function makeTmp(tmp: string): void {
  // A link would redirect writes out of the run.
  if (fs.lstatSync(tmp, { throwIfNoEntry: false })?.isSymbolicLink()) fs.unlinkSync(tmp);
  try {
    fs.mkdirSync(tmp);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  if (!fs.lstatSync(tmp).isDirectory()) throw new BadFileError(tmp, 'is not a folder. Remove it.');
}

/** Removes the holder's own folder, and tmp/ if it is empty. */
function removeFolder(runDir: string, folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    fs.rmdirSync(tmpFolder(runDir));
  } catch {
    // It contains another holder's folder, or no longer exists.
  }
}

/** Moves a file or folder of the run into the holder's folder. */
function moveInto(folder: string, file: string): void {
  try {
    fs.renameSync(file, path.join(folder, `removed-${path.basename(file)}`));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Time for a process to withdraw its claim. */
const RETREAT_MS = 3000;
const PAUSE_MS = 10;

/** Why a holder lost its lock; undefined while it holds it. */
function lossOf(runDir: string, record: LockRecord): LockLostError | undefined {
  const { fence, token = '' } = record;
  for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
    const seen = readLock(runDir);
    const isThere = fs.existsSync(holderFolder(runDir, token));
    if (isThere && seen.fence === fence && seen.holder?.token === token) return undefined;
    if (!isThere || !mayRetreat(seen, record) || waitedMs >= RETREAT_MS) return lossIn(runDir, seen, token);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

/** Whether the process with the highest claim did not know of this holder, or has yet to fill its claim. */
const mayRetreat = ({ holder, fence }: LockSeen, own: LockRecord): boolean =>
  fence > own.fence &&
  (holder?.token === own.token || (holder?.after !== undefined && holder.after !== own.token));

function lossIn(runDir: string, { holder }: LockSeen, token: string): LockLostError {
  if (!fs.existsSync(runDir))
    return new LockLostError(`${runDir} no longer exists: it was removed or renamed.`);
  if (!holder || holder.token === token)
    return new LockLostError(`The lock or the temporary files of ${runDir} were removed.`);
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
  /** Runs a write under the lock; if it fails because the lock was just lost, reports that. */
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
        // The own claim holds the lock during this write. Otherwise another process could take over and release
        // before it.
        record = { ...record, workers: [], released: true };
        writeDurably(lockFile(runDir), textOf(record), folder);
        moveInto(folder, claimFile(runDir, fence));
      }
      removeFolder(runDir, folder);
    },
  };
}

/** Removes claims and temporary folders of holders with lower fences, also those named by earlier versions. */
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
