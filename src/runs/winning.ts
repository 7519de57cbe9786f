// Finds the smallest winning ticket of a run.
import type { RunResults } from './results';

/** Largest shortfall in mean test accuracy at which a ticket still matches the dense network: 0.2 percentage points. */
export const MATCH_WITHIN = 0.002;

/** Accuracies are means of single-precision means, accurate to 1e-7; rounding must not decide. */
const TOLERANCE = 5e-7;

/** A round's ticket compared with the dense network. */
export interface TicketRound {
  readonly round: number;
  readonly density: number;
  /** Test accuracies at early stop, 0 to 1, mean over trials. */
  readonly ticket: number;
  readonly dense: number;
  /** Whether the ticket matches the dense network, in this round and in all denser ones. */
  readonly isWinning: boolean;
}

/**
 * The pruned rounds with a test accuracy, densest first. A round wins if its ticket's mean is at most `MATCH_WITHIN`
 * below the dense network's, and all denser rounds win. A round in which a trial diverged or is missing does not win.
 */
export function ticketRounds({
  rounds,
  trials,
}: Pick<RunResults, 'rounds' | 'trials'>): readonly TicketRound[] {
  const dense = rounds[0]?.arms.ticket?.testAccuracy;
  if (!dense) return [];
  let isWinning = dense.n === trials;
  return rounds
    .slice(1)
    .toSorted((a, b) => b.density - a.density)
    .flatMap(({ round, density, arms }) => {
      const own = arms.ticket?.testAccuracy;
      isWinning &&= own?.n === trials && own.mean >= dense.mean - MATCH_WITHIN - TOLERANCE;
      return own ? [{ round, density, ticket: own.mean, dense: dense.mean, isWinning }] : [];
    });
}

/** The winning ticket with the lowest density; undefined if the densest pruned round already falls short. */
export const smallestWinning = (rounds: readonly TicketRound[]): TicketRound | undefined =>
  rounds.findLast(({ isWinning }) => isWinning);
