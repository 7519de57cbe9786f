// Checks of a text before parsing: its encoding, and limits that keep the parser safe.
import { tooDeepAt } from './depth';
import { toProblems, type Finding, type Problem } from './problem';

/** The most characters of a spec, which is a page of text. */
export const longestText = 150_000;

/** A file of more bytes has too many characters: one takes at most three bytes, a surrogate pair four. */
export const mostBytes = 3 * longestText;

/** The problem of a file that is too large to read, with this many bytes. */
export function tooManyBytes(bytes: number): Problem {
  const start = { offset: 0, line: 1, column: 1 };
  return {
    range: { start, end: start },
    severity: 'error',
    code: 'too-large',
    message: `The file has ${bytes.toLocaleString('en-US')} bytes; a spec has at most ${longestText.toLocaleString('en-US')} characters.`,
    remedy: 'Check that this is the right file.',
  };
}

/** Characters that are not printable in YAML 1.2 (production 1, c-printable), and lone surrogates. */
const notPrintable = /[^\t\n\r\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const returnAlone = /\r(?!\n)/;
const laterMark = /(?<!^)\uFEFF/;

/** The problem that keeps the text from being parsed, if any. */
export function textFinding(text: string): Finding | undefined {
  if (text.length > longestText) {
    return {
      at: { start: 0, end: 0 },
      code: 'too-large',
      message: `The file has ${text.length.toLocaleString('en-US')} characters; a spec has at most ${longestText.toLocaleString('en-US')}.`,
      remedy: 'Check that this is the right file.',
    };
  }
  const [first] = [notText(text), returns(text), mark(text)]
    .filter((finding) => finding !== undefined)
    .sort((a, b) => a.at.start - b.at.start);
  return first ?? depth(text);
}

function notText(text: string): Finding | undefined {
  const at = text.search(notPrintable);
  if (at < 0) return undefined;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  return {
    at: { start: at, end: at + 1 },
    code: 'not-text',
    message: `The file is not text: it contains the character U+${code} here.`,
    remedy: 'Remove the character, or check that this is the right file.',
  };
}

function returns(text: string): Finding | undefined {
  const at = text.search(returnAlone);
  if (at < 0) return undefined;
  return {
    at: { start: at, end: at + 1 },
    code: 'line-ends',
    message: 'A line ends with a lone carriage return.',
    remedy: 'Save the file with LF or CRLF line endings.',
  };
}

function mark(text: string): Finding | undefined {
  const at = text.search(laterMark);
  if (at < 0) return undefined;
  return {
    at: { start: at, end: at + 1 },
    code: 'not-text',
    message: 'The text contains an invisible byte order mark here; only the first character may be one.',
    remedy: 'Remove the character.',
  };
}

function depth(text: string): Finding | undefined {
  const at = tooDeepAt(text);
  if (at === undefined) return undefined;
  return {
    at: { start: at, end: at + 1 },
    code: 'too-deep',
    message: 'The text nests too deeply for a spec.',
    remedy: 'A spec has at most eight levels: check brackets, dashes and indentation.',
  };
}

/** The bytes of a file as text. The first byte that is not UTF-8 is a problem; the text has U+FFFD in its place. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly problem?: Problem } {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = whole.toString('utf8');
  const found = brokenAt(text, whole);
  if (!found) return { text };
  const byte = `0x${(whole[found.byte] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
  const looksWide = (whole[0] === 0xff && whole[1] === 0xfe) || (whole[0] === 0xfe && whole[1] === 0xff);
  const finding: Finding = {
    at: { start: found.character, end: found.character + 1 },
    code: 'not-utf8',
    message: `The file is not UTF-8: the byte ${byte} here is not part of a character.`,
    remedy: looksWide
      ? 'It looks like UTF-16: save it as UTF-8.'
      : 'Save it as UTF-8, or check that this is the right file.',
  };
  const [problem] = toProblems([finding], text);
  return { text, ...(problem && { problem }) };
}

const replacement = '\uFFFD';
const replacementBytes = Buffer.from(replacement);

/** The first U+FFFD of the text that the bytes do not contain. */
function brokenAt(
  text: string,
  bytes: Buffer,
): { readonly character: number; readonly byte: number } | undefined {
  let [character, byte] = [0, 0];
  for (;;) {
    const next = text.indexOf(replacement, character);
    if (next < 0) return undefined;
    byte += Buffer.byteLength(text.slice(character, next));
    if (!bytes.subarray(byte, byte + 3).equals(replacementBytes)) return { character: next, byte };
    byte += 3;
    character = next + 1;
  }
}
