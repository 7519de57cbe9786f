// Outline (document symbols) and folding ranges of a spec.
import { valueOf, type Located } from '../located';
import { positions, type Span } from '../problem';
import { sayValue } from '../sweep';

export interface Part {
  readonly name: string;
  /** The value, shortened. */
  readonly detail: string;
  readonly kind: 'section' | 'value' | 'layer' | 'item';
  /** Key and value. */
  readonly span: Span;
  /** The span to select. */
  readonly nameSpan: Span;
  readonly parts: readonly Part[];
}

export function outline(root: Located | undefined): readonly Part[] {
  return root ? partsOf(root, []) : [];
}

function partsOf(node: Located, path: readonly string[]): readonly Part[] {
  if (node.type === 'map')
    return node.entries.map(({ key, keySpan, value }) => ({
      ...part(key, value, [...path, key]),
      span: { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) },
      nameSpan: keySpan,
    }));
  if (node.type === 'list' && node.items.some(({ type }) => type === 'map'))
    return node.items.map((item, i) => ({
      ...part(titleOf(item) ?? String(i + 1), item, [...path, '']),
      detail: '',
      kind: 'item' as const,
      span: item.span,
      nameSpan: item.span,
    }));
  return [];
}

function part(name: string, node: Located, path: readonly string[]): Omit<Part, 'span' | 'nameSpan'> {
  const parts = partsOf(node, path);
  const isLayer = path[0] === 'model' && path[1] === 'layers' && path.length === 3;
  const kind = path.length === 1 ? 'section' : isLayer ? 'layer' : 'value';
  return { name: name || '""', detail: parts.length > 0 ? (titleOf(node) ?? '') : short(node), kind, parts };
}

/** The title of a map: a claim's `says`, or the entry that it chooses. */
function titleOf(node: Located): string | undefined {
  if (node.type === 'scalar') return node.value === null ? undefined : String(node.value);
  if (node.type === 'list') return undefined;
  const named = ['says', 'kind', 'module'].map((key) => node.entries.find((entry) => entry.key === key));
  const value = named.find((entry) => entry?.value.type === 'scalar')?.value;
  return value && titleOf(value);
}

function short(node: Located): string {
  if (node.type === 'scalar') return node.value === null ? '' : String(node.value).slice(0, 80);
  const text = sayValue(valueOf(node));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Lines from 0; `end` is inclusive. */
export interface Fold {
  readonly start: number;
  readonly end: number;
  readonly isComment: boolean;
}

/** Folds of multi-line keys, list items and comments. */
export function folds(root: Located | undefined, text: string): readonly Fold[] {
  const lines = text.split('\n');
  return [...blocks(root, lineOf(text), lines), ...comments(lines)];
}

function blocks(
  root: Located | undefined,
  line: (offset: number) => number,
  lines: readonly string[],
): readonly Fold[] {
  const found = new Map<number, number>();
  const note = (from: number, to: number): void => {
    let end = line(Math.max(from, to - 1));
    while (end > line(from) && /^\s*(#|$)/.test(lines[end] ?? '')) end -= 1;
    if (end > line(from)) found.set(line(from), Math.max(end, found.get(line(from)) ?? 0));
  };
  const visit = (node: Located): void => {
    if (node.type === 'list')
      for (const item of node.items) {
        if (item.type !== 'scalar') note(item.span.start, item.span.end);
        visit(item);
      }
    if (node.type === 'map')
      for (const { keySpan, value } of node.entries) {
        note(keySpan.start, value.span.end);
        visit(value);
      }
  };
  if (root) visit(root);
  return [...found].map(([start, end]) => ({ start, end, isComment: false }));
}

function comments(lines: readonly string[]): readonly Fold[] {
  const folds: Fold[] = [];
  let start = -1;
  for (let i = 0; i <= lines.length; i += 1) {
    const isComment = /^\s*#/.test(lines[i] ?? '');
    if (isComment && start < 0) start = i;
    if (!isComment && start >= 0) {
      if (i - start > 1) folds.push({ start, end: i - 1, isComment: true });
      start = -1;
    }
  }
  return folds;
}

/** The line of an offset, from 0. */
function lineOf(text: string): (offset: number) => number {
  const position = positions(text);
  return (offset) => position(offset).line - 1;
}
