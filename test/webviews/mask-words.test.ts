import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weightWords } from '../../src/webviews/mask-words';

test('a weight is named by its input and output, its pixel, and its place in a kernel', () => {
  assert.equal(weightWords([784, 300], 300 * 29 + 7), 'Input 29, output 7');
  assert.equal(weightWords([784, 300], 300 * 29 + 7, [28, 28, 1]), 'Input 29 (pixel 1, 1), output 7');
  assert.equal(weightWords([12, 5], 5 * 11, [2, 2, 3]), 'Input 11 (pixel 1, 1), output 0');
  // [height, width, inputs, outputs]: position 1, 0 of 2 × 3.
  assert.equal(
    weightWords([2, 3, 4, 5], 3 * 20 + 2 * 5 + 3),
    'Input channel 2, output channel 3, kernel position 1, 0',
  );
  assert.equal(weightWords([5], 3), 'Weight 3');
});
