// Summarizes the outcome of a run in a few numbers and a sentence.
import { sep } from 'node:path';
import type { RunListing } from './list';
import type { RoundResults, RunResults } from './results';
import { duration, type Progress } from './tally';
import { capitalized, percent } from './text';
import type { ClaimResult, RunState } from './types';
import { smallestWinning, ticketRounds, type TicketRound } from './winning';

export interface Outcome {
  /** Numbers of claims that hold, fail, or are undecided. */
  readonly holds: number;
  readonly fails: number;
  readonly undecided: number;
  /** Why no claim was judged. */
  readonly notJudged?: string;
  /** The smallest winning ticket; without one, the densest ticket. Absent before a pruned round has an accuracy. */
  readonly ticket?: TicketRound;
}

export function outcomeOf({
  results,
  claims,
  notJudged,
}: {
  readonly results: RunResults;
  readonly claims: readonly ClaimResult[];
  readonly notJudged?: string;
}): Outcome {
  const count = (wanted: ClaimResult['verdict']): number =>
    claims.filter(({ verdict }) => verdict === wanted).length;
  const rounds = ticketRounds(results);
  const ticket = smallestWinning(rounds) ?? rounds[0];
  return {
    ...{ holds: count('holds'), fails: count('fails'), undecided: count('undecided') },
    ...(notJudged !== undefined && { notJudged }),
    ...(ticket && { ticket }),
  };
}

/** The displayed state of a run: its state, whether it is stopping, and, once finished, whether its claims hold. */
export type ShownState = RunState | 'stopping' | 'claims hold' | 'claims fail';

export function shownState({ state, stopping }: RunListing, outcome?: Outcome): ShownState {
  if (stopping && (state === 'running' || state === 'stuck')) return 'stopping';
  if (state !== 'finished' || !outcome) return state;
  if (outcome.fails > 0) return 'claims fail';
  return outcome.holds > 0 && outcome.undecided === 0 ? 'claims hold' : 'finished';
}

const claims = (count: number): string => `${count} claim${count === 1 ? '' : 's'}`;

/** The progress of a run, such as `57%, 3 min left`. */
export const progressText = ({ share, secondsLeft }: Progress): string =>
  [
    `${(100 * share).toFixed(0)}%`,
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join(', ');

/** The ticket's accuracy, such as `95.2% at 3.58% density (dense 95.4%)`. */
export const accuracyText = ({ density, ticket, dense, isWinning }: TicketRound): string =>
  `${isWinning ? '' : 'no winning ticket: '}${percent(ticket)} at ${percent(density)} density (dense ${percent(dense)})`;

/** A round's accuracies by arm, then its density, such as `ticket 95.2% · reinit 91.0% · 3.58% density`. */
export const roundText = ({ arms, density }: Pick<RoundResults, 'arms' | 'density'>): string =>
  [
    ...Object.entries(arms).flatMap(([arm, { testAccuracy }]) =>
      testAccuracy ? [`${arm} ${percent(testAccuracy.mean)}`] : [],
    ),
    `${percent(density)} density`,
  ].join(' · ');

/** The state of a run that did not finish well, with the reason if it failed or diverged. */
export function stateText({ state, message, path }: RunListing, shown: ShownState): string {
  if (message === undefined) return shown;
  // The message says that networks diverged.
  if (state === 'diverged') return message.replace(/\.$/, '');
  return state === 'failed' ? `failed: ${message.replaceAll(path + sep, '')}` : shown;
}

/** The number of claims that hold, such as `2 of 3 claims hold`; undefined if there are none. */
export function claimsText({ holds, fails, undecided, notJudged }: Outcome): string | undefined {
  if (notJudged !== undefined) return 'claims not judged';
  const all = holds + fails + undecided;
  if (all === 0) return undefined;
  if (holds === all) return all === 1 ? 'the claim holds' : `all ${claims(all)} hold`;
  return fails === all && all === 1 ? 'the claim fails' : `${holds} of ${claims(all)} hold`;
}

/** The outcome of a run, in a sentence. */
export function sentence({ state, message, finished, total }: RunListing, outcome?: Outcome): string {
  if (state !== 'finished')
    return `${capitalized(state)}: ${message ?? `${finished} of ${total} networks trained.`}`;
  const parts = ['finished'];
  if (outcome?.ticket) {
    const { density, ticket, dense, isWinning } = outcome.ticket;
    const numbers = `${percent(ticket)} test accuracy (dense ${percent(dense)})`;
    parts.push(
      isWinning
        ? `smallest winning ticket: ${percent(density)} density, ${numbers}`
        : `no winning ticket: at ${percent(density)} density the ticket reaches ${numbers}`,
    );
  }
  const judged = outcome && claimsText(outcome);
  if (judged !== undefined) parts.push(judged);
  return `${parts.map(capitalized).join('. ')}.`;
}
