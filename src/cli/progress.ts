// What is said while a run goes on: a line per finished round, and in a terminal one line that keeps changing.
import { visible } from '../escape/terminal';
import { duration, tally } from '../runs/tally';
import type { RunEvent, RunManifest } from '../runs/types';
import type { Lane } from './board';
import { integer, percent } from './table';

export interface Progress {
  take(event: RunEvent): void;
}

/** How often progress is said where there is no terminal to redraw. */
const QUIET_MS = 30_000;

export function progress(manifest: RunManifest, lane: Lane, now: () => number = Date.now): Progress {
  const { rounds } = manifest;
  const counted = tally(manifest, { clock: now });
  const line = (text: string): void => lane.line(visible(text));
  let said = now();

  const status = (): string => {
    const { finished, total, share, iterationsPerSecond, secondsLeft } = counted.now();
    const left =
      secondsLeft === undefined
        ? ''
        : ` · ${integer(iterationsPerSecond ?? 0)} iterations/s · ${duration(secondsLeft)} left`;
    return `${finished} of ${total} networks · ${percent(share, 0)}%${left}`;
  };
  const draw = (): void => {
    if (!lane.isLive && now() - said < QUIET_MS) return;
    said = now();
    lane.status(status());
  };

  return {
    take(event) {
      counted.take(event);
      switch (event.type) {
        case 'started':
          line(
            event.finished === event.cells
              ? `All ${event.cells} networks are trained already.`
              : `Training ${event.cells - event.finished} networks with ${event.workers} worker${event.workers === 1 ? '' : 's'}${event.finished > 0 ? `; ${event.finished} are there already` : ''}.`,
          );
          break;
        case 'cell-started':
        case 'progress':
          draw();
          break;
        case 'cell-finished':
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
        case 'warning':
          line(`Warning: ${event.message}`);
          break;
        case 'worker-lost':
          line(`Worker ${event.worker} was lost: ${event.reason}.`);
          break;
        default:
      }
    },
  };
}
