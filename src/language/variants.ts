// Changed specs: for claims that must fail under a change, and for the combinations of a sweep.
import { stringify } from 'yaml';
import { asSchema, isRecord, kindOf, type Schema } from './json';
import { entryOf, valueOf, type Located, type LocatedMap } from './located';
import { parse } from './parse';
import type { Span } from './problem';
import { schema } from './schema';
import type { SpecChange } from './spec';

/** A key on a dotted path, with its span in the text. */
export interface Step {
  readonly key: string;
  readonly span: Span;
}

/**
 * The text of a valid spec with values changed at dotted paths and without claims: a variant is trained, not judged.
 * Check the result: the change may be invalid.
 */
export function withChange(text: string, change: SpecChange): string {
  const { root } = parse(text);
  const entries = root?.type === 'map' ? root.entries.filter(({ key }) => key !== 'claims') : [];
  const spec: LocatedMap = { type: 'map', ...nowhere, entries };
  return textOf(
    Object.entries(change).reduce<LocatedMap>(
      (map, [path, to]) =>
        withValue(
          map,
          path.split('.').map((key) => ({ key, span: nowhere.span })),
          unlocated(to),
        ),
      spec,
    ),
  );
}

/** The text of located values, without comments. */
export const textOf = (root: Located): string => stringify(valueOf(root), { aliasDuplicateObjects: false });

/**
 * A spec with a value set at a path of at least one step. Expands shorthand on the way (`optimizer: adam` accepts
 * `train.optimizer.weightDecay`). All other values keep their spans, so that problems have the right position.
 */
export function withValue(root: LocatedMap, steps: readonly Step[], to: Located): LocatedMap {
  const [first, ...rest] = steps;
  return first === undefined ? root : withEntry(asSchema(schema), root, [first, ...rest], to);
}

function withEntry(
  of: Schema | undefined,
  map: LocatedMap,
  [{ key, span }, next, ...rest]: readonly [Step, ...Step[]],
  to: Located,
): LocatedMap {
  const old = entryOf(map, key);
  const part = of?.properties?.[key];
  const inside = old?.value.type === 'map' ? old.value : writtenOut(part, old?.value, span);
  const value = next === undefined ? to : withEntry(part, inside, [next, ...rest], to);
  const entry = { key, keySpan: old?.keySpan ?? span, value };
  return {
    ...map,
    entries: old ? map.entries.map((one) => (one === old ? entry : one)) : [...map.entries, entry],
  };
}

/** The map that a shorthand or a missing value expands to. */
function writtenOut(of: Schema | undefined, node: Located | undefined, span: Span): LocatedMap {
  const at = node ?? { span, label: span };
  const takesKind = of?.anyOf?.some((branch) => kindOf(branch) !== undefined) === true;
  const isNothing = node === undefined || (node.type === 'scalar' && node.value === null);
  const kind = isNothing ? unlocated(of?.default, span) : node;
  const isName = kind.type === 'scalar' && typeof kind.value === 'string';
  return {
    type: 'map',
    span: at.span,
    label: at.label,
    entries: takesKind && isName ? [{ key: 'kind', keySpan: at.span, value: kind }] : [],
  };
}

const nowhere = { span: { start: 0, end: 0 }, label: { start: 0, end: 0 } };

/** Plain data as located values that share one span. */
function unlocated(value: unknown, span: Span = nowhere.span): Located {
  const placed = { span, label: span };
  if (Array.isArray(value))
    return { ...placed, type: 'list', items: value.map((item) => unlocated(item, span)) };
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([key, part]) => ({
      key,
      keySpan: span,
      value: unlocated(part, span),
    }));
    return { ...placed, type: 'map', entries };
  }
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { ...placed, type: 'scalar', value: isScalar ? value : null, quoted: false };
}
