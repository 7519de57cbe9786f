// What a run has come to, in a few numbers and a sentence.
import type { RunListing } from './list';
import type { RunResults } from './results';
import { duration, type Progress } from './tally';
import type { ClaimResult, RunState } from './types';

export interface Outcome {
  /** Claims that hold, fail, or cannot be said. */
  readonly holds: number;
  readonly fails: number;
  readonly undecided: number;
  /** Why no claim was judged. */
  readonly notJudged?: string;
  /** After the last round that has both: test accuracy, mean over trials. */
  readonly accuracy?: { readonly density: number; readonly ticket: number; readonly dense: number };
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
  const [first] = results.rounds;
  const last = results.rounds.findLast(({ arms }) => arms.ticket?.testAccuracy);
  const dense = first?.arms.ticket?.testAccuracy?.mean;
  const ticket = last?.arms.ticket?.testAccuracy?.mean;
  return {
    ...{ holds: count('holds'), fails: count('fails'), undecided: count('undecided') },
    ...(notJudged !== undefined && { notJudged }),
    ...(last &&
      dense !== undefined &&
      ticket !== undefined && { accuracy: { density: last.density, ticket, dense } }),
  };
}

/** What is shown of a run: its state, where it is leaving, and once it is finished whether its claims hold. */
export type ShownState = RunState | 'stopping' | 'claims hold' | 'claims fail';

export function shownState({ state, stopping }: RunListing, outcome?: Outcome): ShownState {
  if (stopping && (state === 'running' || state === 'stuck')) return 'stopping';
  if (state !== 'finished' || !outcome) return state;
  if (outcome.fails > 0) return 'claims fail';
  return outcome.holds > 0 && outcome.undecided === 0 ? 'claims hold' : 'finished';
}

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)}%`;
const claims = (count: number): string => `${count} claim${count === 1 ? '' : 's'}`;

/** How far a run is, such as `57%, 3 min left`. */
export const progressText = ({ share, secondsLeft }: Progress): string =>
  [percent(share, 0), ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`])].join(', ');

/** The accuracies after the last round, such as `ticket 95.2%, dense 95.4%`. */
export const accuracyText = ({ ticket, dense }: NonNullable<Outcome['accuracy']>): string =>
  `ticket ${percent(ticket)}, dense ${percent(dense)}`;

/** Whether the claims hold, such as `2 of 3 claims hold`; nothing where there are none. */
export function claimsText({ holds, fails, undecided, notJudged }: Outcome): string | undefined {
  if (notJudged !== undefined) return 'claims not judged';
  const all = holds + fails + undecided;
  if (all === 0) return undefined;
  if (holds === all) return all === 1 ? 'the claim holds' : `all ${claims(all)} hold`;
  return fails === all && all === 1 ? 'the claim fails' : `${holds} of ${claims(all)} hold`;
}

/** How a run ended, in a sentence. */
export function sentence({ state, message, finished, total }: RunListing, outcome?: Outcome): string {
  const networks = `${finished} of ${total} networks are trained`;
  const verb = state === 'failed' || state === 'diverged' ? '' : 'is ';
  if (state !== 'finished') return `It ${verb}${state}: ${message ?? `${networks}.`}`;
  const parts = [];
  if (outcome?.accuracy) {
    const { density, ticket, dense } = outcome.accuracy;
    parts.push(
      `with ${percent(density)} of the weights the ticket has ${percent(ticket)} test accuracy, the whole network ${percent(dense)}`,
    );
  }
  const judged = outcome && claimsText(outcome);
  if (judged !== undefined) parts.push(judged);
  return parts.length === 0 ? 'It is finished.' : `It is finished: ${parts.join('; ')}.`;
}
