// Cursor positions in a spec, including text that does not parse yet.
import { around, bracketsLength, closed, goesOn, isBlank, type Around } from './around';
import { MARK, readMarked } from './mark';
import { onOwnLine } from './own-line';
import { writingAt, type Cursor, type Writing } from './writing';

/**
 * The keys or values that the user may be writing at an offset. Usually one; after a list dash, both a value and the
 * first key of a map are possible. None in a comment, and directly after a colon or a dash.
 */
export function cursorsAt(text: string, offset: number): readonly Cursor[] {
  const writing = writingAt(text, offset);
  const { before, after, word } = writing;
  const outside = around(text, offset);
  const isEmpty = word.start === word.end;
  if (outside.isComment || /(:|^\s*(- +)*-)$/.test(before) || (isEmpty && after.startsWith('#'))) return [];
  const isOwnLine = /^\s*(- +)*$/.test(before) && outside.open === '' && outside.quote === '';
  return isOwnLine ? onOwnLine(writing, outside.head) : inLine(writing, outside);
}

/** After a key and its colon, or within brackets. */
function inLine(writing: Writing, outside: Around): readonly Cursor[] {
  const { text, offset, lineStart, lineEnd, word } = writing;
  const { head, open, indent, quote } = outside;
  const isFlow = open !== '';
  const after = missing(writing, outside);
  // A missing quote goes after the word.
  const kept = quote !== '' && after === quote ? text.slice(offset, word.end) : '';
  const line = text.slice(offset, lineEnd);
  // The value so far, if it is in brackets.
  const skipped = after === '' && word.start === offset && /^ *[[{]/.test(line) ? bracketsLength(line) : 0;
  const from = offset + kept.length + skipped;
  // Within brackets, lines are indented further than the line of the first bracket.
  const spaces = isFlow && /^ *$/.test(text.slice(lineStart, offset)) ? indent + 2 - (offset - lineStart) : 0;
  const margin = ' '.repeat(Math.max(0, spaces));
  const found = readMarked(`${head}${margin}${MARK}${kept}${after}${closed(text.slice(from), open, indent)}`);
  if (!found) return [];
  const shift = offset - head.length - margin.length;
  const quotes = found.isQuoted ? 1 : 0;
  const start = found.span.start + shift + quotes;
  const end = skipped > 0 ? from : found.span.end + shift - MARK.length - quotes;
  const hasColon = found.writes === 'key' && /^["']?\s*:/.test(text.slice(end));
  // Skip multi-line values, and quoted keys without a colon.
  if (start < lineStart || end > lineEnd || (found.isQuoted && found.writes === 'key' && !hasColon))
    return [];
  const { path, writes, root, isQuoted } = found;
  return [
    {
      ...{ path, writes, root, isQuoted, isFlow, hasColon, after, before: margin },
      word: text.slice(start, end),
      replaces: { start, end },
    },
  ];
}

/** The comma or quote to insert after the word, so that the rest of the text parses. */
function missing({ text, offset, lineEnd, word, below }: Writing, { open, indent, quote }: Around): string {
  const line = text.slice(offset, lineEnd);
  if (quote !== '') return line.includes(quote) ? '' : quote;
  if (open === '' || word.start < word.end || /^\S/.test(line)) return '';
  const next = isBlank(line) && goesOn(below, indent) ? below.find((one) => !isBlank(one)) : line;
  return next !== undefined && /^\s*[^\s,\]}#]/.test(next) ? ',' : '';
}
