// A run's results with the verdicts on its claims, which may need the runs of changed specs beside it.
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
  /** Why the claims were not judged: the first problem of the frozen spec, which this version of Ticket refuses. */
  readonly notJudged?: string;
}

/**
 * Reads a run and evaluates the claims of its spec. Nothing is fetched for it. Where the spec no longer checks, its claims
 * are not what they were, so none is judged and the run cannot pass.
 *
 * @param describe asks the user's modules, which runs them
 * @param known cells that were read before
 * @throws {BadFileError} where a file of the run is torn or foreign.
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

/** The first problem for which this version refuses a frozen spec, which was without any when its run began. */
export const specRefusal = (text: string): string | undefined =>
  check(text).problems.find(({ severity }) => severity === 'error')?.message;

/** The changes under which claims must fail, each once. */
export function changesOf(claims: readonly Claim[]): readonly Change[] {
  const changes = claims.flatMap(({ mustFail }) =>
    mustFail.flatMap((one) => (typeof one === 'string' ? [] : [one.with])),
  );
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

/** Where the run of a changed spec is; nothing where there is none, or what it needs is no longer there. */
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
      // Its data is not at this place.
    }
  }
  return undefined;
}

/** A run as `show --json` and `run --json` print it; `rounds[0]` is the dense net. */
export function asJson(runDir: string, { results, claims, notJudged }: Judged): object {
  const { rounds, ...facts } = results;
  const spec = plainData(readFrozenSpec(runDir, readManifest(runDir)));
  const { state, finished, total } = readStatus(runDir);
  const judged = notJudged === undefined ? { claims } : { claims, notJudged };
  return { ...facts, state, finished, total, spec, rounds, ...judged };
}

/** The exit code of a command that shows a run: claims that cannot be judged neither hold nor fail. */
export const verdictCode = ({ claims, notJudged }: Judged): number =>
  notJudged === undefined ? exitCode(claims) : exitCodes.environment;

/** The sentence for a run whose claims were not judged. */
export const notJudgedText = (problem: string): string =>
  `The run's claims were not judged: this version of Ticket refuses its frozen spec: ${problem} Judge it with the version that ran it.`;
