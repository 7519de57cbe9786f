// Evaluates a statement on a run's results, such as "ticket − dense in testAccuracy is at least −0.5 points".
import { wordsFor } from './claim-words';
import { bootstrap95, mean } from './statistics';
import { percent } from './text';
import type { RoundResults, RunResults } from './results';
import type { Claim, ClaimResult, Verdict } from './types';

/** The result of a statement; `because` is a sentence with the numbers. */
export interface StatementResult {
  readonly verdict: Verdict;
  readonly because: string;
  readonly round?: number;
  readonly density?: number;
  readonly value?: NonNullable<ClaimResult['value']>;
}

/** Minimum number of trials for an interval; `check` warns below it. */
export const INTERVAL_TRIALS = 3;

/**
 * Tolerance, so that rounding does not decide a claim. Accuracies are means of single-precision means, accurate to
 * 1e-7, and one of a million examples changes them by more than this.
 */
const TOLERANCE = 5e-7;

/** A value that a statement needs is missing. */
class Missing extends Error {}

/**
 * Evaluates a claim's statement, with `inPlaceOfTicket` instead of `ticket`. Compares arms within each trial, after
 * averaging a control's repeats. Undecided if a value is missing.
 */
export function evaluateStatement(
  results: RunResults,
  claim: Omit<Claim, 'says' | 'mustFail'>,
  inPlaceOfTicket = 'ticket',
): StatementResult {
  const round = roundOf(results, claim.at);
  if (!round) {
    const last = results.rounds.at(-1)?.round ?? 0;
    return { verdict: 'undecided', because: `The run has no such round; its last is round ${last}.` };
  }
  const where = { round: round.round, density: round.density };
  const place = `At round ${round.round} (density ${percent(round.density)})`;
  let perTrial: readonly number[];
  try {
    perTrial = compare(results, round, claim, inPlaceOfTicket);
  } catch (error) {
    if (error instanceof Missing)
      return { ...where, verdict: 'undecided', because: `${place} ${error.message}.` };
    throw error;
  }
  const what = `${place} ${comparison(claim, inPlaceOfTicket)} is`;
  const verdict = judge(perTrial, claim);
  return { ...where, ...verdict, because: `${what} ${verdict.because}` };
}

/** The round of a claim: for a density, the nearest by ratio; in a tie, the denser one. */
function roundOf(results: RunResults, at: Claim['at']): RoundResults | undefined {
  if (at === 'end') return results.rounds.at(-1);
  if ('round' in at) return results.rounds.find(({ round }) => round === at.round);
  const distance = ({ density }: RoundResults): number => Math.abs(Math.log(density / at.density));
  return results.rounds.toSorted((a, b) => distance(a) - distance(b) || b.density - a.density)[0];
}

/** The compared value in each trial. */
function compare(
  results: RunResults,
  round: RoundResults,
  { of, metric }: Pick<Claim, 'of' | 'metric'>,
  inPlaceOfTicket: string,
): readonly number[] {
  const values = (arm: string): readonly number[] =>
    valuesOf(results, round, arm === 'ticket' ? inPlaceOfTicket : arm, metric);
  if ('value' in of) return values(of.value);
  const [first, second] = 'difference' in of ? of.difference : of.ratio;
  const [a, b] = [values(first), values(second)];
  if ('difference' in of) return a.map((value, trial) => value - (b[trial] ?? NaN));
  const zero = b.indexOf(0);
  if (zero >= 0)
    throw new Missing(`the ratio is undefined in trial ${zero}, where the ${metric} of ${second} is 0`);
  return a.map((value, trial) => value / (b[trial] ?? NaN));
}

/** An arm's value in each trial, averaged over repeats without diverged networks. */
function valuesOf(
  results: RunResults,
  at: RoundResults,
  arm: string,
  metric: Claim['metric'],
): readonly number[] {
  const [group, round] = arm === 'dense' ? ['ticket', results.rounds[0] ?? at] : [arm, at];
  const planned = results.arms.filter((info) => info.group === group).length;
  if (planned === 0) throw new Missing(`nothing can be compared: the run has no arm ${arm}`);
  const cells = round.arms[group]?.cells ?? [];
  return Array.from({ length: results.trials }, (_, trial) => {
    const ofTrial = cells.filter((cell) => cell.trial === trial);
    if (ofTrial.length < planned) {
      const lost = divergedBy(results, trial, round.round);
      throw new Missing(
        lost === undefined
          ? `${arm} is not trained yet in trial ${trial}`
          : `${arm} cannot be trained in trial ${trial}: the ticket diverged in round ${lost}`,
      );
    }
    const values = ofTrial.map((cell) => cell.values[metric]).filter((value) => value !== undefined);
    if (values.length > 0) return mean(values);
    const why = ofTrial.some((cell) => cell.diverged) ? 'it diverged' : 'it was not measured';
    throw new Missing(`${arm} has no ${metric} in trial ${trial}: ${why}`);
  });
}

