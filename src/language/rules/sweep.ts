// What is wrong with a sweep before its values are looked at: what may be swept, and how much of it.
import { spanOf, valueOf, type LocatedEntry } from '../located';
import type { Report } from '../problem';
import { mismatch } from '../scalar';
import { isTooDeep, stepsOf, tooDeepPath, type Axis } from '../sweep';
import { quote } from '../words';

/** More runs than these nobody looks through. */
export const MOST_COMBINATIONS = 1000;

/** Nor this many paths. */
const mostAxes = 100;

const grows = 'is not part of what a run is: it may grow in one run, so combinations would be the same run';

/** Paths that are no part of a run's identity, or of no single run, with why and what to do. */
const closed: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ticket: [
    'is the version of the language, which all combinations share',
    'Write it once, beside the sweep.',
  ],
  title: ['changes no number, so combinations would be the same run', 'Write it once, beside the sweep.'],
  sweep: ['cannot be in a sweep', 'Write its keys beside the others.'],
  claims: ['are held against every combination', 'Write them once, beside the sweep.'],
  run: [
    'says where and how runs are computed, and changes no number',
    'Write it once, beside the sweep, or use the options of `ticket run`.',
  ],
  trials: [grows, 'Write the largest number once, beside the sweep.'],
  controls: [
    grows.replace('is not', 'are not').replace('it may', 'they may'),
    'Write all of them once, beside the sweep.',
  ],
  'prune.rounds': [grows, 'Write the largest number once, beside the sweep.'],
};

/** The paths that no sweep can have, nor any path below them. */
export const notSwept: readonly string[] = Object.keys(closed);

/** The axes of a sweep that can be combined; what cannot is reported. */
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
      remedy: 'Give it a dotted path with a list, such as seed: [1, 2, 3], or remove it.',
    });
  }
  if (map.entries.length > mostAxes) {
    report({
      at: sweep.keySpan,
      code: 'too-many',
      message: `The sweep has ${map.entries.length.toLocaleString('en-US')} keys; it may have ${mostAxes}.`,
      remedy: 'Write what has one value alone beside the sweep.',
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
      message: `${quote(path)} is part of ${quote(container)}, which is swept too.`,
      remedy: `Sweep one of the two; the values of ${quote(container)} may be whole maps.`,
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
      message: `${quote(path)} is swept over no values.`,
      remedy: 'Give it at least one value, or remove the key.',
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

/** How many combinations the axes have; more than can be looked through are reported. */
export function countRule(sweep: LocatedEntry, axes: readonly Axis[], report: Report): number {
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_COMBINATIONS) {
    const said = Number.isSafeInteger(count) ? count.toLocaleString('en-US') : 'far too many';
    report({
      at: sweep.keySpan,
      code: 'too-many',
      message: `The sweep has ${said} combinations; it may have ${MOST_COMBINATIONS.toLocaleString('en-US')}.`,
      remedy: 'Leave values out, or make several specs of it.',
    });
  }
  return count;
}
