// Reads the parts of a run that `compare` needs: its spec, inputs and results.
import { check } from '../language/check';
import { flatSpec } from '../language/flat';
import type { Spec } from '../language/spec';
import { factsOf, type ComparedRun } from '../runs/compare';
import { BadFileError } from '../runs/json';
import { specFile } from '../runs/layout';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import type { LabelledSpec } from '../runs/labels';
import { readResults } from '../runs/results';
import type { RunManifest } from '../runs/types';
import { changesOf } from './judge';

/** @throws {BadFileError} if a file of the run is damaged, or this version of the language rejects its spec. */
export function readLabelled(runDir: string): LabelledSpec {
  const spec = specOf(runDir, readManifest(runDir));
  return { facts: flatSpec(spec), changes: changesOf(spec.claims) };
}

/** @throws {BadFileError} if a file of the run is damaged, or this version of the language rejects its spec. */
export function readCompared(runDir: string): ComparedRun {
  const manifest = readManifest(runDir);
  const spec = specOf(runDir, manifest);
  return {
    facts: { ...flatSpec(spec), ...factsOf(manifest) },
    results: readResults(runDir),
    pairing: JSON.stringify([spec.seed, spec.workload, manifest.sums.data]),
  };
}

function specOf(runDir: string, manifest: RunManifest): Spec {
  const { spec, problems } = check(readFrozenSpec(runDir, manifest));
  if (spec) return spec;
  const why = problems[0]?.message ?? '';
  throw new BadFileError(
    specFile(runDir),
    `cannot be read by this version of Ticket, so the run cannot be compared: ${why}`,
  );
}
