// What is said while a run goes on: a line per finished round, and in a terminal one line that keeps changing.
import type { Cell, RunEvent, RunManifest } from '../runs/types';
import { duration, integer, percent } from './table';

export interface Progress {
  take(event: RunEvent): void;
  /** Puts the changing line away, before other output. */
  clear(): void;
}

export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How often progress is said where there is no terminal to redraw. */
const QUIET_MS = 30_000;
/** Speed is measured over this much of the past. */
const WINDOW_MS = 60_000;

export function progress(manifest: RunManifest, screen: Screen, now: () => number = Date.now): Progress {
  const { arms, rounds, trials, iterationsPerCell } = manifest;
  const pruned = (rounds.length - 1) * arms.length * trials;
  const total = trials * iterationsPerCell.dense + pruned * iterationsPerCell.pruned;
  const lengthOf = ({ round }: Cell): number =>
    round === 0 ? iterationsPerCell.dense : iterationsPerCell.pruned;
  const key = ({ trial, arm, round }: Cell): string => `${trial}/${arm}/${round}`;

  const current = new Map<string, number>();
  const history: { at: number; trained: number }[] = [];
  let cellsDone = 0;
  let cellsInAll = 0;
  let finishedIterations = 0;
  /** Iterations of this start alone: what a checkpoint brought was not trained at today's speed. */
  let trained = 0;
  let said = now();
  let shown = false;

  const done = (): number =>
    finishedIterations + [...current.values()].reduce((sum, value) => sum + value, 0);
  const speed = (): number | undefined => {
    const [first] = history;
    const last = history.at(-1);
    return first && last && last.at > first.at
      ? (1000 * (last.trained - first.trained)) / (last.at - first.at)
      : undefined;
  };
  const status = (): string => {
    const rate = speed();
    const left =
      rate === undefined || rate <= 0
        ? ''
        : ` · ${integer(rate)} iterations/s · ${duration((total - done()) / rate)} left`;
    return `${cellsDone} of ${cellsInAll} networks · ${percent(done() / total, 0)}%${left}`;
  };
  const clear = (): void => {
    if (shown) screen.write('\r\x1b[K');
    shown = false;
  };
  const line = (text: string): void => {
    clear();
    screen.write(`${text}\n`);
  };
  const draw = (): void => {
    if (screen.isTTY) {
      screen.write(`\r\x1b[K${status().slice(0, (screen.columns ?? 80) - 1)}`);
      shown = true;
    } else if (now() - said >= QUIET_MS) {
      said = now();
      screen.write(`${status()}\n`);
    }
  };
  const mark = (): void => {
    history.push({ at: now(), trained });
    while (history.length > 2 && now() - (history[0]?.at ?? 0) > WINDOW_MS) history.shift();
  };

  return {
    clear,
    take(event) {
      switch (event.type) {
        case 'started':
          cellsDone = event.finished;
          cellsInAll = event.cells;
          // How long each finished cell was is not in the event; nearly all have the length of a pruned one.
          finishedIterations = event.finished * iterationsPerCell.pruned;
          line(
            event.finished === event.cells
              ? `All ${event.cells} networks are trained already.`
              : `Training ${event.cells - event.finished} networks with ${event.workers} worker${event.workers === 1 ? '' : 's'}${event.finished > 0 ? `; ${event.finished} are there already` : ''}.`,
          );
          break;
        case 'cell-started':
        case 'progress': {
          const skipped = event.cell.round === 0 ? 0 : iterationsPerCell.dense - iterationsPerCell.pruned;
          const iterations = event.iteration - skipped;
          if (event.type === 'progress') trained += iterations - (current.get(key(event.cell)) ?? iterations);
          current.set(key(event.cell), iterations);
          mark();
          draw();
          break;
        }
        case 'cell-finished':
          current.delete(key(event.cell));
          finishedIterations += lengthOf(event.cell);
          cellsDone += 1;
          if (event.diverged) {
            const { iteration, layer } = event.diverged;
            line(
              `${event.cell.arm}, trial ${event.cell.trial}, round ${event.cell.round} diverged at iteration ${iteration} in ${layer}.`,
            );
          }
          draw();
          break;
        case 'round-committed': {
          const round = rounds[event.round];
          line(
            `Round ${event.round} of ${rounds.length - 1} is done (${percent(round?.density ?? 0)}% of the weights).`,
          );
          break;
        }
        case 'measuring-engines':
          line('Measuring which engine computes this fastest, once for this machine …');
          break;
        case 'damaged':
          line(`Set aside and trained again: ${event.file} ${event.problem}.`.replace(/\.\.$/, '.'));
          break;
        case 'worker-lost':
          line(`Worker ${event.worker} was lost: ${event.reason}.`);
          break;
        default:
      }
    },
  };
}
