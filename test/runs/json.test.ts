import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Type } from 'typebox';
import { BadFileError, canonical, parser } from '../../src/runs/json';

describe('canonical JSON', () => {
  test('does not depend on the order in which keys were set', () => {
    assert.equal(canonical({ b: [{ z: 1, y: 2 }], a: null }), '{"a":null,"b":[{"y":2,"z":1}]}');
  });

  test('keeps the value', () => {
    fc.assert(
      fc.property(fc.json(), (text) =>
        assert.deepEqual(JSON.parse(canonical(JSON.parse(text))), JSON.parse(text)),
      ),
    );
  });

  test('refuses numbers that JSON cannot express, with their place', () => {
    assert.throws(() => canonical({ losses: [1, NaN] }), /NaN.*\/losses\/1/);
  });
});

describe('a parser', () => {
  const parse = parser(Type.Object({ n: Type.Integer() }), 'a count');

  test('returns a matching value', () => assert.deepEqual(parse('{"n":3}', 'f.json'), { n: 3 }));

  test('names the file and the place of a mismatch', () => {
    assert.throws(
      () => parse('{"n":"3"}', 'f.json'),
      new BadFileError('f.json', 'is not a count: /n must be integer.'),
    );
  });

  test('reports truncated text', () => {
    assert.throws(() => parse('{"n":', 'f.json'), /f\.json is not a count: it is not valid JSON/);
  });
});
