// Training curve of one network.
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
 * Thins evaluations to at most `most`, which is 3 or more: keeps the first, the last and the best, and of the others
 * every second, fourth, eighth… as needed. So the points of a growing curve stay the same for long.
 */
export function thinned(evaluations: readonly Evaluation[], most: number): readonly Evaluation[] {
  if (evaluations.length <= most) return evaluations;
  let step = 1;
  while (Math.ceil(evaluations.length / step) > most - 2) step *= 2;
  let best = 0;
  evaluations.forEach(({ validationLoss }, i) => {
    if (validationLoss < (evaluations[best]?.validationLoss ?? Infinity)) best = i;
  });
  return evaluations.filter((_, i) => i % step === 0 || i === best || i === evaluations.length - 1);
}
