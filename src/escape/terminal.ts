// Escapes text from specs, files and other programs for the terminal.

/**
 * Characters that a terminal interprets or that are invisible: control characters of both ranges, line and paragraph
 * separators, lone surrogates, bidirectional marks, and all other default-ignorable characters. They let a title
 * recolour the screen, forge a line or run backwards. Three exceptions, which scripts and emoji need: variation
 * selectors, the joiner after an emoji, and the non-joiner between Arabic letters.
 */
const HIDDEN =
  /(?<![\p{Extended_Pictographic}\u{1F3FB}-\u{1F3FF}]\uFE0F?)\u200D|(?<!\p{Script=Arabic})\u200C|\u200C(?!\p{Script=Arabic})|(?![\uFE0E\uFE0F\u200C\u200D])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Replaces every hidden character of a line with its escape, such as `\u001B`. */
export const visible = (text: string): string => text.replace(HIDDEN, escaped);

/** Applies {@link visible} to each line. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** Replaces hidden characters with JSON escapes, so that the JSON parses to the same value. */
export const visibleJson = (json: string): string =>
  json.replace(HIDDEN, (character) =>
    character === '\n' ? character : units(character).map(escape).join(''),
  );

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16).toUpperCase()}}` : escape(code);
}

const escape = (unit: number): string => `\\u${unit.toString(16).toUpperCase().padStart(4, '0')}`;

/** The UTF-16 code units of a character, which JSON escapes one by one. */
const units = (character: string): readonly number[] =>
  Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
