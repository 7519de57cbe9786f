// Computes progress, speed and remaining time of a run from its events.
import type { Cell, RunEvent, RunManifest } from './types';

export interface Tally {
  /** Counts an event. */
  take(event: RunEvent): void;
  now(): Progress;
}

export interface Progress {
  /** Numbers of trained and of all networks. */
  readonly finished: number;
  readonly total: number;
  /** Share of iterations done: 0 to 1. */
  readonly share: number;
  /** Undefined before the second event. */
  readonly iterationsPerSecond?: number;
  readonly secondsLeft?: number;
  /** The network of the last progress event, and its iteration. */
  readonly latest?: { readonly cell: Cell; readonly iteration: number };
}

/** Time window of the speed. */
const WINDOW_MS = 60_000;

/**
 * @param finished networks trained before the first counted event; a `started` event overrides it
 * @param clock the current time in ms, for live events; without it each event counts at its recorded time
 */
export function tally(
  { arms, rounds, trials, iterationsPerCell }: RunManifest,
  { finished: before = 0, clock }: { readonly finished?: number; readonly clock?: () => number } = {},
): Tally {
  const { dense, pruned } = iterationsPerCell;
  const prunedCells = (rounds.length - 1) * arms.length * trials;
  const iterations = trials * dense + prunedCells * pruned;
  const key = ({ trial, arm, round }: Cell): string => `${trial}/${arm}/${round}`;

  const current = new Map<string, number>();
  const history: { at: number; trained: number }[] = [];
  let [finished, total] = [before, trials + prunedCells];
  // Events do not record the length of finished cells; nearly all have that of a pruned one.
  let finishedIterations = before * pruned;
  /** Iterations of this start only: those before a checkpoint say nothing about the current speed. */
  let trained = 0;
  let latest: Progress['latest'];

  return {
    take(event) {
      switch (event.type) {
        case 'started':
          [finished, total] = [event.finished, event.cells];
          finishedIterations = finished * pruned;
          [history.length, trained, latest] = [0, 0, undefined];
          current.clear();
          break;
        case 'cell-started':
        case 'progress': {
          const made = event.iteration - (event.cell.round === 0 ? 0 : dense - pruned);
          if (event.type === 'progress') trained += made - (current.get(key(event.cell)) ?? made);
          current.set(key(event.cell), made);
          latest = { cell: event.cell, iteration: event.iteration };
          const at = clock?.() ?? Date.parse(event.at);
          history.push({ at, trained });
          while (history.length > 2 && at - (history[0]?.at ?? 0) > WINDOW_MS) history.shift();
          break;
        }
        case 'cell-finished':
          current.delete(key(event.cell));
          finishedIterations += event.cell.round === 0 ? dense : pruned;
          finished += 1;
          break;
        default:
      }
    },
    now() {
      const done = finishedIterations + [...current.values()].reduce((sum, value) => sum + value, 0);
      const [first, last] = [history[0], history.at(-1)];
      const speed =
        first && last && last.at > first.at
          ? (1000 * (last.trained - first.trained)) / (last.at - first.at)
          : undefined;
      return {
        ...{ finished, total, share: Math.min(1, done / iterations) },
        ...(speed !== undefined && { iterationsPerSecond: speed }),
        ...(speed !== undefined && speed > 0 && { secondsLeft: (iterations - done) / speed }),
        ...(latest && { latest }),
      };
    },
  };
}

/** A time span such as `12 s`, `7 min`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
