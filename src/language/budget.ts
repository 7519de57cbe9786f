// The work that one check may take: an editor waits for it, so what a short text stands for must have a bound.
import type { Plan } from './plan';

/** The most of a sweep, in characters of its combinations, each counted as `leastWork` at least; about 4 s. */
export const MOST_SWEEP_WORK = 4_000_000;
const leastWork = 500;

export interface Budget {
  /** Whether there was enough left for work of this size, which is then spent. */
  spend(work: number): boolean;
  /** How often all that was spent so far fits into the whole. */
  times(): number;
}

export function budget(most: number): Budget {
  let left = most;
  return {
    spend(work) {
      left -= Math.max(work, leastWork);
      return left >= 0;
    },
    times: () => Math.floor(most / Math.max(1, most - left)),
  };
}

/** What counting the weights of every round takes beside reading the text. */
export const ladderWork = (plan: Plan | undefined): number =>
  plan ? plan.pools.length * plan.rounds.length : 0;
