import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { constant } from '../../src/lab/learning-rates/constant';
import { cosine } from '../../src/lab/learning-rates/cosine';
import { steps } from '../../src/lab/learning-rates/steps';
import { warmup } from '../../src/lab/learning-rates/warmup';

describe('learning-rate factors', () => {
  test('constant is 1', () => {
    assert.equal(constant.factor({}, 0, 100), 1);
    assert.equal(constant.factor({}, 99, 100), 1);
  });

  test('steps drop with the update that follows each time, in whatever order the times stand', () => {
    const options = { at: [25_000, 20_000], factor: 0.5 };
    const at = [0, 19_999, 20_000, 24_999, 25_000, 29_999];
    assert.deepEqual(
      at.map((iteration) => steps.factor(options, iteration, 30_000)),
      [1, 1, 0.5, 0.5, 0.25, 0.25],
    );
  });

  test('warmup begins at 1/k, reaches 1 with update k, and stays', () => {
    const at = [0, 1, 3, 4, 99];
    assert.deepEqual(
      at.map((iteration) => warmup.factor({ iterations: 4 }, iteration, 100)),
      [0.25, 0.5, 1, 1, 1],
    );
  });

  test('cosine goes from 1 by the middle to what is left at the end', () => {
    const at = (iteration: number, to: number) => cosine.factor({ to }, iteration, 100);
    assert.equal(at(0, 0.2), 1);
    assert.ok(Math.abs(at(50, 0.2) - 0.6) < 1e-15);
    assert.ok(Math.abs(at(25, 0) - (1 + Math.SQRT1_2) / 2) < 1e-15);
    assert.equal(at(100, 0.2), 0.2);
    assert.ok(at(99, 0) > 0);
  });
});
