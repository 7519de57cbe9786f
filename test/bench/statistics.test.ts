import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { median, medianInterval, pairedRatio } from '../../bench/statistics';

describe('the median', () => {
  test('is the middle of the values, in any order', () => {
    assert.equal(median([5, 1, 3]), 3);
  });

  test('of an even number is the mean of the two in the middle', () => {
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });

  test('of no values is NaN', () => {
    assert.ok(Number.isNaN(median([])));
  });
});

describe('the interval of the median', () => {
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => n - i);

  test('of five values is their range, and says that it is less sure than 95%', () => {
    assert.deepEqual(medianInterval(upTo(5)), { low: 1, high: 5, confidence: 1 - 2 / 32 });
  });

  test('of six is their range too: nothing narrower is sure to 95%', () => {
    assert.deepEqual(medianInterval(upTo(6)), { low: 1, high: 6, confidence: 1 - 2 / 64 });
  });

  test('leaves out the extremes once there are nine values', () => {
    const { low, high, confidence } = medianInterval(upTo(9));
    assert.deepEqual([low, high], [2, 8]);
    assert.ok(Math.abs(confidence - (1 - (2 * (1 + 9)) / 512)) < 1e-12);
  });

  test('of twenty is from the sixth to the fifteenth, as tables have it', () => {
    const { low, high, confidence } = medianInterval(upTo(20));
    assert.deepEqual([low, high], [6, 15]);
    assert.equal(confidence.toFixed(4), '0.9586');
  });

  test('of one value is that value, with no confidence', () => {
    assert.deepEqual(medianInterval([7]), { low: 7, high: 7, confidence: 0 });
  });
});

describe('a paired ratio', () => {
  test('is the middle of the ratios within repetitions, so what slows both down at once does not count', () => {
    const ours = [1, 10, 1, 1, 2];
    const { median: middle, low, high } = pairedRatio([2, 20, 3, 1, 4], ours);
    assert.deepEqual([middle, low, high], [2, 1, 3]);
  });

  test('wants as many values of both', () => {
    assert.throws(() => pairedRatio([1, 2], [1]), /same length/);
  });
});
