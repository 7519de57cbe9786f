// Rules for a sweep's keys: the paths that it can contain, and the limit on combinations.
import { spanOf, valueOf, type LocatedEntry } from '../located';
import type { Report } from '../problem';
import { mismatch } from '../scalar';
import { isTooDeep, stepsOf, tooDeepPath, type Axis } from '../sweep';
import { quote } from '../words';

export const MOST_COMBINATIONS = 1000;

const mostAxes = 100;

const grows = 'can grow within one run, so all combinations would be the same run';

/** Paths that cannot be swept, with the reason and the remedy: most are not part of a run's identity. */
const closed: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ticket: ['is the language version, which all combinations share', 'Write it once, outside the sweep.'],
  title: [
    'does not affect results, so all combinations would be the same run',
    'Write it once, outside the sweep.',
  ],
  sweep: ['cannot be in a sweep', 'Add its keys to the outer sweep.'],
  claims: ['apply to every combination', 'Write them once, outside the sweep.'],
  run: [
    'sets where and how runs are computed, and does not affect results',
    'Write it once, outside the sweep, or use the options of `ticket run`.',
  ],
  trials: [grows, 'Write the largest number once, outside the sweep.'],
  controls: [grows, 'Write all of them once, outside the sweep.'],
  'prune.rounds': [grows, 'Write the largest number once, outside the sweep.'],
};

/** Paths that cannot be swept; nor can any path below them. */
export const notSwept: readonly string[] = Object.keys(closed);

/** The axes of a sweep that can be combined; reports the others. */
export function sweepAxes(sweep: LocatedEntry, text: string, report: Report): readonly Axis[] {
  const { value: map } = sweep;
  if (map.type !== 'map') {
    report(mismatch({ type: 'object' }, map, 'sweep'));
    return [];
  }
  if (map.entries.length === 0) {
    report({
      at: sweep.keySpan,
      code: 'empty',
      message: 'The sweep has no keys.',
      remedy: 'Add a dotted path with a list, such as seed: [1, 2, 3], or remove the sweep.',
    });
  }
  if (map.entries.length > mostAxes) {
    report({
      at: sweep.keySpan,
      code: 'too-many',
      message: `The sweep has ${map.entries.length.toLocaleString('en-US')} keys; the limit is ${mostAxes}.`,
      remedy: 'Write keys with a single value outside the sweep.',
    });
    return [];
  }
  const paths = new Set(map.entries.map(({ key }) => key));
  return map.entries.flatMap((entry) => axisOf(entry, paths, text, report));
}

function axisOf(
  entry: LocatedEntry,
  paths: ReadonlySet<string>,
  text: string,
  report: Report,
): readonly Axis[] {
  const { key: path, keySpan: at, value: list } = entry;
  if (isTooDeep(path)) {
    report(tooDeepPath(at));
    return [];
  }
  const above = path.split('.').map((_, length, steps) => steps.slice(0, length + 1).join('.'));
  const not = above.find((part) => Object.hasOwn(closed, part));
  if (not !== undefined) {
    const [why, remedy] = closed[not] ?? ['', ''];
    report({ at, code: 'not-swept', message: `${quote(not)} ${why}.`, remedy });
    return [];
  }
  const container = above.slice(0, -1).find((part) => paths.has(part));
  if (container !== undefined) {
    report({
      at,
      code: 'contradiction',
      message: `${quote(path)} is part of ${quote(container)}, which is also swept.`,
      remedy: `Sweep one of the two; the values of ${quote(container)} can be whole maps.`,
    });
    return [];
  }
  if (list.type !== 'list') {
    report({
      ...mismatch({ type: 'array' }, list, `sweep.${path}`),
      remedy: 'Write the values as a list, such as [1, 2, 3].',
    });
    return [];
  }
  if (list.items.length === 0) {
    report({
      at: spanOf(list),
      code: 'empty',
      message: `${quote(path)} has no values to sweep over.`,
      remedy: 'Add at least one value, or remove the key.',
    });
    return [];
  }
  const seen = new Set<string>();
  const values = list.items.filter((item) => {
    const value = JSON.stringify(valueOf(item));
    if (!seen.has(value)) return seen.add(value);
    report({
      at: item.span,
      code: 'duplicate-value',
      message: `${quote(path)} has this value twice.`,
      remedy: 'Keep one of the two.',
    });
    return false;
  });
  return [{ path, steps: stepsOf(entry, text), values }];
}

/** The number of combinations of the axes; reports too many. */
export function countRule(sweep: LocatedEntry, axes: readonly Axis[], report: Report): number {
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_COMBINATIONS) {
    const shown = Number.isSafeInteger(count) ? count.toLocaleString('en-US') : 'far too many';
    report({
      at: sweep.keySpan,
      code: 'too-many',
      message: `The sweep has ${shown} combinations; the limit is ${MOST_COMBINATIONS.toLocaleString('en-US')}.`,
      remedy: 'Remove values, or split the spec.',
    });
  }
  return count;
}
