// The cursor in a spec: the text around it, and the key or value that is being written.
import type { Located, Path } from '../located';
import type { Span } from '../problem';

/** The cursor's position with its line. */
export interface Writing {
  readonly text: string;
  readonly offset: number;
  readonly lineStart: number;
  /** Before the line break. */
  readonly lineEnd: number;
  /** The word around the cursor, without spaces and characters with a meaning in YAML. */
  readonly word: Span;
  /** The line up to the word. */
  readonly before: string;
  /** The line from the word on. */
  readonly after: string;
  /** The lines after it. */
  readonly below: readonly string[];
}

/** The key or value at the cursor. */
export interface Cursor {
  /** The path of the map that gets the key, or of the value. */
  readonly path: Path;
  readonly writes: 'key' | 'value';
  /** The values of the spec, without the one being written. */
  readonly root: Located | undefined;
  /** The key or value at the cursor, without quotes. */
  readonly word: string;
  /** The span that a suggestion replaces: the word, and the indentation if it is wrong. */
  readonly replaces: Span;
  /** Text to insert before a suggestion: indentation and list dashes. */
  readonly before: string;
  /** Text to insert after it: a comma, or a missing quote. */
  readonly after: string;
  /** Indentation and dashes before it; undefined if it does not begin its line. */
  readonly margin?: string;
  /** Within brackets or braces (YAML flow style). */
  readonly isFlow: boolean;
  readonly isQuoted: boolean;
  /** The key already has a colon. */
  readonly hasColon: boolean;
}

const WORD = /[^\s:,[\]{}"'#]/;

export function writingAt(text: string, offset: number): Writing {
  const lineStart = text.slice(0, offset).lastIndexOf('\n') + 1;
  const lineEnd = text.slice(offset).search(/\r?\n|$/) + offset;
  let start = offset;
  while (start > lineStart && WORD.test(text.charAt(start - 1))) start -= 1;
  // A list dash is not part of the word.
  while (start < offset && /^-(\s|$)/.test(text.slice(start, offset + 1))) start += 1;
  let end = offset;
  const isBeforeDash = start === offset && /^-(\s|$)/.test(text.slice(offset));
  while (!isBeforeDash && end < lineEnd && WORD.test(text.charAt(end))) end += 1;
  return {
    ...{ text, offset, lineStart, lineEnd, word: { start, end } },
    before: text.slice(lineStart, start),
    after: text.slice(end, lineEnd),
    below: text.slice(lineEnd).split('\n').slice(1),
  };
}
