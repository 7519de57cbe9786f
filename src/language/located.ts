// Values with their spans in the text; the rest of the language uses them instead of YAML nodes.
import type { Span } from './problem';

interface Placed {
  /** The span of the value. */
  readonly span: Span;
  /** The span for problems of the whole value: its key, or in a list the value itself. */
  readonly label: Span;
}

export interface LocatedScalar extends Placed {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
  readonly quoted: boolean;
}

export interface LocatedEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Located;
}

export interface LocatedMap extends Placed {
  readonly type: 'map';
  readonly entries: readonly LocatedEntry[];
}

export interface LocatedList extends Placed {
  readonly type: 'list';
  readonly items: readonly Located[];
}

export type Located = LocatedScalar | LocatedMap | LocatedList;

/** Keys and list indices from the root. */
export type Path = readonly (string | number)[];

/** The entry of a map by its key. */
export function entryOf(node: Located, key: string): LocatedEntry | undefined {
  return node.type === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The node at `path`; undefined if the text has none. */
export function nodeAt(root: Located, path: Path): Located | undefined {
  let node: Located | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    node =
      typeof step === 'number'
        ? node.type === 'list'
          ? node.items[step]
          : undefined
        : entryOf(node, step)?.value;
  }
  return node;
}

/** The node at `path` or its nearest ancestor, for problems of values that are left to their defaults. */
export function nearestNode(root: Located, path: Path): Located {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(root, path.slice(0, length));
    if (node) return node;
  }
  return root;
}

/** The span for a problem of a value: a scalar itself, the key of a map or list, or else its first key. */
export function spanOf(node: Located): Span {
  if (node.type === 'scalar') return node.value === null ? node.label : node.span;
  if (node.label !== node.span || node.type === 'list') return node.label;
  return node.entries[0]?.keySpan ?? node.span;
}

/** The plain data of a node. Keys become own properties, `__proto__` included. */
export function valueOf(node: Located): unknown {
  if (node.type === 'scalar') return node.value;
  if (node.type === 'list') return node.items.map(valueOf);
  return Object.fromEntries(node.entries.map((entry) => [entry.key, valueOf(entry.value)]));
}

/** The approximate number of characters of the values when written out, aliases included. */
export function charactersOf(node: Located): number {
  if (node.type === 'scalar') return String(node.value).length + 4;
  const parts =
    node.type === 'list'
      ? node.items.map(charactersOf)
      : node.entries.map(({ key, value }) => key.length + 4 + charactersOf(value));
  return parts.reduce((sum, length) => sum + length, 4);
}
