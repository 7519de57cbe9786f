// Reads a run's results and judges its claims, which may need runs of changed specs in the same folder.
import path from 'node:path';
import { check } from '../language/check';
import { plainData } from '../language/parse';
import type { Claim } from '../language/spec';
import { withChange } from '../language/variants';
import { evaluateClaims, exitCode, type Change } from '../runs/claims';
import { exitCodes } from '../runs/exit-codes';
import { manifestFile } from '../runs/layout';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { readShown, type KnownCells, type RunResults } from '../runs/results';
import { isThere } from '../runs/run-file';
import { readSealedModules } from '../runs/sealed-modules';
import { readStatus } from '../runs/state';
import type { ClaimResult } from '../runs/types';
import { examine, type Describe } from './examine';
import { prepare } from './prepare';
import { placesWithModules } from './reopen';

export interface Judged {
  readonly results: RunResults;
  readonly claims: readonly ClaimResult[];
  /** Why the claims were not judged: the first error of the frozen spec, which this version of Ticket rejects. */
  readonly notJudged?: string;
}

/**
 * Reads a run and evaluates the claims of its spec, without downloading anything. If this version rejects the spec,
 * its claims may have changed meaning, so none is judged and the run cannot pass.
 *
 * @param describe queries the user's modules, which runs them
 * @param known cells read earlier
 * @throws {BadFileError} if a file of the run is damaged or belongs to another run.
 */
export async function judge(runDir: string, describe?: Describe, known?: KnownCells): Promise<Judged> {
  const results = readShown(runDir, known);
  const text = readFrozenSpec(runDir, readManifest(runDir));
  const notJudged = specRefusal(text);
  if (notJudged !== undefined) return { results, claims: [], notJudged };
  const claims = check(text).spec?.claims ?? [];
  const variants = new Map<string, RunResults>();
  for (const change of changesOf(claims)) {
    const place = await variantOf(runDir, text, change, describe);
    if (place !== undefined && isThere(place, manifestFile(place)))
      variants.set(JSON.stringify(change), readShown(place));
  }
  return {
    results,
    claims: evaluateClaims(results, claims, (change) => variants.get(JSON.stringify(change))),
  };
}

/** The first error of a frozen spec under this version; the spec had none when its run started. */
export const specRefusal = (text: string): string | undefined =>
  check(text).problems.find(({ severity }) => severity === 'error')?.message;

/** The distinct changes of the spec under which claims must fail. */
export function changesOf(claims: readonly Claim[]): readonly Change[] {
  const changes = claims.flatMap(({ mustFail }) =>
    mustFail.flatMap((one) => (typeof one === 'string' ? [] : [one.with])),
  );
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

/** The run directory of a changed spec; undefined if there is none or its modules or data are missing. */
async function variantOf(
  runDir: string,
  text: string,
  change: Change,
  describe?: Describe,
): Promise<string | undefined> {
  const manifest = readManifest(runDir);
  const modules = readSealedModules(runDir, manifest);
  for (const place of placesWithModules(runDir, manifest)) {
    const examined = await examine(withChange(text, change), place, describe, modules);
    if (!examined.plan) continue;
    try {
      const variant = (await prepare(examined, path.dirname(runDir), { offline: true })).runDir;
      if (isThere(variant, manifestFile(variant))) return variant;
    } catch {
      // The data is elsewhere.
    }
  }
  return undefined;
}

/** A run as `show --json` and `run --json` print it; `rounds[0]` is the dense network. */
export function asJson(runDir: string, { results, claims, notJudged }: Judged): object {
  const { rounds, ...facts } = results;
  const spec = plainData(readFrozenSpec(runDir, readManifest(runDir)));
  const { state, finished, total } = readStatus(runDir);
  const judged = notJudged === undefined ? { claims } : { claims, notJudged };
  return { ...facts, state, finished, total, spec, rounds, ...judged };
}

/** The exit code of a command that shows a run. Unjudged claims neither hold nor fail. */
export const verdictCode = ({ claims, notJudged }: Judged): number =>
  notJudged === undefined ? exitCode(claims) : exitCodes.environment;

/** The message for a run with unjudged claims. */
export const notJudgedText = (problem: string): string =>
  `Ticket did not judge the claims, because this version rejects the run's frozen spec: ${problem} Use the version that trained the run.`;
