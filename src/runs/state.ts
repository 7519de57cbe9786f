// Determines the state of a run from its files: lock and heartbeat show whether it is active, its cells the progress,
// and the last event why it ended.
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
  /** Details on the state, for the user. */
  readonly message?: string;
  /** Numbers of trained and of all cells. */
  readonly finished: number;
  readonly total: number;
  /** A stop was requested, but the run is still active. */
  readonly stopping: boolean;
  /** The current holder of the run. */
  readonly holder?: LockRecord;
}

/** Machine and time of the observer; tests set them. */
export interface Observer extends Partial<Machine> {
  readonly now?: number;
}

/**
 * The state of a run: running, stuck (its holder gives no heartbeat), finished, diverged (it ended with non-finite
 * values), failed, stopped (it exited in order and can resume), or interrupted (it was killed and can resume).
 *
 * @throws {BadFileError} if the manifest or metrics cannot be read.
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
  // Cells that depend on a diverged one are never trained, so such a run ends incomplete.
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

/** Whether a run is, or seems, active. */
export const isHeld = (runDir: string, observer: Observer = {}): boolean =>
  watched(runDir, observer) !== undefined;

/** State and holder of a run that is, or seems, active; undefined for inactive runs. */
export function watched(
  runDir: string,
  { now = Date.now(), ...place }: Observer,
): Pick<RunStatus, 'state' | 'message' | 'holder'> | undefined {
  const seen = readLock(runDir);
  if (!seen.holder || seen.holder.released) return undefined;
  const { seenAt, ...holder } = seen.holder;
  const stands = standing(holder, seenAt, { ...thisMachine(), ...place });
  if (stands === 'dead') return undefined;
  if (now - Date.parse(seenAt) <= holder.leaseMs) return { state: 'running', holder };
  const where = stands === 'unseen' ? `on ${holder.host}, which is not visible from this machine, ` : '';
  return {
    state: 'stuck',
    holder,
    message: oneLine(
      `Process ${holder.pid} ${where}holds the run, but has sent no heartbeat since ${seenAt}.`,
    ),
  };
}

/**
 * The end of the last start; undefined if it did not record one. A start records its end last, so if the end of the
 * feed contains none, there is none.
 */
export function lastEnd(runDir: string): Extract<RunEvent, { type: 'ended' }> | undefined {
  const last = readEvents(runDir, nearEnd(runDir)).events.findLast(
    ({ type }) => type === 'started' || type === 'ended',
  );
  return last?.type === 'ended' ? last : undefined;
}

function countDiverged(runDir: string, manifest: RunManifest): number {
  // Ignore damaged cells: readers of their results report them, and the state must stay visible.
  return plannedCells(manifest).filter((cell) => {
    try {
      return readMetrics(runDir, cell, manifest.identity)?.diverged !== undefined;
    } catch (error) {
      if (error instanceof BadFileError) return false;
      throw error;
    }
  }).length;
}
