// What is being written at a place of a spec, and what is around it in the text.
import type { Located, Path } from '../located';
import type { Span } from '../problem';

/** The place in the text. */
export interface Writing {
  readonly text: string;
  readonly offset: number;
  readonly lineStart: number;
  /** Before the line's end. */
  readonly lineEnd: number;
  /** The word around the cursor: no spaces, and nothing that has a meaning in YAML. */
  readonly word: Span;
  /** The line up to the word. */
  readonly before: string;
  /** The line from the word on. */
  readonly after: string;
  /** The lines after it. */
  readonly below: readonly string[];
}

/** What is meant by it. */
export interface Cursor {
  /** The map that a key is written into, or the place of the value. */
  readonly path: Path;
  readonly writes: 'key' | 'value';
  /** The values around, without what is being written. */
  readonly root: Located | undefined;
  /** The key or value that the cursor is in; of one in quotes, what is between them. */
  readonly word: string;
  /** What a suggestion takes the place of: the word, and the spaces before it where they are not the right ones. */
  readonly replaces: Span;
  /** What has to come before a suggestion: spaces and dashes of lists. */
  readonly before: string;
  /** What has to come after it: a comma, or the quote that is missing. */
  readonly after: string;
  /** Spaces and dashes before it in its line; nothing where it does not begin its line. */
  readonly margin?: string;
  /** Within brackets or braces, where there are no lines. */
  readonly isFlow: boolean;
  readonly isQuoted: boolean;
  /** The colon of the key is there already. */
  readonly hasColon: boolean;
}

const WORD = /[^\s:,[\]{}"'#]/;

export function writingAt(text: string, offset: number): Writing {
  const lineStart = text.slice(0, offset).lastIndexOf('\n') + 1;
  const lineEnd = text.slice(offset).search(/\r?\n|$/) + offset;
  let start = offset;
  while (start > lineStart && WORD.test(text.charAt(start - 1))) start -= 1;
  // Dashes of a list are none of a word's.
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
