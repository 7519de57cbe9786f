// Tests the words for values in a comparison of specs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueTexts } from '../../src/webviews/value-text';

test('a checksum is as long as needed to be unique', () => {
  const [a, b, c] = ['a'.repeat(64), `${'a'.repeat(10)}${'b'.repeat(54)}`, 'c'.repeat(64)] as const;
  assert.deepEqual(valueTexts([a, c]), ['aaaa', 'cccc']);
  assert.deepEqual(valueTexts([a, a]), ['aaaa', 'aaaa']);
  assert.deepEqual(valueTexts([a, b, undefined]), ['a'.repeat(11), `${'a'.repeat(10)}b`, '–']);
});
