// Problems of a spec, with their place in its text.
import type { ProblemCode } from './problem-codes';

/** Offsets into the text, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A position in the text: offset from 0, line and column from 1. A byte order mark takes no column. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export type Severity = 'error' | 'warning' | 'information';

/** An edit of the text that solves a problem. */
export interface Fix {
  readonly title: string;
  readonly range: Range;
  readonly text: string;
}

export interface Problem {
  readonly range: Range;
  readonly severity: Severity;
  readonly code: ProblemCode;
  /** One sentence. */
  readonly message: string;
  /** Advice for the user. */
  readonly remedy?: string;
  readonly fix?: Fix;
}

/** A problem with offsets instead of lines and columns. `severity` defaults to `error`. */
export interface Finding {
  readonly at: Span;
  readonly code: ProblemCode;
  readonly message: string;
  readonly severity?: Severity;
  readonly remedy?: string;
  /** An empty text removes the entry at the span, with its line or its comma. */
  readonly fix?: { readonly title: string; readonly at: Span; readonly text: string };
}

export type Report = (finding: Finding) => void;

/** Turns offsets of `text` into positions. Lines end with LF or CRLF. */
export function positions(text: string): (offset: number) => Position {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (wanted) => {
    const offset = Math.min(Math.max(wanted, starts[0] ?? 0), text.length);
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { offset, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Nobody reads more. */
const mostProblems = 100;
const longestMessage = 600;

/** Turns findings into problems in text order. Keeps the first 100, errors before all others. */
export function toProblems(findings: readonly Finding[], text: string): readonly Problem[] {
  const position = positions(text);
  const range = (at: Span): Range => ({ start: position(at.start), end: position(at.end) });
  const inOrder = findings.toSorted((a, b) => a.at.start - b.at.start);
  const chosen = [...inOrder.filter(isError), ...inOrder.filter((one) => !isError(one))].slice(
    0,
    mostProblems,
  );
  return chosen
    .map(({ at, severity, fix, message, remedy, code }) => ({
      code,
      message: oneLine(message),
      ...(remedy !== undefined && { remedy: oneLine(remedy) }),
      range: range(at),
      severity: severity ?? ('error' as const),
      ...(fix && {
        fix: {
          title: oneLine(fix.title),
          range: range(fix.text === '' ? entrySpan(text, fix.at) : fix.at),
          text: fix.text,
        },
      }),
    }))
    .sort((a, b) => a.range.start.offset - b.range.start.offset);
}

/** The span of an entry with its whole line, or in braces with the comma before or after it. */
function entrySpan(text: string, { start, end }: Span): Span {
  const margin = /(?:^|\n)[ \t]*$/.exec(text.slice(0, start))?.[0];
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(end))?.[0];
  if (margin !== undefined && rest !== undefined)
    return { start: start - margin.replace('\n', '').length, end: end + rest.length };
  const before = /,\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const after = before > 0 ? 0 : (/^\s*,\s*/.exec(text.slice(end))?.[0].length ?? 0);
  return { start: start - before, end: end + after };
}

const isError = ({ severity = 'error' }: Finding): boolean => severity === 'error';

/**
 * A message as one line of readable length. Text quoted from a spec may contain line breaks or bidi marks, or be of any
 * length; a terminal must not act on it.
 */
function oneLine(message: string): string {
  const visible = message
    .slice(0, longestMessage)
    .replace(
      unseen,
      (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
  return message.length > longestMessage ? `${visible}…` : visible;
}

/** Control characters, line breaks, bidi marks, zero-width characters and lone surrogates. */
const unseen =
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
