// Text from specs, files and other programs as a terminal may show it.

/**
 * Characters that a terminal acts on or that nobody sees: control characters of both ranges, line and paragraph
 * separators, halves of surrogate pairs, bidirectional marks and what else Unicode lets a program leave out. They let a
 * title recolour the screen, forge a line or run backwards. Three stay, which scripts and emoji need: the selectors of a
 * form, the joiner after an emoji, and the non-joiner between Arabic letters.
 */
const HIDDEN =
  /(?<![\p{Extended_Pictographic}\u{1F3FB}-\u{1F3FF}]\uFE0F?)\u200D|(?<!\p{Script=Arabic})\u200C|\u200C(?!\p{Script=Arabic})|(?![\uFE0E\uFE0F\u200C\u200D])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** One line of text with every hidden character written as its escape: `\u001B`. */
export const visible = (text: string): string => text.replace(HIDDEN, escaped);

/** Lines of text, each as {@link visible} has it. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** JSON that parses to the same value, with hidden characters as JSON's own escapes. */
export const visibleJson = (json: string): string =>
  json.replace(HIDDEN, (character) =>
    character === '\n' ? character : units(character).map(escape).join(''),
  );

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16).toUpperCase()}}` : escape(code);
}

const escape = (unit: number): string => `\\u${unit.toString(16).toUpperCase().padStart(4, '0')}`;

/** The 16-bit units of a character: JSON knows no others. */
const units = (character: string): readonly number[] =>
  Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
