// Training curves of networks: of finished ones from their metrics, of those in training from the event feed.
import { readMetrics } from './cells';
import { thinned, type Curve } from './curve';
import { readManifest } from './manifest';
import type { Cell, Evaluation, RunEvent } from './types';

/**
 * The curves of an arm in a round, for all trials and repeats.
 *
 * @param most evaluations per curve, see `thinned`
 * @param live evaluations of networks in training
 * @throws {BadFileError} if a file of the run is damaged or belongs to another run.
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

/** Evaluations of the networks in training; drops those of finished networks. */
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
        // A network that resumes from a checkpoint repeats the evaluations since then.
        while ((known.at(-1)?.iteration ?? -1) >= evaluation.iteration) known.pop();
        known.push(evaluation);
        all.set(key(cell), known);
      }
    },
    of: (cell) => all.get(key(cell)) ?? [],
  };
}
