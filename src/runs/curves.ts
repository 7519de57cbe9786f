// What was measured while networks trained: of those that are done from their metrics, of those in training from the
// feed.
import { readMetrics } from './cells';
import { thinned, type Curve } from './curve';
import { readManifest } from './manifest';
import type { Cell, Evaluation, RunEvent } from './types';

/**
 * The curves of an arm in a round, all trials and repeats.
 *
 * @param most evaluations of each, see `thinned`
 * @param live what is known of networks that are in training
 * @throws {BadFileError} where a file of the run is torn or foreign.
 */
export function readCurves(
  runDir: string,
  group: string,
  round: number,
  most = Infinity,
  live: LiveCurves['of'] = () => [],
): readonly Curve[] {
  const { arms, trials, identity } = readManifest(runDir);
  return Array.from({ length: trials }, (_, trial) => trial).flatMap((trial) =>
    arms
      .filter((arm) => arm.group === group)
      .flatMap(({ name, repeat }): readonly Curve[] => {
        const cell = { trial, arm: name, round };
        const read = readMetrics(runDir, cell, identity);
        if (!read) {
          const evaluations = live(cell);
          return evaluations.length === 0 ? [] : [{ trial, repeat, evaluations: thinned(evaluations, most) }];
        }
        const { evaluations, earlyStop, diverged } = read;
        return [
          {
            ...{ trial, repeat, evaluations: thinned(evaluations, most) },
            ...(earlyStop && { earlyStop: earlyStop.iteration }),
            ...(diverged && { diverged }),
          },
        ];
      }),
  );
}

/** The evaluations of the networks that are in training; those of one that is done are forgotten. */
export interface LiveCurves {
  take(events: readonly RunEvent[]): void;
  of(cell: Cell): readonly Evaluation[];
}

export function liveCurves(): LiveCurves {
  const all = new Map<string, Evaluation[]>();
  const key = ({ trial, arm, round }: Cell): string => `${trial}/${arm}/${round}`;
  return {
    take(events) {
      for (const event of events) {
        if (event.type === 'cell-finished') all.delete(key(event.cell));
        if (event.type !== 'evaluation') continue;
        const { cell, evaluation } = event;
        const known = all.get(key(cell)) ?? [];
        // One that goes on from a checkpoint evaluates again what it had evaluated since.
        while ((known.at(-1)?.iteration ?? -1) >= evaluation.iteration) known.pop();
        known.push(evaluation);
        all.set(key(cell), known);
      }
    },
    of: (cell) => all.get(key(cell)) ?? [],
  };
}
