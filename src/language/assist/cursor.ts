// Where in a spec somebody is writing, also where the text does not parse yet: a mark is put in the place of what is
// being written, the text is read, and the mark is found among the values.
import { entryOf, type Located, type LocatedMap, type Path } from '../located';
import { parse } from '../parse';
import type { Span } from '../problem';

export interface Cursor {
  /** The map that a key is written into, or the place of the value. */
  readonly path: Path;
  readonly writes: 'key' | 'value';
  /** The values around, without what is being written. */
  readonly root: Located | undefined;
  /** What is being written so far: the word that the cursor is in. */
  readonly word: string;
  /** What a suggestion takes the place of: the word, and the spaces before it where they are not the right ones. */
  readonly replaces: Span;
  /** Spaces, and dashes of lists, that belong before it; nothing where it does not begin its line. */
  readonly margin?: string;
  /** Within brackets or braces, where there are no lines. */
  readonly isFlow: boolean;
}

/** No spec has this word in it. */
const MARK = 'zqCursorqz';
const WORD = /[\w.*/-]/;

/**
 * The places that somebody may be writing at: most often one, but after the dash of a list both a value and the first
 * key of a map can stand. None in a comment, and directly after a colon.
 */
export function cursorsAt(text: string, offset: number): readonly Cursor[] {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.slice(offset).search(/\r?\n|$/) + offset;
  let start = offset;
  while (start > lineStart && WORD.test(text[start - 1] ?? '')) start -= 1;
  // Dashes of a list are none of a word's.
  while (start < offset && /^-(\s|$)/.test(text.slice(start, offset + 1))) start += 1;
  let end = offset;
  while (end < lineEnd && WORD.test(text[end] ?? '')) end += 1;
  const line: Line = { text, lineStart, lineEnd, start, end, before: text.slice(lineStart, start) };
  const { before } = line;
  if (before.endsWith(':') || /(^|\s)#/.test(outsideQuotes(before)) || isQuoted(before)) return [];
  return /^\s*(- +)*$/.test(before) ? onOwnLine(line) : [...inLine(line)];
}

interface Line {
  readonly text: string;
  readonly lineStart: number;
  readonly lineEnd: number;
  /** Of the word. */
  readonly start: number;
  readonly end: number;
  /** The line up to the word. */
  readonly before: string;
}

const outsideQuotes = (line: string): string => line.replace(/"(\\.|[^"\\])*"|'[^']*'/g, '""');
const isQuoted = (before: string): boolean => /["']/.test(outsideQuotes(before).replaceAll('""', ''));

/** After a key and its colon, or within brackets. */
function* inLine({ text, lineEnd, start, end }: Line): Generator<Cursor> {
  const rest = text.slice(end);
  const opened = openBrackets(text.slice(0, start));
  const isFlow = opened !== '';
  // What is left open is closed here; what comes after in the line belongs to what is being written, or is wrong.
  const closed = `${closing(opened)}${text.slice(lineEnd)}`;
  for (const after of [rest, closed]) {
    const found = read(`${text.slice(0, start)}${MARK}${after}`);
    if (found) {
      const word = text.slice(start, end);
      const { path, writes, root } = found;
      yield { path, writes, root, word, replaces: { start, end }, isFlow };
      return;
    }
  }
}

/** At the beginning of a line, or after dashes. */
function onOwnLine({ text, lineStart, start, end, before }: Line): readonly Cursor[] {
  if (openBrackets(text.slice(0, start)) !== '') {
    return [
      ...inLine({ text, lineStart, lineEnd: end + text.slice(end).search(/\r?\n|$/), start, end, before }),
    ];
  }
  const dashes = before.trimStart();
  const after = text.slice(end);
  const hasColon = /^\s*:/.test(after);
  const standings = indents(text, lineStart, before.length - dashes.length).map((indent) => {
    const margin = `${' '.repeat(indent)}${dashes}`;
    const head = `${text.slice(0, lineStart)}${margin}`;
    const attempts = hasColon ? [`${MARK}${after}`] : [`${MARK}:${after}`, `${MARK}${after}`];
    const found = attempts.flatMap((attempt) => read(`${head}${attempt}`) ?? []);
    // A word that continues the value of the line before is none of its own.
    const standing = found.filter(({ writes }) => writes === 'key' || dashes !== '' || found.length === 1);
    return { margin, standing, faults: Math.min(...standing.map((one) => one.faults)) };
  });
  // An indentation that is wrong breaks the text; of those that are as good, the first.
  const least = Math.min(...standings.map(({ faults }) => faults));
  const best = standings.find(({ standing, faults }) => standing.length > 0 && faults === least);
  if (!best) return [];
  const { margin, standing } = best;
  const isRight = margin === before;
  const replaces = { start: isRight ? start : lineStart, end };
  return standing.map(({ path, writes, root }) => ({
    ...{ path, writes, root, word: text.slice(start, end), replaces, margin, isFlow: false },
  }));
}

/** Indentations that a line could have, the one that it has first, then the nearest. */
function indents(text: string, lineStart: number, own: number): readonly number[] {
  const above = text.slice(0, lineStart).split('\n').reverse();
  const possible = new Set<number>([own]);
  const others: number[] = [];
  let least = Infinity;
  for (const line of above) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [spaces = ''] = /^ */.exec(line) ?? [];
    const [, dashes = ''] = /^ *((- +)*)/.exec(line) ?? [];
    const keys = spaces.length + dashes.length;
    if (least === Infinity && /:\s*(#.*)?$/.test(line)) others.push(keys + 2);
    if (keys < least) others.push(keys);
    if (dashes !== '' && spaces.length < least) others.push(spaces.length);
    least = Math.min(least, spaces.length);
    if (least === 0) break;
  }
  others.sort((one, other) => Math.abs(one - own) - Math.abs(other - own) || one - other);
  for (const one of others) possible.add(one);
  return [...possible];
}

/** Brackets and braces that are open at the end of a text, quotes and comments aside. */
function openBrackets(text: string): string {
  let open = '';
  // Brackets count from the last line that begins a key outside of any: a spec is block style outside.
  const plain = text
    .split('\n')
    .map((line) => outsideQuotes(line).replace(/(^|\s)#.*$/, ''))
    .join('\n');
  for (const character of plain) {
    if ('[{'.includes(character)) open += character;
    else if (']}'.includes(character)) open = open.slice(0, -1);
  }
  return open;
}

const closing = (open: string): string =>
  Array.from(open, (character) => (character === '[' ? ']' : '}'))
    .reverse()
    .join('');

interface Found extends Pick<Cursor, 'path' | 'writes' | 'root'> {
  /** Places where the text is no YAML. */
  readonly faults: number;
}

/** Where the mark is in a text; nothing where it is not found, or the text breaks by it. */
function read(text: string): Found | undefined {
  const { root, findings } = parse(text);
  const found = root && find(root, []);
  return found && { ...found, root: without(root), faults: findings.length };
}

function find(node: Located, path: Path): Pick<Found, 'path' | 'writes'> | undefined {
  if (node.type === 'scalar') return node.value === MARK ? { path, writes: 'value' } : undefined;
  if (node.type === 'list') return first(node.items, (item, i) => find(item, [...path, i]));
  if (entryOf(node, MARK)) return { path, writes: 'key' };
  return first(node.entries, ({ key, value }) => find(value, [...path, key]));
}

function first<T, R>(items: readonly T[], look: (item: T, i: number) => R | undefined): R | undefined {
  for (const [i, item] of items.entries()) {
    const found = look(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The values without the mark: a value that it is becomes nothing. */
function without(node: Located): Located {
  if (node.type === 'scalar') return node.value === MARK ? { ...node, value: null } : node;
  if (node.type === 'list') return { ...node, items: node.items.map(without) };
  const entries: LocatedMap['entries'] = node.entries
    .filter(({ key }) => key !== MARK)
    .map((entry) => ({ ...entry, value: without(entry.value) }));
  return { ...node, entries };
}
