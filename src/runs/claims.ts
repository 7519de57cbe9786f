// Whether a spec's claims hold on a run's numbers. A claim stands on two legs: its statement holds for the ticket,
// and it fails for every control that must fail.
import { createHash } from 'node:crypto';
import { exitCodes } from './exit-codes';
import { canonical } from './json';
import { evaluateStatement, type StatementResult } from './statement';
import type { RunResults } from './results';
import type { Claim, ClaimResult, Verdict } from './types';

/** A spec changed in some places, by dotted path. */
export type Change = Readonly<Record<string, unknown>>;

/** The results of the run of the same spec with a change, or undefined where there is no such run. */
export type Variant = (change: Change) => RunResults | undefined;

/** The claim's name in `run.json`: a hash of what it states, however it is worded. */
export function claimHash(claim: Claim): string {
  const { at, metric, of, bound, over, mustFail } = claim;
  const statement = canonical({ at, metric, of, bound, over, mustFail });
  return createHash('sha256').update(statement).digest('hex').slice(0, 16);
}

/** Evaluates each claim; see `evaluateClaim`. */
export function evaluateClaims(
  results: RunResults,
  claims: readonly Claim[],
  variant?: Variant,
): readonly ClaimResult[] {
  return claims.map((claim) => evaluateClaim(results, claim, variant));
}

/**
 * A claim fails where its statement fails or where the statement holds for something that must fail; it holds where
 * the statement holds and everything that must fail fails; otherwise it is undecided.
 */
export function evaluateClaim(
  results: RunResults,
  claim: Claim,
  variant: Variant = () => undefined,
): ClaimResult {
  const { verdict: own, because, ...numbers } = evaluateStatement(results, claim);
  const controls = claim.mustFail.map((control) => evaluateControl(results, claim, control, variant));
  const holding = controls.find(({ statement }) => statement === 'holds');
  const open = controls.find(({ statement }) => statement === 'undecided');

  const result = (verdict: Verdict, ...sentences: readonly string[]): ClaimResult => ({
    says: claim.says,
    metric: claim.metric,
    verdict,
    because: sentences.join(' '),
    ...numbers,
    controls,
    writtenBeforeData: writtenBeforeData(results, claim, numbers.round),
  });
  if (own === 'fails') return result('fails', because);
  if (holding) {
    return result(
      'fails',
      because,
      `But the same holds for ${holding.control}, which must fail: ${holding.because}`,
    );
  }
  if (own === 'undecided') return result('undecided', because);
  if (open)
    return result('undecided', because, `Whether ${open.control} fails is not known: ${open.because}`);
  return result('holds', because);
}

/** The code of a command that judged these claims; there may be none. */
export function exitCode(results: readonly ClaimResult[]): number {
  return results.every(({ verdict }) => verdict === 'holds') ? exitCodes.claimsHold : exitCodes.claimFails;
}

function evaluateControl(
  results: RunResults,
  claim: Claim,
  control: Claim['mustFail'][number],
  variant: Variant,
): ClaimResult['controls'][number] {
  if (typeof control !== 'string') {
    const changed = variant(control.with);
    const name = `the spec with ${describeChange(control.with)}`;
    return named(name, changed ? evaluateStatement(changed, claim) : unknownVariant(name));
  }
  if (!armsOf(claim).includes('ticket')) {
    const because = `The claim does not speak of the ticket, so ${control} cannot take its place.`;
    return { control, statement: 'undecided', because };
  }
  return named(control, evaluateStatement(results, claim, control));
}

const named = (control: string, { verdict, because }: StatementResult): ClaimResult['controls'][number] => ({
  control,
  statement: verdict,
  because,
});

const unknownVariant = (name: string): StatementResult => ({
  verdict: 'undecided',
  because: `There is no run of ${name} yet; \`ticket run\` trains it.`,
});

function armsOf({ of }: Claim): readonly string[] {
  if ('value' in of) return [of.value];
  return 'difference' in of ? of.difference : of.ratio;
}

function describeChange(change: Change): string {
  return Object.entries(change)
    .map(([path, value]) => `${path}: ${JSON.stringify(value)}`)
    .join(', ');
}

/** A claim that the manifest does not know is seen for the first time now. */
function writtenBeforeData(results: RunResults, claim: Claim, round: number | undefined): boolean {
  if (round === undefined) return true;
  const seen = results.claimsSeen[claimHash(claim)];
  if (seen) return round >= seen.roundsBefore;
  return results.rounds.find((info) => info.round === round)?.committed !== true;
}
