// The text's values with their places: what the rest of the language reads instead of YAML nodes.
import type { Span } from './problem';

interface Placed {
  /** The value itself. */
  readonly span: Span;
  /** Where to point when the value as a whole is at fault: its key, or itself in a list. */
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

/** The node at `path`; undefined where the text does not go that far. */
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

/** The node at `path`, or the nearest one above it: where to report on something that was left to its default. */
export function nearestNode(root: Located, path: Path): Located {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(root, path.slice(0, length));
    if (node) return node;
  }
  return root;
}

/** Where to point for a value: a scalar itself, the key of a map or list, or else the first key in it. */
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

/** About how many characters the values take when they are written out, aliases too. */
export function charactersOf(node: Located): number {
  if (node.type === 'scalar') return String(node.value).length + 4;
  const parts =
    node.type === 'list'
      ? node.items.map(charactersOf)
      : node.entries.map(({ key, value }) => key.length + 4 + charactersOf(value));
  return parts.reduce((sum, length) => sum + length, 4);
}
