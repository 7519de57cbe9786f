import path from 'node:path';
import { check } from '../language/check';
import { flatSpec } from '../language/flat';
import {
  compareFacts,
  compareResults,
  factsOf,
  type ComparedRun,
  type FactDifference,
} from '../runs/compare';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { readResults } from '../runs/results';
import { UsageError, findRun, jsonOption, printJson, runsOption, type Command } from './command';
import { comparison } from './comparison';

export const compare: Command = {
  name: 'compare',
  summary: 'say what differs between runs: their specs, and round by round their numbers',
  usage: 'compare RUN RUN... [--all] [--json]',
  about: `Prints what the specs do not have in common, with defaults filled in and shorthands written out, and the data, modules
and engine; then the runs' test accuracies round by round, where they are not equal, and what each has more than the first
run. Where runs share seed and workload, trials of the same number are compared with each other, and from three of them
on the difference has a 95% bootstrap interval. RUN is a run's folder, its name or the beginning of its name.`,
  options: {
    runs: runsOption,
    all: { type: 'boolean', about: 'print also what is equal' },
    json: jsonOption,
  },
  run(values, positionals) {
    if (positionals.length < 2) throw new UsageError('Name at least two runs.');
    const places = positionals.map((word) => findRun(word, values));
    const runs = places.map(readRun);
    const all = values.all === true;
    const facts = compareFacts(runs, all);
    const rounds = compareResults(runs, all);
    if (values.json === true) {
      printJson({
        runs: runs.map(({ results: { name, identity, title, computedWith, trials } }, index) => ({
          path: places[index],
          name,
          identity,
          title,
          trials,
          computedWith,
        })),
        facts: facts.map(withNulls),
        rounds,
      });
    } else
      console.log(
        comparison(
          places.map((place) => path.basename(place)),
          runs,
          facts,
          rounds,
        ),
      );
    return 0;
  },
};

/** JSON has no undefined in a list; a fact that a run has not is null there. */
const withNulls = ({ path: name, values }: FactDifference): object => ({
  path: name,
  values: values.map((value) => value ?? null),
});

/** @throws {UsageError} where the frozen spec is none of this version of the language. */
function readRun(runDir: string): ComparedRun {
  const manifest = readManifest(runDir);
  const { spec, problems } = check(readFrozenSpec(runDir, manifest));
  if (!spec) {
    const why = problems[0]?.message ?? '';
    throw new UsageError(
      `The spec of ${runDir} is no spec that this version of Ticket can read, so it cannot be compared: ${why}`,
    );
  }
  return {
    facts: { ...flatSpec(spec), ...factsOf(manifest) },
    results: readResults(runDir),
    pairing: JSON.stringify([spec.seed, spec.workload, manifest.sums.data]),
  };
}
