// Edits that set a spec's model or workload to a module; keep comments.
import { Lexer } from 'yaml';
import { entryOf, nodeAt, type LocatedEntry, type LocatedMap } from './located';
import { parse } from './parse';
import type { Span } from './problem';

export type ModuleRole = 'model' | 'workload';

/** The replacement of a span. */
export interface Edit {
  readonly at: Span;
  readonly text: string;
}

/**
 * The edits that set the spec's `model` or `workload` to the module at `path`, relative to the spec, such as
 * `./my-net.mjs`. Undefined if the text is not a map, or the edits would not work.
 */
export function moduleEdits(text: string, role: ModuleRole, path: string): readonly Edit[] | undefined {
  const { root } = parse(text);
  if (root?.type !== 'map') return undefined;
  const entry = entryOf(root, role);
  const edits = entry ? replaced(text, entry, written(path)) : added(text, root, role, written(path));
  const after = parse(applied(text, edits));
  const module = after.root && nodeAt(after.root, [role, 'module']);
  const fits = module?.type === 'scalar' && module.value === path && after.findings.length === 0;
  return fits ? edits : undefined;
}

/** Applies edits, which must not overlap. */
export function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.at.start - a.at.start)
    .reduce((rest, { at, text: own }) => rest.slice(0, at.start) + own + rest.slice(at.end), text);
}

const written = (path: string): string =>
  `{ module: ${/^[\w./ -]+$/.test(path) ? path : JSON.stringify(path)} }`;

/** Adds a key after the workload, or else at the end. */
function added(text: string, root: LocatedMap, role: ModuleRole, value: string): readonly Edit[] {
  const before = entryOf(root, 'workload') ?? root.entries.at(-1);
  const end = before ? lineEnd(text, endOf(text, before.value.span)) : text.length;
  return [{ at: { start: end, end }, text: `${lineBreak(text)}${role}: ${value}` }];
}

function replaced(text: string, { keySpan, value }: LocatedEntry, module: string): readonly Edit[] {
  const { span } = value;
  const colon = text.indexOf(':', keySpan.end) + 1;
  const isNothing = value.type === 'scalar' && value.value === null && !value.quoted;
  const end = endOf(text, span);
  const isBelow = text.slice(colon, span.start).includes('\n');
  if (isNothing && span.start === span.end) return [{ at: { start: colon, end: colon }, text: ` ${module}` }];
  const comments = commentsIn(text, { start: span.start, end: isBelow ? lineEnd(text, end) : end }).map(
    (comment) => `${lineBreak(text)}  ${comment}`,
  );
  if (!isBelow) {
    const line = lineEnd(text, end);
    return [
      { at: { start: span.start, end }, text: module },
      ...(comments.length > 0 ? [{ at: { start: line, end: line }, text: comments.join('') }] : []),
    ];
  }
  // Keep text between the key and the value, such as a comment.
  const between = text.slice(colon, span.start).trimEnd();
  const at = { start: colon, end: lineEnd(text, end) };
  return [{ at, text: ` ${module}${between}${comments.join('')}` }];
}

/** The comments within a span, from the parser's tokens. */
function commentsIn(text: string, { start, end }: Span): readonly string[] {
  const found: string[] = [];
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    // Markers of the lexer, not part of the text.
    if (['\u0002', '\u0018', '\u001f'].includes(token)) continue;
    if (token.startsWith('#') && offset >= start && offset < end) found.push(token.trimEnd());
    offset += token.length;
  }
  return found;
}

/** The end of a value without the trailing line breaks of a block. */
const endOf = (text: string, { start, end }: Span): number => start + text.slice(start, end).trimEnd().length;

const lineBreak = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function lineEnd(text: string, offset: number): number {
  const end = /\r?\n|$/.exec(text.slice(offset))?.index ?? 0;
  return offset + end;
}
