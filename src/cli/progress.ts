// Progress of a run: a line per finished round and, in a terminal, a status row that updates in place.
import fs from 'node:fs';
import { visible } from '../escape/terminal';
import { BadFileError } from '../runs/json';
import { manifestFile } from '../runs/layout';
import { readManifest } from '../runs/manifest';
import { duration, tally } from '../runs/tally';
import type { RunEvent, RunManifest } from '../runs/types';
import type { StatusRow } from './progress-display';
import { integer, percent } from './table';

export interface Progress {
  take(event: RunEvent): void;
}

/** Interval between status lines without a terminal. */
const QUIET_MS = 30_000;

/** The progress of a run; undefined if somebody has removed the run, which its coordinator reports. */
export function progressOf(runDir: string, row: StatusRow): Progress | undefined {
  try {
    return progress(readManifest(runDir), row);
  } catch (error) {
    if (error instanceof BadFileError && !fs.existsSync(manifestFile(runDir))) return undefined;
    throw error;
  }
}

export function progress(manifest: RunManifest, row: StatusRow, now: () => number = Date.now): Progress {
  const { rounds } = manifest;
  const counted = tally(manifest, { clock: now });
  const line = (text: string): void => row.line(visible(text));
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
    if (!row.isLive && now() - said < QUIET_MS) return;
    said = now();
    row.status(status());
  };

  return {
    take(event) {
      counted.take(event);
      switch (event.type) {
        case 'started':
          line(
            event.finished === event.cells
              ? `All ${event.cells} networks are already trained.`
              : `Training ${event.cells - event.finished} networks with ${event.workers} worker${event.workers === 1 ? '' : 's'}${event.finished > 0 ? `; ${event.finished} are already trained` : ''}.`,
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
            `Finished round ${event.round} of ${rounds.length - 1} (density ${percent(round?.density ?? 0)}%).`,
          );
          break;
        }
        case 'measuring-engines':
          line('Measuring which engine is fastest for this spec, once per machine …');
          break;
        case 'damaged':
          line(`Moved to damaged/, training again: ${event.file} ${event.problem}.`.replace(/\.\.$/, '.'));
          break;
        case 'warning':
          line(`Warning: ${event.message}`);
          break;
        case 'worker-lost':
          line(`Lost worker ${event.worker}: ${event.reason}.`);
          break;
        default:
      }
    },
  };
}
