// Formats the output of `ticket compare`.
import { visible } from '../escape/terminal';
import { sayValue } from '../language/sweep';
import type {
  ComparedArm,
  ComparedRound,
  ComparedRun,
  FactDifference,
  MetricDifference,
} from '../runs/compare';
import { percent, points, table } from './table';

/** Column label of a run: A, B, C, …, and a number after Z. */
const letter = (index: number): string => (index < 26 ? String.fromCharCode(65 + index) : `#${index + 1}`);

export function comparison(
  names: readonly string[],
  runs: readonly Pick<ComparedRun, 'results'>[],
  facts: readonly FactDifference[],
  rounds: readonly ComparedRound[],
): string {
  const letters = names.map((_, index) => letter(index));
  const legend = names.map((name, index) => {
    const { title } = runs[index]?.results ?? {};
    return visible(`${letters[index] ?? ''}  ${name}${title === undefined ? '' : `  ${title}`}`);
  });
  const isOneIdentity = new Set(runs.map(({ results }) => results.identity)).size === 1;
  const said =
    facts.length === 0
      ? isOneIdentity
        ? 'Specs, data, modules and engines are equal.'
        : 'All values are equal, but the identities differ: the order of layers, or the version of an entry, has changed.'
      : table(
          ['setting', ...letters],
          facts.map(({ path, values }) => [path, ...values.map(shortValue)]),
        );
  return [...legend, '', said, '', numbers(letters, rounds)].join('\n');
}

/** A value, shortened to fit the table; checksums keep their first 12 digits. */
function shortValue(value: unknown): string {
  if (value === undefined) return '–';
  const isSum = typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
  const text = isSum ? value.slice(0, 12) : sayValue(value);
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}

function numbers(letters: readonly string[], rounds: readonly ComparedRound[]): string {
  if (rounds.length === 0) return 'All results are equal.';
  const isOneLadder = rounds.every(({ densities }) => new Set(densities).size === 1);
  const left = isOneLadder ? ['density %'] : letters.map((one) => `${one} density %`);
  const rows = rounds.flatMap(({ round, densities, arms }) =>
    arms.map((arm) => [
      String(round),
      arm.arm,
      ...(isOneLadder ? densities.slice(0, 1) : densities).map((density) =>
        density === undefined ? '–' : percent(density),
      ),
      ...letters.map((_, index) => accuracy(arm, index)),
      ...letters.slice(1).map((_, index) => difference(arm.metrics.testAccuracy?.differences[index])),
    ]),
  );
  const header = ['round', 'arm', ...left, ...letters, ...letters.slice(1).map((one) => `${one} − A`)];
  const has = (is: (one: MetricDifference) => boolean): boolean =>
    rounds.some(({ arms }) =>
      arms.some(({ metrics }) => metrics.testAccuracy?.differences.some((one) => one && is(one))),
    );
  return [
    table(header, rows),
    '',
    'Test accuracy in % at early stop: mean (number of networks). Round 0 is the dense network.',
    ...(has(({ interval95 }) => interval95 !== undefined)
      ? ['Differences are means over paired trials, with the 95% interval.']
      : []),
    ...(has(({ pairs }) => pairs === undefined)
      ? ['Seeds or workloads differ, so trials cannot be paired and differences have no interval.']
      : []),
  ].join('\n');
}

function accuracy({ metrics, diverged }: ComparedArm, index: number): string {
  const found = metrics.testAccuracy?.runs[index];
  const lost = (diverged[index] ?? 0) > 0 ? `${diverged[index] ?? 0} diverged` : '';
  return [found ? `${percent(found.mean)} (${found.n})` : '', lost].filter(Boolean).join(' ') || '–';
}

function difference(found: MetricDifference | undefined): string {
  if (!found) return '–';
  const { interval95: interval } = found;
  return `${points(found.mean)}${interval ? ` (${points(interval[0])} to ${points(interval[1])})` : ''}`;
}
