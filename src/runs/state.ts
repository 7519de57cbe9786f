// What a run is doing, from its files alone: the lock and the heartbeat say whether somebody works on it, the cells
// how far it is, and the last event why nobody does.
import { existingCells, plannedCells, readMetrics } from './cells';
import { stopRequested } from './control';
import { nearEnd, readEvents } from './events';
import { BadFileError, oneLine } from './json';
import { cellPath } from './layout';
import { readLock, type LockRecord } from './lock-record';
import { standing, thisMachine, type Machine } from './machine';
import { readManifest } from './manifest';
import { roundExists } from './rounds';
import type { RunEvent, RunManifest, RunState } from './types';

export interface RunStatus {
  readonly state: RunState;
  /** More on the state, for people. */
  readonly message?: string;
  /** Cells that are trained, of all. */
  readonly finished: number;
  readonly total: number;
  /** A stop was requested and the run has not left yet. */
  readonly stopping: boolean;
  /** Who works on the run now. */
  readonly holder?: LockRecord;
}

/** Machine and time to judge by; given in tests. */
export interface Observer extends Partial<Machine> {
  readonly now?: number;
}

/**
 * The state of a run:
 * running, stuck (its holder gives no sign of life), finished, diverged (it ended, and not every number was finite),
 * failed, stopped (it left in order and can go on), or interrupted (it was killed and can go on).
 *
 * @throws {BadFileError} where the directory's manifest or metrics cannot be read.
 */
export function readStatus(runDir: string, observer: Observer = {}): RunStatus {
  const manifest = readManifest(runDir);
  const cells = plannedCells(manifest);
  const there = new Set(existingCells(runDir).map(cellPath));
  const finished = cells.filter((cell) => there.has(cellPath(cell))).length;
  const progress = { finished, total: cells.length, stopping: false };

  const held = watched(runDir, observer);
  if (held) return { ...progress, ...held, stopping: stopRequested(runDir) };

  const complete =
    finished === cells.length && manifest.rounds.every(({ round }) => roundExists(runDir, round));
  const ended = lastEnd(runDir);
  // Cells that hang on a diverged one are never trained, so such a run ends without being complete.
  const done = complete || ended?.outcome === 'finished';
  const diverged = done ? countDiverged(runDir, manifest) : 0;
  if (diverged > 0) {
    return {
      ...progress,
      state: 'diverged',
      message: `${diverged} of ${finished} trained networks diverged.`,
    };
  }
  if (complete) return { ...progress, state: 'finished' };
  const message = ended?.message === undefined ? {} : { message: ended.message };
  if (ended?.outcome === 'failed') return { ...progress, ...message, state: 'failed' };
  if (ended?.outcome === 'stopped') return { ...progress, ...message, state: 'stopped' };
  return { ...progress, state: 'interrupted' };
}

/** Whether somebody works on a run, or seems to. */
export const isHeld = (runDir: string, observer: Observer = {}): boolean =>
  watched(runDir, observer) !== undefined;

/** State and holder of a run that somebody works on, or seems to; undefined where nobody does. */
function watched(
  runDir: string,
  { now = Date.now(), ...place }: Observer,
): Pick<RunStatus, 'state' | 'message' | 'holder'> | undefined {
  const seen = readLock(runDir);
  if (!seen.holder || seen.holder.released) return undefined;
  const { seenAt, ...holder } = seen.holder;
  const stands = standing(holder, seenAt, { ...thisMachine(), ...place });
  if (stands === 'dead') return undefined;
  if (now - Date.parse(seenAt) <= holder.leaseMs) return { state: 'running', holder };
  const where = stands === 'unseen' ? `on ${holder.host}, where it cannot be seen from here, ` : '';
  return {
    state: 'stuck',
    holder,
    message: oneLine(
      `Process ${holder.pid} ${where}holds the run and has given no sign of life since ${seenAt}.`,
    ),
  };
}

/**
 * How the last start ended; undefined where it did not come to say so. That is the last that a start says, so where the
 * last lines of the feed have no end, there is none.
 */
export function lastEnd(runDir: string): Extract<RunEvent, { type: 'ended' }> | undefined {
  const last = readEvents(runDir, nearEnd(runDir)).events.findLast(
    ({ type }) => type === 'started' || type === 'ended',
  );
  return last?.type === 'ended' ? last : undefined;
}

function countDiverged(runDir: string, manifest: RunManifest): number {
  // What is damaged is told by whoever needs its numbers; that somebody works on the run is seen all the same.
  return plannedCells(manifest).filter((cell) => {
    try {
      return readMetrics(runDir, cell, manifest.identity)?.diverged !== undefined;
    } catch (error) {
      if (error instanceof BadFileError) return false;
      throw error;
    }
  }).length;
}
