// A run as it is compared with others: all that its spec says, what it was computed from, and its numbers.
import { check } from '../language/check';
import { flatSpec } from '../language/flat';
import { factsOf, type ComparedRun } from '../runs/compare';
import { BadFileError } from '../runs/json';
import { specFile } from '../runs/layout';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { readResults } from '../runs/results';

/** @throws {BadFileError} where a file of the run is torn, or its spec is none of this version of the language. */
export function readCompared(runDir: string): ComparedRun {
  const manifest = readManifest(runDir);
  const { spec, problems } = check(readFrozenSpec(runDir, manifest));
  if (!spec) {
    const why = problems[0]?.message ?? '';
    throw new BadFileError(
      specFile(runDir),
      `is no spec that this version of Ticket can read, so the run cannot be compared: ${why}`,
    );
  }
  return {
    facts: { ...flatSpec(spec), ...factsOf(manifest) },
    results: readResults(runDir),
    pairing: JSON.stringify([spec.seed, spec.workload, manifest.sums.data]),
  };
}
