// Inserts a marker at the cursor, parses the text, and finds the marker among the values.
import { valueOf, type Located, type LocatedMap, type Path } from '../located';
import { parse } from '../parse';
import type { Span } from '../problem';

/** The marker: a word that no spec contains. */
export const MARK = 'zqCursorqz';

export interface Marked {
  /** The path of the map that has the marker as a key, or of the value. */
  readonly path: Path;
  readonly writes: 'key' | 'value';
  /** The values of the spec, without the marked one. */
  readonly root: Located;
  /** The whole marked key or value, with quotes. */
  readonly span: Span;
  readonly isQuoted: boolean;
  /** The key has a value. */
  readonly hasValue: boolean;
  /** The map has other keys. */
  readonly hasSiblings: boolean;
  /** The number of parse errors. */
  readonly faults: number;
}

type Found = Omit<Marked, 'root' | 'faults'>;

/** Finds the marker in a text; undefined if it is not in a key or value. */
export function readMarked(text: string): Marked | undefined {
  const { root, findings } = parse(text);
  const found = root && find(root, [], text);
  return found && { ...found, root: without(root), faults: findings.length };
}

const isMark = (value: unknown): boolean => typeof value === 'string' && value.includes(MARK);

function find(node: Located, path: Path, text: string): Found | undefined {
  if (node.type === 'scalar') {
    const { span, quoted: isQuoted } = node;
    if (!isMark(node.value)) return undefined;
    return { path, writes: 'value', span, isQuoted, hasValue: false, hasSiblings: false };
  }
  if (node.type === 'list') return first(node.items, (item, i) => find(item, [...path, i], text));
  const own = node.entries.find(({ key }) => isMark(key));
  if (!own) return first(node.entries, ({ key, value }) => find(value, [...path, key], text));
  const { keySpan: span, value } = own;
  const isQuoted = /^["']/.test(text.slice(span.start));
  const hasSiblings = node.entries.length > 1;
  return { path, writes: 'key', span, isQuoted, hasValue: valueOf(value) !== null, hasSiblings };
}

function first<T, R>(items: readonly T[], look: (item: T, i: number) => R | undefined): R | undefined {
  for (const [i, item] of items.entries()) {
    const found = look(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The values without the marker: a marked value becomes null. */
function without(node: Located): Located {
  if (node.type === 'scalar') return isMark(node.value) ? { ...node, value: null } : node;
  if (node.type === 'list') return { ...node, items: node.items.map(without) };
  const entries: LocatedMap['entries'] = node.entries
    .filter(({ key }) => !isMark(key))
    .map((entry) => ({ ...entry, value: without(entry.value) }));
  return { ...node, entries };
}
