import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { check } from '../../src/language/check';
import { decodeText } from '../../src/language/text';
import { cases } from '../full';
import { start } from './bad-specs';

const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const place = (content: Buffer): string | undefined => {
  const { problem } = decodeText(content);
  return problem && `${problem.range.start.line}:${problem.range.start.column} ${problem.message}`;
};

describe('the bytes of a spec', () => {
  const broken: readonly (readonly [what: string, content: Buffer, told: RegExp])[] = [
    ['Latin-1', bytes(start, 'title: Gr', [0xf6], 'sse\n'), /^4:10 .*0xF6/],
    ['a lone continuation', bytes(start, 'title: é', [0x80]), /^4:9 .*0x80/],
    ['a character cut off at the end', bytes(start, 'title: é', [0xe2, 0x82]), /^4:9 .*0xE2/],
    ['a character cut off in the middle', bytes('a: ', [0xf0, 0x9f, 0x8e], 'b\n'), /^1:4 .*0xF0/],
    ['an overlong slash', bytes(start, 'title: ', [0xc0, 0xaf], '\n'), /^4:8 .*0xC0/],
    ['half a surrogate pair', bytes(start, 'title: ', [0xed, 0xa0, 0x80], '\n'), /^4:8 .*0xED/],
    ['more than Unicode has', bytes(start, 'title: ', [0xf4, 0x90, 0x80, 0x80], '\n'), /^4:8 .*0xF4/],
    ['after a BOM and CRLF', bytes('\uFEFFticket: 1\r\ntitle: ', [0xff], '\r\n'), /^2:8 .*0xFF/],
    ['after a U+FFFD in the text', bytes('title: \uFFFD', [0xff]), /^1:9 .*0xFF/],
    ['UTF-16', Buffer.from(`\uFEFF${start}`, 'utf16le'), /^1:1 .*0xFF/],
    ['packed', bytes([0x1f, 0x8b, 0x08, 0x00]), /^1:2 .*0x8B/],
  ];
  for (const [what, content, told] of broken)
    test(`that are not UTF-8 (${what}) give a problem at the first wrong byte`, () =>
      assert.match(place(content) ?? '', told));

  test('in UTF-16 give advice on how to save them', () => {
    for (const content of [Buffer.from(`\uFEFFa`, 'utf16le'), bytes([0xfe, 0xff, 0, 0x61])])
      assert.match(decodeText(content).problem?.remedy ?? '', /UTF-16.*save it as UTF-8/);
  });

  test('in UTF-8 are decoded, including U+FFFD and a byte order mark', () => {
    for (const text of ['', start, '\uFEFFa: 1', 'title: \uFFFD', '🎟'])
      assert.deepEqual(decodeText(Buffer.from(text)), { text });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) =>
        assert.deepEqual(decodeText(Buffer.from(text)), { text }),
      ),
    );
  });

  test('give a problem exactly where a strict decoder refuses them', () => {
    const mostlyText = fc.array(fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.string().map(Buffer.from)));
    fc.assert(
      fc.property(mostlyText, (parts) => {
        const content = Buffer.concat(parts);
        const { text, problem } = decodeText(content);
        assert.equal(problem === undefined, isUtf8(content));
        if (!problem) return;
        const offset = problem.range.start.offset;
        assert.equal(text[offset], '\uFFFD');
        assert.ok(
          content
            .subarray(0, Buffer.byteLength(text.slice(0, offset)))
            .equals(Buffer.from(text.slice(0, offset))),
        );
      }),
      cases(500),
    );
  });
});

function isUtf8(content: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

describe('the problems of a spec', () => {
  test('are single lines of readable length, whatever the spec contains', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('\u202E', 'a\nb', '\u200B', 'x'.repeat(5000)),
    );
    fc.assert(
      fc.property(key, (name) => {
        for (const { message, remedy = '' } of check(`${start}? ${JSON.stringify(name)}\n: 1\n`).problems) {
          // eslint-disable-next-line no-control-regex -- control characters are what it looks for
          assert.doesNotMatch(message + remedy, /[\u0000-\u001F\u007F-\u009F\u2028-\u202E\u200B]/);
          assert.ok(message.length <= 4000);
        }
      }),
    );
  });

  test('include its errors even if the list is cut at its limit', () => {
    const layers = Array.from({ length: 150 }, (_, i) => `a${i}: 1`).join(', ');
    const text = `ticket: 1\nworkload: mnist\nmodel: { kind: mlp, layers: { ${layers} } }\nprune: { rates: { no: 0.1 } }\n`;
    const { plan, problems } = check(text);
    assert.equal(plan, undefined);
    assert.equal(problems.length, 100);
    assert.ok(problems.some(({ severity, code }) => severity === 'error' && code === 'unknown-layer'));
  });
});
