// Traversal of a spec's values: the one at an offset, and all keys by the path that they refer to.
import type { Located, LocatedEntry, LocatedMap, Path } from '../located';
import type { Span } from '../problem';
import { stepsOf } from '../sweep';

/** A key or a value of a spec. */
export interface Spot {
  readonly part: 'key' | 'value';
  /** The path of the value, also for a key. */
  readonly path: Path;
  readonly span: Span;
  readonly node: Located;
}

const holds = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** The innermost key or scalar at an offset. */
export function spotAt(root: Located, offset: number, path: Path = []): Spot | undefined {
  if (root.type === 'scalar')
    return holds(root.span, offset) && root.value !== null
      ? { part: 'value', path, span: root.span, node: root }
      : undefined;
  if (root.type === 'list') {
    for (const [index, item] of root.items.entries()) {
      const found = holds(root.span, offset) ? spotAt(item, offset, [...path, index]) : undefined;
      if (found) return found;
    }
    return undefined;
  }
  for (const { key, keySpan, value } of root.entries) {
    const inner = [...path, key];
    if (holds(keySpan, offset)) return { part: 'key', path: inner, span: keySpan, node: value };
    const found = spotAt(value, offset, inner);
    if (found) return found;
  }
  return undefined;
}

/** A value of a spec with its path. */
export interface PlacedValue {
  readonly path: Path;
  readonly node: Located;
}

/** All values, outer ones first. */
export function* valuesOf(node: Located, path: Path = []): Generator<PlacedValue> {
  yield { path, node };
  if (node.type === 'list') for (const [i, item] of node.items.entries()) yield* valuesOf(item, [...path, i]);
  if (node.type === 'map') for (const { key, value } of node.entries) yield* valuesOf(value, [...path, key]);
}

/** A key with the path that it refers to: keys of a sweep or a change are dotted paths of the spec. */
export interface MeantKey {
  readonly path: readonly string[];
  readonly span: Span;
}

/** All keys of the spec; each step of a dotted path is a separate key. */
export function* meantKeys(root: Located, text: string): Generator<MeantKey> {
  if (root.type !== 'map') return;
  for (const entry of root.entries) {
    if (entry.key === 'sweep' && entry.value.type === 'map') yield* changed(entry.value, text);
    else yield* keysBelow([], entry, text);
  }
}

function* keysBelow(path: readonly string[], entry: LocatedEntry, text: string): Generator<MeantKey> {
  const inner = [...path, entry.key];
  yield { path: inner, span: entry.keySpan };
  if (entry.key === 'with' && path[0] === 'claims' && entry.value.type === 'map')
    yield* changed(entry.value, text);
  else yield* keysIn(inner, entry.value, text);
}

function* keysIn(path: readonly string[], node: Located, text: string): Generator<MeantKey> {
  if (node.type === 'list') for (const item of node.items) yield* keysIn(path, item, text);
  if (node.type === 'map') for (const entry of node.entries) yield* keysBelow(path, entry, text);
}

/** The keys of a map of dotted paths, and the keys in its values. */
function* changed(map: LocatedMap, text: string): Generator<MeantKey> {
  for (const entry of map.entries) {
    const steps = stepsOf(entry, text);
    const path = steps.map(({ key }) => key);
    for (const [i, { span }] of steps.entries()) yield { path: path.slice(0, i + 1), span };
    yield* keysIn(path, entry.value, text);
  }
}
