// A run's results with the verdicts on its claims, which may need the runs of changed specs beside it.
import fs from 'node:fs';
import path from 'node:path';
import { check } from '../language/check';
import { plainData } from '../language/parse';
import type { Claim } from '../language/spec';
import { withChange } from '../language/variants';
import { evaluateClaims, type Change } from '../runs/claims';
import { manifestFile } from '../runs/layout';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { readResults, type KnownCells, type RunResults } from '../runs/results';
import { readStatus } from '../runs/state';
import type { ClaimResult } from '../runs/types';
import { examine, type Describe } from './examine';
import { prepare } from './prepare';
import { placesWithModules } from './reopen';

export interface Judged {
  readonly results: RunResults;
  readonly claims: readonly ClaimResult[];
}

/**
 * Reads a run and evaluates the claims of its spec. Nothing is fetched for it.
 *
 * @param describe asks the user's modules, which runs them
 * @param known cells that were read before
 * @throws {BadFileError} where a file of the run is torn or foreign.
 */
export async function judge(runDir: string, describe?: Describe, known?: KnownCells): Promise<Judged> {
  const results = readResults(runDir, known);
  const text = readFrozenSpec(runDir, readManifest(runDir));
  const claims = check(text).spec?.claims ?? [];
  const variants = new Map<string, RunResults>();
  for (const change of changesOf(claims)) {
    const place = await variantOf(runDir, text, change, describe);
    if (place !== undefined) variants.set(JSON.stringify(change), readResults(place));
  }
  return {
    results,
    claims: evaluateClaims(results, claims, (change) => variants.get(JSON.stringify(change))),
  };
}

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
  for (const place of placesWithModules(runDir, readManifest(runDir))) {
    const examined = await examine(withChange(text, change), place, describe);
    if (!examined.plan) continue;
    try {
      const variant = (await prepare(examined, path.dirname(runDir), { offline: true })).runDir;
      if (fs.existsSync(manifestFile(variant))) return variant;
    } catch {
      // Its data is not at this place.
    }
  }
  return undefined;
}

/** A run as `show --json` and `run --json` print it; `rounds[0]` is the dense net. */
export function asJson(runDir: string, { results, claims }: Judged): object {
  const { rounds, ...facts } = results;
  const spec = plainData(readFrozenSpec(runDir, readManifest(runDir)));
  const { state, finished, total } = readStatus(runDir);
  return { ...facts, state, finished, total, spec, rounds, claims };
}
