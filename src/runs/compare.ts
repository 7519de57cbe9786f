// Compares the inputs and results of runs with those of the first run. Pure functions.
import { canonical } from './json';
import { metrics, type ArmResults, type RunResults } from './results';
import { INTERVAL_TRIALS } from './statement';
import { bootstrap95, mean, type Summary } from './statistics';
import type { Metric, RunManifest } from './types';

/** Values by dotted path. */
export type Facts = Readonly<Record<string, unknown>>;

export interface ComparedRun {
  /** The run's inputs: its completed spec, and `factsOf` its manifest. */
  readonly facts: Facts;
  readonly results: RunResults;
  /** Runs with equal keys share data and random draws, so their trials of equal number form pairs. */
  readonly pairing: string;
}

/** A fact that differs between runs: its value in each run, undefined if a run has none. */
export interface FactDifference {
  readonly path: string;
  readonly values: readonly unknown[];
}

/** The difference of a later run from the first. */
export interface MetricDifference {
  readonly mean: number;
  /** Number of paired trials; undefined if trials cannot be paired. */
  readonly pairs?: number;
  /** 95% bootstrap interval of the mean over pairs, for three or more pairs. */
  readonly interval95?: readonly [number, number];
}

export interface ComparedMetric {
  readonly runs: readonly (Summary | undefined)[];
  /** For each run but the first; undefined if a value is missing. */
  readonly differences: readonly (MetricDifference | undefined)[];
}

export interface ComparedArm {
  readonly arm: string;
  /** Number of diverged networks in each run. */
  readonly diverged: readonly number[];
  readonly metrics: Readonly<Partial<Record<Metric, ComparedMetric>>>;
}

export interface ComparedRound {
  readonly round: number;
  /** Density of the round in each run; undefined if a run has no such round. */
  readonly densities: readonly (number | undefined)[];
  readonly arms: readonly ComparedArm[];
}

/** Facts from a manifest: checksums of data and modules, and the engine. */
export function factsOf({ sums, engine, mixedEngines = [], provenance }: RunManifest): Facts {
  const { why: _why, ...tuple } = engine ?? { why: '' };
  const named = (group: string, of: Readonly<Record<string, unknown>>): Facts =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [`${group}.${name}`, value]));
  return {
    ...named('data', sums.data),
    ...named('modules', sums.modules),
    ...named('engine', tuple),
    ...(mixedEngines.length > 0 && { mixedEngines }),
    'ticket version': provenance.ticket,
  };
}

/** The facts that differ between runs, or with `all` every fact, in the order of the first run. */
export function compareFacts(
  runs: readonly Pick<ComparedRun, 'facts'>[],
  all = false,
): readonly FactDifference[] {
  const paths = [...new Set(runs.flatMap(({ facts }) => Object.keys(facts)))];
  return paths
    .map((path) => ({ path, values: runs.map(({ facts }) => facts[path]) }))
    .filter(({ values }) => all || !isSame(values));
}

/** The rounds and arms whose results differ between runs, or with `all` every one. */
export function compareResults(
  runs: readonly Pick<ComparedRun, 'results' | 'pairing'>[],
  all = false,
): readonly ComparedRound[] {
  const last = Math.max(...runs.map(({ results }) => results.rounds.length)) - 1;
  return Array.from({ length: last + 1 }, (_, round) => round).flatMap((round) => {
    const ofRound = runs.map(({ results }) => results.rounds.find((one) => one.round === round));
    const densities = ofRound.map((one) => one?.density);
    const names = [...new Set(ofRound.flatMap((one) => Object.keys(one?.arms ?? {})))];
    const arms = names
      .map((arm) => ({ arm, results: ofRound.map((one) => one?.arms[arm]) }))
      .filter(({ results }) => all || !isSame(densities) || !isSame(results.map((one) => one?.cells)))
      .map(({ arm, results }) => comparedArm(arm, results, runs));
    return arms.length > 0 ? [{ round, densities, arms }] : [];
  });
}

function comparedArm(
  arm: string,
  results: readonly (ArmResults | undefined)[],
  runs: readonly Pick<ComparedRun, 'pairing'>[],
): ComparedArm {
  const [first] = results;
  const compared = metrics
    .filter((metric) => results.some((one) => one?.[metric]))
    .map((metric): readonly [Metric, ComparedMetric] => [
      metric,
      {
        runs: results.map((one) => one?.[metric]),
        differences: results
          .slice(1)
          .map((other, index) =>
            difference(first, other, metric, runs[index + 1]?.pairing === runs[0]?.pairing),
          ),
      },
    ]);
  return {
    arm,
    diverged: results.map((one) => one?.diverged ?? 0),
    metrics: Object.fromEntries(compared),
  };
}

function difference(
  first: ArmResults | undefined,
  other: ArmResults | undefined,
  metric: Metric,
  isPaired: boolean,
): MetricDifference | undefined {
  const [a, b] = [first?.[metric], other?.[metric]];
  if (!first || !other || !a || !b) return undefined;
  if (!isPaired) return { mean: b.mean - a.mean };
  const [before, after] = [byTrial(first, metric), byTrial(other, metric)];
  const pairs = [...after].flatMap(([trial, value]) => {
    const of = before.get(trial);
    return of === undefined ? [] : [value - of];
  });
  if (pairs.length === 0) return undefined;
  return {
    mean: mean(pairs),
    pairs: pairs.length,
    ...(pairs.length >= INTERVAL_TRIALS && { interval95: bootstrap95(pairs) }),
  };
}

/** An arm's value in each trial that has one, averaged over repeats. */
function byTrial({ cells }: ArmResults, metric: Metric): ReadonlyMap<number, number> {
  const values = new Map<number, number[]>();
  for (const cell of cells) {
    const value = cell.values[metric];
    if (value !== undefined) values.set(cell.trial, [...(values.get(cell.trial) ?? []), value]);
  }
  return new Map([...values].map(([trial, some]) => [trial, mean(some)]));
}

const isSame = (values: readonly unknown[]): boolean =>
  new Set(values.map((value) => (value === undefined ? 'none' : canonical(value)))).size === 1;
