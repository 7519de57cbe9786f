// Expansion of a sweep into one spec per combination of its values.
import { entryOf, valueOf, type LocatedEntry, type LocatedMap } from './located';
import type { Finding, Span } from './problem';
import type { SpecChange } from './spec';
import { withValue, type Step } from './variants';

/** One swept dotted path with its values, in order. */
export interface Axis {
  readonly path: string;
  readonly steps: readonly Step[];
  readonly values: readonly LocatedEntry['value'][];
}

/** One combination of a sweep. */
export interface Swept {
  readonly change: SpecChange;
  /** The values of the spec, without `sweep`; each keeps its place in the text. */
  readonly root: LocatedMap;
  /** The spans of this combination's swept values, by path. */
  readonly spans: ReadonlyMap<string, Span>;
}

/** No value of a spec is deeper; a longer path would only nest maps. */
const mostSteps = 50;

export const isTooDeep = (path: string): boolean => path.split('.', mostSteps + 1).length > mostSteps;

/** The finding for a path that `isTooDeep`. */
export const tooDeepPath = (at: Span): Finding => ({
  at,
  code: 'too-deep',
  message: `The path has more than ${mostSteps} steps.`,
  remedy: 'Write the path of a key of the spec, such as train.optimizer.learningRate.',
});

/** A spec without its sweep. */
export const withoutSweep = (root: LocatedMap): LocatedMap => ({
  ...root,
  entries: root.entries.filter(({ key }) => key !== 'sweep'),
});

/** The keys of an entry's dotted path, each with its own span if the text allows it. */
export function stepsOf({ key, keySpan }: LocatedEntry, text: string): readonly Step[] {
  const start = text.slice(keySpan.start, keySpan.end).indexOf(key);
  let at = keySpan.start + start;
  return key.split('.').map((part) => {
    const span = start < 0 ? keySpan : { start: at, end: at + part.length };
    at += part.length + 1;
    return { key: part, span };
  });
}

/** Every combination of the axes' values; the last axis changes fastest. */
export function combine(root: LocatedMap, axes: readonly Axis[]): readonly Swept[] {
  const none: Swept = { change: {}, root: withoutSweep(root), spans: new Map() };
  return axes.reduce<readonly Swept[]>(
    (some, { path, steps, values }) =>
      some.flatMap((one) =>
        values.map((value) => ({
          change: { ...one.change, [path]: valueOf(value) },
          root: withValue(one.root, steps, value),
          spans: new Map([...one.spans, [path, value.span]]),
        })),
      ),
    [none],
  );
}

/** A change in readable form: `prune.criterion: random, seed: 2`. */
export const sayChange = (change: SpecChange): string =>
  Object.entries(change)
    .map(([path, value]) => `${path}: ${sayValue(value)}`)
    .join(', ');

/** A value in short form: text as it is, anything else as JSON. */
export const sayValue = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** The entry that holds the sweep. */
export const sweepOf = (root: LocatedMap): LocatedEntry | undefined => entryOf(root, 'sweep');
