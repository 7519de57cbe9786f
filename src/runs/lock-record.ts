// Reads who holds a run from its lock files.
//
// A holder writes two files: `lock.<fence>`, which no other holder ever writes, and `lock`, which people look for and
// which keeps the fence number after a release. The holder is the one with the highest fence number. So a holder that
// slept through the loss of its lock can damage `lock`, but cannot hide another holder.
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

/** The holder of a run: a process on a machine, with a unique random token. */
export interface Holder extends ProcessId, Machine {
  /** Missing in locks of earlier versions. */
  readonly token?: string | undefined;
}

export interface LockRecord extends Holder {
  /** Time of acquisition, as ISO 8601. */
  readonly since: string;
  /** One higher than that of the previous holder. */
  readonly fence: number;
  /** A holder whose heartbeat is older than this counts as stuck. */
  readonly leaseMs: number;
  /** The holder's workers, which exit with it; the next holder kills those left. */
  readonly workers: readonly ProcessId[];
  readonly released?: boolean | undefined;
  /** Token of the previous holder, empty if there was none; missing in locks of earlier versions. */
  readonly after?: string | undefined;
}

/** The single line of the file `heartbeat`, which the holder rewrites every second. */
export interface Heartbeat extends Holder {
  readonly at: string;
  readonly fence: number;
}

const holderSchema = Type.Object({
  host: Type.String(),
  pidNamespace: Type.Optional(Type.String()),
  // The token names a folder.
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
      after: Type.Optional(Type.String()),
    }),
  ]),
  'a lock',
);

const parseHeartbeat = parser(
  Type.Intersect([processSchema, holderSchema, Type.Object({ at: Type.String(), fence: fenceSchema })]),
  'a heartbeat',
);

/** The validated content of a file; undefined if it is missing or damaged. */
function readWhole<T>(file: string, parse: (text: string, file: string) => T): T | undefined {
  try {
    const text = readTextIn(path.dirname(file), file, MOST.note);
    return text === undefined ? undefined : parse(text, file);
  } catch (error) {
    if (error instanceof BadFileError) return undefined;
    throw error;
  }
}

/** The holder's last heartbeat; undefined if it is missing or damaged. */
export function readHeartbeat(runDir: string): Heartbeat | undefined {
  return readWhole(heartbeatFile(runDir), parseHeartbeat);
}

/** The file that only the holder with this fence writes. */
export const claimFile = (runDir: string, fence: number): string => `${lockFile(runDir)}.${fence}`;

/** The fence numbers of existing `lock.<fence>` files. */
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

/** The claim of the holder with this fence; undefined if it is missing or damaged. */
export function readClaim(runDir: string, fence: number): LockRecord | undefined {
  return readWhole(claimFile(runDir, fence), parseRecord);
}

export interface LockSeen {
  /** The last known holder, alive or not; undefined if there never was one. */
  readonly holder?: LockRecord & { /** Its last heartbeat, as ISO 8601. */ readonly seenAt: string };
  /** The highest fence number found; 0 for none. */
  readonly fence: number;
  /**
   * Whether lock and heartbeat name the same process with the same token. Ticket kills the processes in a lock only
   * then: a copied or forged lock may name any process.
   */
  readonly isConfirmed: boolean;
}

/**
 * Reads the lock from its files, ignoring the claim `except`.
 *
 * If a lock file is damaged (by a broken disk or a manual edit; Ticket renames files into place), the heartbeat
 * counts, which names the same process. A holder counts as dead only if no file names one with the highest fence.
 */
export function readLock(runDir: string, except?: number): LockSeen {
  const claimed = claimedFences(runDir).filter((fence) => fence !== except);
  const claims = claimed.map((fence) => readClaim(runDir, fence));
  // A release writes `lock` and then removes the claim. Read in the opposite order, so that one of them is always
  // visible.
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
