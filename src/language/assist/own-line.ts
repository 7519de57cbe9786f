// Cursor at the beginning of a line, or after list dashes.
import { bracketsLength, spacesOf } from './around';
import { marginsOf } from './margins';
import { MARK, readMarked, type Marked } from './mark';
import type { Cursor, Writing } from './writing';

/** The parse of a line with another margin. */
interface Attempt {
  readonly margin: string;
  readonly found: readonly Marked[];
  /** The number of parse errors; infinite if nothing was found. */
  readonly faults: number;
}

/** @param head the text up to the cursor, with abandoned open brackets closed */
export function onOwnLine(writing: Writing, head: string): readonly Cursor[] {
  const { text, offset, lineStart, word, before, after, below } = writing;
  const above = text.slice(0, lineStart).split('\n').slice(0, -1);
  const isEmpty = word.start === word.end;
  // Nothing can be inserted before existing text.
  if ((isEmpty && /^( +[^\s#]|-(\s|$))/.test(after)) || isBlockText(above, before)) return [];
  const hasColon = /^\s*:(\s|$)/.test(after);
  const skipped = isEmpty && /^[[{]/.test(after) ? bracketsLength(after) : 0;
  const parts: Parts = {
    lines: head.slice(0, head.length - (offset - lineStart)),
    marked: text.slice(word.start, offset) + MARK + text.slice(offset, word.end),
    rest: text.slice(word.end + skipped),
    takesKey: skipped === 0,
    hasColon,
  };
  let best: readonly Attempt[] = [];
  let least = Infinity;
  // A wrong margin causes parse errors. Take the first group with the fewest.
  for (const margins of marginsOf(before, above, below)) {
    if (least === 0) break;
    const tried = margins.map((margin) =>
      attempt(margin, parts, margin.includes('-') && !before.includes('-')),
    );
    const faults = Math.min(...tried.map((one) => one.faults));
    if (faults >= least) continue;
    least = faults;
    best = tried.filter((one) => one.faults === least);
  }
  return best.flatMap(({ margin, found }) => {
    const isRight = margin === before;
    return found.map(({ path, writes, root }) => ({
      ...{ path, writes, root, margin, hasColon, after: '', isFlow: false, isQuoted: false },
      before: isRight ? '' : margin,
      word: text.slice(word.start, word.end),
      replaces: { start: isRight ? word.start : lineStart, end: word.end + skipped },
    }));
  });
}

interface Parts {
  /** The lines before it. */
  readonly lines: string;
  /** The word with the marker in it. */
  readonly marked: string;
  /** The text after it. */
  readonly rest: string;
  readonly takesKey: boolean;
  readonly hasColon: boolean;
}

function attempt(margin: string, parts: Parts, isDashNew: boolean): Attempt {
  const { lines, marked, rest, takesKey, hasColon } = parts;
  const start = lines.length + margin.length;
  const read = (after: string, writes: Marked['writes']): readonly Marked[] => {
    const found = readMarked(`${lines}${margin}${marked}${after}`);
    // Ignore a value that continues the previous line.
    return found?.writes === writes && found.span.start === start ? [found] : [];
  };
  const keys = takesKey ? read(hasColon ? rest : `:${rest}`, 'key') : [];
  const values = hasColon ? [] : read(rest, 'value');
  const found = [...keys, ...values];
  // A new key must not take over the values of other keys.
  const isTaking = keys.some(
    ({ hasValue, hasSiblings }) => (hasValue && /^\s*(#|\n|$)/.test(rest)) || (hasSiblings && isDashNew),
  );
  const faults = Math.min(...found.map((one) => one.faults)) + (isTaking && !hasColon ? 1 : 0);
  return { margin, found, faults };
}

/** Tells whether a line is inside a block scalar, which starts with `>` or `|`. */
function isBlockText(above: readonly string[], before: string): boolean {
  let least = spacesOf(before);
  for (const line of [...above].reverse()) {
    if (/^\s*$/.test(line) || spacesOf(line) >= least) continue;
    if (/(^|[:-]\s+)[>|][-+\d]*\s*(#.*)?$/.test(line)) return true;
    least = spacesOf(line);
  }
  return false;
}
