// Output of `ticket check` for a sweep: a line per combination, and the totals.
import type { SpecChange } from '../language/spec';
import { sayValue } from '../language/sweep';
import { bytes } from '../language/print';
import type { ExaminedCombination } from '../runner/examine';
import type { Measurements } from '../runs/engine-choice';
import { duration } from '../runs/tally';
import { integer, percent, table } from './table';
import type { Time } from './check';

export interface Totals {
  readonly combinations: number;
  readonly networks: number;
  readonly iterations: number;
  readonly sizeBytes: number;
}

/** Time of each combination. If one is unknown, the later ones are too: they lack the same data or runtime. */
export async function timesOf(
  combinations: readonly ExaminedCombination[],
  timeOf: (one: ExaminedCombination, measured: Map<string, Measurements>) => Promise<Time>,
): Promise<readonly Time[]> {
  const measured = new Map<string, Measurements>();
  const times: Time[] = [];
  for (const combination of combinations) {
    const last = times.at(-1);
    times.push(last && 'unknownTime' in last ? last : await timeOf(combination, measured));
  }
  return times;
}

export function totalsOf(combinations: readonly ExaminedCombination[]): Totals {
  const plans = combinations.flatMap(({ plan }) => plan ?? []);
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  return {
    combinations: plans.length,
    networks: sum(plans.map(({ cells }) => cells)),
    iterations: sum(plans.map(({ totalIterations }) => totalIterations)),
    sizeBytes: sum(plans.map(({ sizeBytes }) => sizeBytes)),
  };
}

/** Total seconds; undefined if one time is unknown. */
export const totalSeconds = (times: readonly Time[]): number | undefined =>
  times.reduce<number | undefined>(
    (sum, time) => (sum !== undefined && 'seconds' in time ? sum + time.seconds : undefined),
    0,
  );

export function printSweep(
  combinations: readonly ExaminedCombination[],
  times: readonly Time[] | undefined,
): string {
  const paths = Object.keys(combinations[0]?.change ?? {});
  const seconds = times && totalSeconds(times);
  const unknown = times?.find((time) => 'unknownTime' in time);
  const timed = seconds !== undefined;
  const rows = combinations.map((one, index) => {
    const last = one.plan?.rounds.at(-1);
    const time = times?.[index];
    return [
      ...valuesOf(one.change, paths),
      `${integer(last?.weights ?? 0)} (${percent(last?.density ?? 0)}%)`,
      integer(one.plan?.cells ?? 0),
      integer(one.plan?.totalIterations ?? 0),
      bytes(one.plan?.sizeBytes ?? 0),
      ...(timed && time && 'seconds' in time ? [duration(time.seconds)] : []),
    ];
  });
  const { networks, iterations, sizeBytes } = totalsOf(combinations);
  const all = ['', integer(networks), integer(iterations), bytes(sizeBytes)];
  return [
    table(
      [...paths, 'final weights', 'networks', 'iterations', 'on disk', ...(timed ? ['time'] : [])],
      [
        ...rows,
        ['total', ...paths.slice(1).map(() => ''), ...all, ...(timed ? [`about ${duration(seconds)}`] : [])],
      ],
    ),
    ...(unknown ? [`Time unknown: ${unknown.unknownTime}`] : []),
  ].join('\n');
}

const valuesOf = (change: SpecChange, paths: readonly string[]): readonly string[] =>
  paths.map((path) => sayValue(change[path]));
