// Budget of work for one check: an editor waits for it, and a short text can stand for many combinations.
import type { Plan } from './plan';

/** The limit for a sweep, in characters of its combinations, each at least `leastWork`; about 4 s. */
export const MOST_SWEEP_WORK = 4_000_000;
const leastWork = 500;

export interface Budget {
  /** Spends work; returns false if the budget is exceeded. */
  spend(work: number): boolean;
  /** The number of times that the work spent so far fits into the budget. */
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

/** The work of counting the weights of every round, in addition to reading the text. */
export const ladderWork = (plan: Plan | undefined): number =>
  plan ? plan.pools.length * plan.rounds.length : 0;
