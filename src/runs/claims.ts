// Judges a spec's claims on a run's results. A claim holds if its statement holds for the ticket and fails for every
// control that must fail.
import { createHash } from 'node:crypto';
import { exitCodes } from './exit-codes';
import { canonical } from './json';
import { evaluateStatement, type StatementResult } from './statement';
import type { RunResults } from './results';
import type { Claim, ClaimResult, Verdict } from './types';

/** Changed values of a spec, by dotted path. */
export type Change = Readonly<Record<string, unknown>>;

/** The results of the run of the changed spec; undefined if that run does not exist. */
export type Variant = (change: Change) => RunResults | undefined;

/** The claim's key in `run.json`: a hash of its statement, independent of its wording. */
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
 * Judges a claim. It fails if its statement fails, or holds for something that must fail. It holds if its statement
 * holds and everything that must fail fails. Otherwise it is undecided.
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
    of: claim.of,
    bound: claim.bound,
    over: claim.over,
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
      `But it also holds for ${holding.control}, which must fail: ${holding.because}`,
    );
  }
  if (own === 'undecided') return result('undecided', because);
  if (open)
    return result('undecided', because, `It is unknown whether ${open.control} fails: ${open.because}`);
  return result('holds', because);
}

/** The exit code of a command that judged these claims; the list may be empty. */
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
    const because = `The claim is not about the ticket, so ${control} cannot replace it.`;
    return { control, statement: 'undecided', because };
  }
  return named(control, evaluateStatement(results, claim, control));
}

const named = (
  control: string,
  { verdict, because, value }: StatementResult,
): ClaimResult['controls'][number] => ({
  control,
  statement: verdict,
  because,
  ...(value && { value }),
});

const unknownVariant = (name: string): StatementResult => ({
  verdict: 'undecided',
  because: `There is no run of ${name} yet. Train it with \`ticket run\`.`,
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

/** Whether the claim is older than its data. A claim that is not in the manifest is seen for the first time now. */
function writtenBeforeData(results: RunResults, claim: Claim, round: number | undefined): boolean {
  if (round === undefined) return true;
  const seen = results.claimsSeen[claimHash(claim)];
  if (seen) return round >= seen.roundsBefore;
  return results.rounds.find((info) => info.round === round)?.committed !== true;
}
