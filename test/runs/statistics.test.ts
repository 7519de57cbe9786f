import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bootstrap95, deviation, mean, summary } from '../../src/runs/statistics';

const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 8 });

test('a summary is mean, smallest, largest and number', () => {
  assert.deepEqual(summary([3, 1, 8]), { mean: 4, min: 1, max: 8, n: 3 });
  assert.equal(summary([]), undefined);
});

test('a standard deviation is that of a sample, as NumPy computes it with ddof=1', () => {
  // numpy.std([0.941, 0.953, 0.947, 0.95], ddof=1)
  assert(Math.abs(deviation([0.941, 0.953, 0.947, 0.95]) - 0.00512347538298) < 1e-15);
  assert.deepEqual([deviation([0.5]), deviation([]), deviation([2, 2])], [0, 0, 0]);
});

describe('the bootstrap interval', () => {
  test('is reproducible', () => {
    assert.deepEqual(bootstrap95([0.1, 0.4, 0.2]), bootstrap95([0.1, 0.4, 0.2]));
  });

  test('of equal values is that value', () => {
    assert.deepEqual(bootstrap95([2, 2, 2, 2]), [2, 2]);
  });

  test('of 0 and 1 spans both: a quarter of the resamples has the mean 0', () => {
    assert.deepEqual(bootstrap95([0, 1]), [0, 1]);
  });

  test('of many 0 and 1 is that of the binomial distribution', () => {
    // 100 draws with p = 0.5: the 2.5% and 97.5% quantiles are 40 and 60 of 100.
    const [low, high] = bootstrap95(Array.from({ length: 100 }, (_, i) => i % 2));
    assert(Math.abs(low - 0.4) <= 0.01 && Math.abs(high - 0.6) <= 0.01, `${low} to ${high}`);
  });

  test('lies within the values, around their mean', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const [low, high] = bootstrap95(numbers);
        const { min, max } = summary(numbers) ?? { min: NaN, max: NaN };
        const slack = 1e-9;
        assert(min - slack <= low && low <= mean(numbers) + slack);
        assert(mean(numbers) - slack <= high && high <= max + slack);
      }),
      { numRuns: 25 },
    );
  });
});
