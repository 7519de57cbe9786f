// Who holds a run, as its files say it.
//
// A holder writes two files: `lock.<fence>`, which is its own and which no other holder ever writes, and `lock`, the
// name that people look for and that keeps the fence number after a release. The holder is whoever has the highest
// fence number. So a holder that slept through the loss of its lock can spoil `lock`, but hides nobody.
import fs from 'node:fs';
import path from 'node:path';
import { Type } from 'typebox';
import { errorCode } from './atomic';
import { BadFileError, parser } from './json';
import { heartbeatFile, lockFile } from './layout';
import { MOST, readTextIn } from './run-file';
import type { Machine } from './machine';
import { fenceSchema, MOST_FENCE, processSchema } from './schemas';
import type { ProcessId } from './process';

/** Who holds a run: a process of a machine, and a random token that no other holder ever has. */
export interface Holder extends ProcessId, Machine {
  /** Missing in the locks of earlier versions. */
  readonly token?: string | undefined;
}

export interface LockRecord extends Holder {
  /** When the lock was taken, as ISO 8601. */
  readonly since: string;
  /** One higher than that of the holder before. */
  readonly fence: number;
  /** A holder whose heartbeat is older than this is stuck. */
  readonly leaseMs: number;
  /** The processes that end with the holder, and are to be ended by who takes over from it. */
  readonly workers: readonly ProcessId[];
  readonly released?: boolean | undefined;
}

/** One line in the file `heartbeat`, rewritten by the holder every few seconds. */
export interface Heartbeat extends Holder {
  readonly at: string;
  readonly fence: number;
}

const holderSchema = Type.Object({
  host: Type.String(),
  pidNamespace: Type.Optional(Type.String()),
  // It names a folder.
  token: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
});

const parseRecord = parser(
  Type.Intersect([
    processSchema,
    holderSchema,
    Type.Object({
      since: Type.String(),
      fence: fenceSchema,
      leaseMs: Type.Number(),
      workers: Type.Array(processSchema),
      released: Type.Optional(Type.Boolean()),
    }),
  ]),
  'a lock',
);

const parseHeartbeat = parser(
  Type.Intersect([processSchema, holderSchema, Type.Object({ at: Type.String(), fence: fenceSchema })]),
  'a heartbeat',
);

/** The checked content of a file, or undefined where it is not there or is torn. */
function readWhole<T>(file: string, parse: (text: string, file: string) => T): T | undefined {
  try {
    const text = readTextIn(path.dirname(file), file, MOST.note);
    return text === undefined ? undefined : parse(text, file);
  } catch (error) {
    if (error instanceof BadFileError) return undefined;
    throw error;
  }
}

/** The holder's last sign of life, or undefined where there is none that can be read. */
export function readHeartbeat(runDir: string): Heartbeat | undefined {
  return readWhole(heartbeatFile(runDir), parseHeartbeat);
}

/** The file that the holder with this fence alone writes. */
export const claimFile = (runDir: string, fence: number): string => `${lockFile(runDir)}.${fence}`;

/** The fence numbers that `lock.<fence>` files are there for. */
export function claimedFences(runDir: string): readonly number[] {
  try {
    return fs
      .readdirSync(path.dirname(lockFile(runDir)))
      .map((name) => /^lock\.(0|[1-9]\d*)$/.exec(name)?.[1])
      .filter((digits) => digits !== undefined)
      .map(Number)
      .filter((fence) => fence <= MOST_FENCE);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** What the holder with this fence wrote into its own file; undefined where it is not there or is torn. */
export function readClaim(runDir: string, fence: number): LockRecord | undefined {
  return readWhole(claimFile(runDir, fence), parseRecord);
}

export interface LockSeen {
  /** The last holder that can be known, whether it still lives or not; undefined where there never was one. */
  readonly holder?: LockRecord & { /** Its last sign of life, as ISO 8601. */ readonly seenAt: string };
  /** The highest fence number that was ever given out, as far as can be seen; 0 for none. */
  readonly fence: number;
  /**
   * Whether the lock and the heartbeat name the same process with the same token. Only then are the processes that the
   * lock names ended: one that a copied or a forged lock names may be anybody's.
   */
  readonly isConfirmed: boolean;
}

/**
 * What the files say of the lock, without the claim `except`.
 *
 * A file that is torn (a broken disk, a hand edit: the writers rename) says nothing, so then the heartbeat speaks: it
 * names the same process. Only where no file at all names a holder of the highest fence is that one taken for dead.
 */
export function readLock(runDir: string, except?: number): LockSeen {
  const claimed = claimedFences(runDir).filter((fence) => fence !== except);
  const claims = claimed.map((fence) => readClaim(runDir, fence));
  // A release writes `lock` and then removes the claim: read in this order, one of them is always seen.
  const lock = readWhole(lockFile(runDir), parseRecord);
  const beat = readHeartbeat(runDir);
  const fromBeat = beat && { ...beat, since: beat.at, leaseMs: 0, workers: [] };
  const records = [...claims, lock, fromBeat].filter((record) => record !== undefined);
  const fence = Math.max(0, ...claimed, ...records.map((record) => record.fence));
  const holder = records.find((record) => record.fence === fence) ?? highest(records);
  if (!holder) return { fence, isConfirmed: false };
  const seenAt = beat?.fence === holder.fence ? beat.at : holder.since;
  return { holder: { ...holder, seenAt }, fence, isConfirmed: holder !== fromBeat && agrees(holder, beat) };
}

function agrees(lock: LockRecord, beat: Heartbeat | undefined): boolean {
  const same = ['token', 'pid', 'startTime', 'fence'] as const;
  return lock.token !== undefined && same.every((key) => beat?.[key] === lock[key]);
}

function highest(records: readonly LockRecord[]): LockRecord | undefined {
  return records.toSorted((a, b) => b.fence - a.fence)[0];
}