/** The first round up to this one in which a trial's ticket diverged, so that later networks cannot be trained. */
function divergedBy({ rounds }: RunResults, trial: number, round: number): number | undefined {
  const found = rounds.find(
    (one) =>
      one.round <= round && one.arms.ticket?.cells.some((cell) => cell.trial === trial && cell.diverged),
  );
  return found?.round;
}

/** Whether a number satisfies the bound. */
function satisfies(value: number, bound: Claim['bound']): boolean {
  if ('atLeast' in bound) return value >= bound.atLeast - TOLERANCE;
  if ('atMost' in bound) return value <= bound.atMost + TOLERANCE;
  return Math.abs(value - bound.equals) <= TOLERANCE;
}

function judge(
  perTrial: readonly number[],
  claim: Pick<Claim, 'metric' | 'of' | 'bound' | 'over'>,
): Pick<StatementResult, 'verdict' | 'because' | 'value'> {
  const { bound, over } = claim;
  const value = { mean: mean(perTrial), perTrial };
  const [low, high] = [Math.min(...perTrial), Math.max(...perTrial)];
  const words = wordsFor(claim, [value.mean, low, high]);
  const trials = `${perTrial.length} ${perTrial.length === 1 ? 'trial' : 'trials'}`;
  const spread = `${words.value(value.mean)} on average over ${trials} (${words.range(low, high)})`;
  const decided = (holds: boolean, numbers: string) => ({
    verdict: holds ? ('holds' as const) : ('fails' as const),
    because: `${numbers}, ${holds ? '' : 'not '}${boundText(bound, words.bound)}.`,
  });
  if (over === 'mean') return { value, ...decided(satisfies(value.mean, bound), spread) };
  if (over === 'every-trial') {
    const satisfied = perTrial.filter((trial) => satisfies(trial, bound)).length;
    const result = decided(satisfied === perTrial.length, spread);
    return { value, ...result, because: `${result.because.slice(0, -1)} in ${satisfied} of ${trials}.` };
  }
  if (perTrial.length < INTERVAL_TRIALS) {
    return {
      value,
      verdict: 'undecided',
      because: `${spread}; an interval needs at least ${INTERVAL_TRIALS} trials.`,
    };
  }
  const interval95 = bootstrap95(perTrial);
  const numbers = `${spread}, 95% interval ${words.range(...interval95)}`;
  const position = intervalPosition(interval95, bound);
  return {
    value: { ...value, interval95 },
    ...(position === 'across'
      ? {
          verdict: 'undecided' as const,
          because: `${numbers}, only partly ${boundText(bound, words.bound)}.`,
        }
      : decided(position === 'inside', `${numbers}, wholly`)),
  };
}

/** Whether an interval satisfies a bound wholly, partly or not at all. */
function intervalPosition(
  [low, high]: readonly [number, number],
  bound: Claim['bound'],
): 'inside' | 'outside' | 'across' {
  if (satisfies(low, bound) && satisfies(high, bound)) return 'inside';
  const holdsSomewhere =
    'equals' in bound
      ? low <= bound.equals + TOLERANCE && high >= bound.equals - TOLERANCE
      : satisfies(low, bound) || satisfies(high, bound);
  return holdsSomewhere ? 'across' : 'outside';
}

// --- Words --------------------------------------------------------------------------------------------------------

function comparison({ of, metric }: Pick<Claim, 'of' | 'metric'>, inPlaceOfTicket: string): string {
  const name = (arm: string): string => (arm === 'ticket' ? inPlaceOfTicket : arm);
  if ('value' in of) return `the ${metric} of ${name(of.value)}`;
  if ('difference' in of) return `${of.difference.map(name).join(' − ')} in ${metric}`;
  return `${of.ratio.map(name).join(' / ')} in ${metric}`;
}

function boundText(bound: Claim['bound'], number: (value: number) => string): string {
  if ('atLeast' in bound) return `at least ${number(bound.atLeast)}`;
  if ('atMost' in bound) return `at most ${number(bound.atMost)}`;
  return `equal to ${number(bound.equals)}`;
}
