import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { check } from '../../src/language/check';
import { valueOf } from '../../src/language/located';
import { parse } from '../../src/language/parse';
import { positions } from '../../src/language/problem';
import { longestText } from '../../src/language/text';
import { cases } from '../full';
import { start } from './bad-specs';

/** Text made of YAML's special characters, so that most of it reaches deep into the parser. */
const yamlish = fc
  .array(
    fc.constantFrom(
      ...[
        'ticket',
        'train',
        'claims',
        'a',
        '1',
        '1e999',
        '~',
        ': ',
        ':\n',
        '- ',
        '? ',
        '\n',
        '\n  ',
        '\t',
        '\r\n',
      ],
      ...[
        '[',
        ']',
        '{',
        '}',
        ', ',
        '&x ',
        '*x',
        '!t ',
        '|\n',
        '>\n',
        '"',
        "'",
        '#',
        '%',
        '---\n',
        '...',
        '<<',
        '\uFEFF',
      ],
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

/** Arbitrary values in a spec, valid or not. */
const anyValue = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('adam', 'mlp', '5 epochs', '{ kind: sgd }', '.nan'),
);

describe('reading text', () => {
  test('never throws, whatever the text is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), yamlish), (text) => void check(text)),
      cases(200),
    );
  });

  test('never throws, whatever a key holds', () => {
    const place = fc.constantFrom(
      'seed',
      'workload',
      'model',
      'train',
      'prune',
      'rewind',
      'controls',
      'claims',
      'run',
    );
    fc.assert(
      fc.property(place, anyValue, (key, value) => {
        const { plan, problems } = check(`ticket: 1\nworkload: mnist\nmodel: mlp\n${key}: ${value}\n`);
        assert.ok(plan !== undefined || problems.some(({ severity }) => severity === 'error'));
      }),
      cases(300),
    );
  });

  test('puts every problem inside the text', () => {
    fc.assert(
      fc.property(yamlish, (text) => {
        for (const { range } of check(text).problems) {
          assert.ok(range.start.offset <= range.end.offset && range.end.offset <= text.length);
          assert.ok(range.start.line >= 1 && range.start.column >= 1);
        }
      }),
    );
  });

  test('gives back the values that YAML has, aliases resolved', () => {
    const { root } = parse('a: &x { b: [1, true, ~, "t"] }\nc: *x\n');
    const value = { b: [1, true, null, 't'] };
    assert.deepEqual(root && valueOf(root), { a: value, c: value });
  });

  test('points at an alias, not at its anchor, for what the alias repeats', () => {
    const { problems } = check(`${start}train: &t { batch: 0 }\nprune: *t\n`);
    assert.deepEqual(
      problems.map(({ range, code }) => `${range.start.line}:${range.start.column} ${code}`),
      ['4:20 out-of-range', '5:8 unknown-key'],
    );
  });

  test('counts columns from 1 after a byte order mark, a tab or an emoji, and lines by LF or CRLF', () => {
    const at = positions('\uFEFFa\r\n\t🎟b\nc');
    const place = (offset: number): string => `${at(offset).line}:${at(offset).column}`;
    assert.deepEqual([0, 1, 4, 5, 7, 9].map(place), ['1:1', '1:1', '2:1', '2:2', '2:4', '3:1']);
  });
});

describe('text that would be too much for a parser', () => {
  const codes = (text: string): readonly string[] => check(text).problems.map(({ code }) => code);
  const nested = (open: string): readonly string[] =>
    codes(open.repeat(Math.floor(longestText / open.length)));

  test('of 10 MB is turned away', () => {
    assert.deepEqual(codes('# '.repeat(5_000_000)), ['too-large']);
  });

  for (const open of ['[', '{a: ', '- ', '? ', ': ', '- [{', '[a: b: ']) {
    test(`nested by ${JSON.stringify(open)} is turned away`, () =>
      assert.deepEqual(nested(open), ['too-deep']));
  }

  test('nested by indentation is turned away', () => {
    const lines = Array.from({ length: 250 }, (_, depth) => `${' '.repeat(depth)}a:`);
    assert.deepEqual(codes(lines.join('\n')), ['too-deep']);
  });

  test('as an alias bomb ends in one problem', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`);
    assert.ok(codes(`a0: &a0 [x]\n${lines.join('\n')}\n`).includes('too-many-values'));
  });

  test('gets at most the first hundred of its problems', () => {
    for (const piece of ['a\n: ', ']', '&a ', '%x\n', 'k: v\n', '"\n', '!a ']) {
      const { length } = codes(piece.repeat(5000));
      assert.ok(length >= 1 && length <= 100, piece);
    }
  });

  test('but ordinary depth is fine', () => {
    assert.deepEqual(codes(`${start}# ${'['.repeat(100)}\ntitle: "${'{'.repeat(100)}"\n`), []);
  });
});
