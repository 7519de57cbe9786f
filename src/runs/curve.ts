// What was measured of one network while it trained.
import type { CellMetrics, Evaluation } from './types';

/** The evaluations of one network, first to last. */
export interface Curve {
  readonly trial: number;
  readonly repeat: number;
  readonly evaluations: readonly Evaluation[];
  /** The iteration with the lowest validation loss, once the network is trained. */
  readonly earlyStop?: number;
  readonly diverged?: CellMetrics['diverged'];
}

/**
 * At most `most` evaluations: the first, the last and the best stay, and between them as many in each span of time. A
 * chart has no more points across than that.
 */
export function thinned(evaluations: readonly Evaluation[], most: number): readonly Evaluation[] {
  if (evaluations.length <= most) return evaluations;
  let best = 0;
  evaluations.forEach(({ validationLoss }, i) => {
    if (validationLoss < (evaluations[best]?.validationLoss ?? Infinity)) best = i;
  });
  const places = new Set([best]);
  for (let i = 0; i < most - 1; i++)
    places.add(Math.round((i * (evaluations.length - 1)) / Math.max(1, most - 2)));
  return [...places].sort((a, b) => a - b).flatMap((place) => evaluations[place] ?? []);
}
