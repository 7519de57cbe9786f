import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { requiredText, valueText } from '../../src/runs/claim-words';
import type { Claim } from '../../src/runs/types';

const difference = { difference: ['ticket', 'dense'] } as const;
const value = { value: 'ticket' } as const;
const ratio = { ratio: ['ticket', 'dense'] } as const;

describe('the numbers of a claim', () => {
  for (const [metric, of, mean, perTrial, interval95, expected] of [
    ['testAccuracy', difference, 0.0031, [0.002, 0.0044], undefined, '+0.31 points (0.20 to 0.44)'],
    ['testAccuracy', difference, -0.012, [-0.02, 0.001], undefined, '−1.20 points (−2.00 to 0.10)'],
    ['testAccuracyAtEnd', difference, 0.0000001, [0.0000001], undefined, '0.00 points'],
    ['testAccuracy', value, 0.9543, [0.95, 0.96], undefined, '95.43% (95.00 to 96.00)'],
    [
      'testAccuracy',
      difference,
      0.003,
      [0.1, 0.2, 0.3],
      [0.002, 0.004],
      '+0.30 points (95% interval 0.20 to 0.40)',
    ],
    [
      'earlyStopIteration',
      difference,
      -1420,
      [-1500, -1340],
      undefined,
      '−1,420 iterations (−1,500 to −1,340)',
    ],
    ['earlyStopIteration', ratio, 0.62, [0.5, 0.7], undefined, '0.620 (0.500 to 0.700)'],
    ['validationLoss', value, 0.12345, [0.12345], undefined, '0.1235'],
  ] as const)
    test(`are ${expected}`, () =>
      assert.equal(
        valueText(
          { metric, of, bound: { atLeast: 0.42 } },
          { mean, perTrial, ...(interval95 && { interval95 }) },
        ),
        expected,
      ));

  for (const [mean, perTrial, bound, expected] of [
    [-0.0050004, [-0.0050004], { atLeast: -0.005 }, '−0.50004 points'],
    [-0.00499, [-0.006, -0.00398], { atLeast: -0.005 }, '−0.499 points (−0.600 to −0.398)'],
    [0.004, [0.003, 0.0050041], { atMost: 0.005 }, '+0.4000 points (0.3000 to 0.5004)'],
    [-0.005, [-0.005], { equals: -0.005 }, '−0.50 points'],
    [0, [-1e-10], { equals: 0 }, '0.00 points'],
  ] as const)
    test(`do not read like the bound unless they are it: ${expected}`, () =>
      assert.equal(
        valueText({ metric: 'testAccuracy', of: difference, bound }, { mean, perTrial }),
        expected,
      ));

  for (const [metric, of, bound, over, expected] of [
    ['testAccuracy', difference, { atLeast: -0.005 }, 'mean', 'required ≥ −0.5 points'],
    ['testAccuracy', value, { atMost: 0.98765 }, 'every-trial', 'required ≤ 98.765% in every trial'],
    ['earlyStopIteration', ratio, { atMost: 1 }, 'interval-95', 'required ≤ 1 for the whole interval'],
    ['earlyStopIteration', difference, { equals: 0 }, 'mean', 'required = 0 iterations'],
  ] as const)
    test(`are ${expected}`, () =>
      assert.equal(
        requiredText({ metric, of, bound, over } satisfies Omit<Claim, 'says' | 'at' | 'mustFail'>),
        expected,
      ));

  test('are none without a value', () => {
    assert.equal(
      valueText({ metric: 'testAccuracy', of: value, bound: { atLeast: 0 } }, undefined),
      undefined,
    );
  });
});
