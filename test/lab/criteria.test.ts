import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { magnitude } from '../../src/lab/criteria/magnitude';
import { magnitudeIncrease } from '../../src/lab/criteria/magnitude-increase';
import { random } from '../../src/lab/criteria/random';
import { stream } from '../../src/lab/random';
import { tf, useCpu, values } from './cpu';

useCpu();

const stats = (seed = 1) => ({
  weights: tf.tensor2d([
    [0.5, -2],
    [-0.25, 0],
  ]),
  init: tf.tensor2d([
    [-1, 0.5],
    [0.25, -0],
  ]),
  random: stream(seed, 'criterion'),
});

describe('criteria', () => {
  test('magnitude ranks negative weights by their size', () => {
    const scores = magnitude.score(tf, stats(), {});
    assert.deepEqual(scores.shape, [2, 2]);
    assert.deepEqual(values(scores), [0.5, 2, 0.25, 0]);
  });

  test('magnitude-increase takes off the size at the start', () => {
    assert.deepEqual(values(magnitudeIncrease.score(tf, stats(), {})), [-0.5, 1.5, 0, 0]);
  });

  test('random follows the stream alone, not the weights', () => {
    const scores = random.score(tf, stats(), {});
    assert.deepEqual(scores.shape, [2, 2]);
    const source = stream(1, 'criterion');
    assert.deepEqual(
      values(scores),
      Array.from({ length: 4 }, () => Math.fround(source.uniform())),
    );
    assert.notDeepEqual(values(random.score(tf, stats(2), {})), values(scores));
  });
});
