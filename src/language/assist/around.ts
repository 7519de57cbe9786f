// Scanner of incomplete YAML: open brackets, quotes and comments at an offset.

export interface Around {
  /** The text up to the offset, with abandoned open brackets closed. */
  readonly head: string;
  /** The open brackets and braces, outermost first. */
  readonly open: string;
  /** The indentation of the line with the outermost one. */
  readonly indent: number;
  /** The open quote at the offset, if any. */
  readonly quote: Quote;
  readonly isComment: boolean;
}

export type Quote = '' | '"' | "'";

/** The scan of a line or of its first part. */
interface Scanned extends Pick<Around, 'open' | 'quote' | 'isComment'> {
  /** Without trailing spaces and comment. */
  readonly length: number;
}

export function around(text: string, offset: number): Around {
  const lines = text.slice(0, offset).split('\n');
  const column = lines.at(-1)?.length ?? 0;
  const [restOfLine = '', ...later] = text.slice(offset).split('\n');
  let [open, indent] = ['', 0];
  let last = { line: 0, length: 0 };
  let scanned: Scanned = { open, quote: '', isComment: false, length: 0 };
  for (const [i, line] of lines.entries()) {
    const isCursors = i === lines.length - 1;
    const whole = isCursors ? line + restOfLine : line;
    const isLeft = isBlank(whole)
      ? isCursors && column <= indent && !goesOn(later, indent)
      : !continues(whole, indent);
    if (open !== '' && isLeft) {
      const { [last.line]: left = '' } = lines;
      lines[last.line] = left.slice(0, last.length) + closing(open) + left.slice(last.length);
      open = '';
    }
    scanned = scan(line, open);
    if (open === '') indent = spacesOf(line);
    ({ open } = scanned);
    if (!isBlank(line)) last = { line: i, length: scanned.length };
  }
  return { ...scanned, head: lines.join('\n'), indent };
}

/** The text after an offset within brackets; closes them at the end of the line if no later line continues them. */
export function closed(rest: string, open: string, indent: number): string {
  const [line = '', ...later] = rest.split('\n');
  const { open: left, length } = scan(line, open, false);
  if (left === '' || goesOn(later, indent)) return rest;
  return rest.slice(0, length) + closing(left) + rest.slice(length);
}

/** Tells whether later lines continue open brackets whose first line has this indentation. */
export function goesOn(later: readonly string[], indent: number): boolean {
  const next = later.find((line) => !isBlank(line));
  return next !== undefined && continues(next, indent);
}

const continues = (line: string, indent: number): boolean =>
  spacesOf(line) > indent || /^\s*[\]}]/.test(line);

/** Tells whether a line is empty or only a comment. */
export const isBlank = (line: string): boolean => /^\s*(#.*)?\r?$/.test(line);

export const spacesOf = (line: string): number => line.search(/[^ ]|$/);

/** The length of the bracketed value that a text starts with; 0 if it is not closed. */
export function bracketsLength(text: string): number {
  for (let length = 1; length <= text.length; length += 1) {
    if (']}'.includes(text.charAt(length - 1)) && scan(text.slice(0, length), '').open === '') return length;
  }
  return 0;
}

function scan(line: string, before: string, startsValue = true): Scanned {
  let open = before;
  let quote: Quote = '';
  let isStart = startsValue;
  let length = 0;
  for (let i = 0; i < line.length; i += 1) {
    const character = line.charAt(i);
    const previous = line.charAt(i - 1);
    if (quote !== '') {
      if (character === '\\' && quote === '"') i += 1;
      else if (character === quote) quote = '';
    } else if (/\s/.test(character)) {
      // A value starts after a colon, and after the dash of a list.
      isStart ||= previous === ':' || (previous === '-' && /^\s*(- +)*-$/.test(line.slice(0, i)));
      continue;
    } else if (character === '#' && /^\s?$/.test(previous)) {
      return { open, quote, isComment: true, length };
    } else if (isStart && (character === '"' || character === "'")) {
      quote = character;
    } else if ('[{'.includes(character) && (isStart || open !== '')) {
      open += character;
    } else if (']}'.includes(character)) {
      open = open.slice(0, -1);
    }
    isStart = open !== '' && '[{,'.includes(character);
    length = i + 1;
  }
  return { open, quote, isComment: false, length };
}

const closing = (open: string): string =>
  Array.from(open, (character) => (character === '[' ? ']' : '}'))
    .reverse()
    .join('');
