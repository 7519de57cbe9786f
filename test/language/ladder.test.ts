import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { check } from '../../src/language/check';
import { keepLadder, matcher, patternFinder, rateFinder } from '../../src/language/ladder';

/** Weights left after each round, for layers given as [weights, rate]. */
function left(layers: readonly (readonly [number, number])[], rounds: number): readonly number[] {
  const ladders = layers.map(([count, rate]) => keepLadder(count, rate, rounds));
  return Array.from({ length: rounds + 1 }, (_, round) =>
    ladders.reduce((sum, ladder) => sum + (ladder[round] ?? 0), 0),
  );
}

const conv2 = [
  [3 * 3 * 3 * 64, 0.1],
  [3 * 3 * 64 * 64, 0.1],
  [16 * 16 * 64 * 256, 0.2],
  [256 * 256, 0.2],
  [256 * 10, 0.1],
] as const;
const conv4 = [
  [3 * 3 * 3 * 64, 0.1],
  [3 * 3 * 64 * 64, 0.1],
  [3 * 3 * 64 * 128, 0.1],
  [3 * 3 * 128 * 128, 0.1],
  [8 * 8 * 128 * 256, 0.2],
  [256 * 256, 0.2],
  [256 * 10, 0.1],
] as const;
const conv6 = [
  [3 * 3 * 3 * 64, 0.15],
  [3 * 3 * 64 * 64, 0.15],
  [3 * 3 * 64 * 128, 0.15],
  [3 * 3 * 128 * 128, 0.15],
  [3 * 3 * 128 * 256, 0.15],
  [3 * 3 * 256 * 256, 0.15],
  [4 * 4 * 256 * 256, 0.2],
  [256 * 256, 0.2],
  [256 * 10, 0.1],
] as const;

describe('the ladder of the paper', () => {
  test('LeNet-300-100 has the densities that the paper prints, to its digits', () => {
    const { plan } = check('ticket: 1\nworkload: mnist\nmodel: mlp\n');
    const percent = (round: number): string => ((plan?.rounds[round]?.density ?? 0) * 100).toFixed(2);
    const printed = {
      1: '80.04', 2: '64.06', 3: '51.28', 7: '21.07', 9: '13.52', 11: '8.68', 15: '3.58', 16: '2.87', 18: '1.85', 20: '1.19',
    }; // prettier-ignore
    for (const [round, density] of Object.entries(printed)) assert.equal(percent(Number(round)), density);
  });

  test('LeNet-300-100 has exact counts in every layer', () => {
    const { plan } = check('ticket: 1\nworkload: mnist\nmodel: mlp\n');
    assert.deepEqual(
      plan?.pools.map(({ parameters, keep }) => [parameters, keep.slice(0, 5)]),
      [
        [['fc1.weight'], [235200, 188160, 150528, 120422, 96338]],
        [['fc2.weight'], [30000, 24000, 19200, 15360, 12288]],
        [['output.weight'], [1000, 900, 810, 729, 656]],
      ],
    );
    assert.deepEqual(
      plan.rounds.slice(0, 4).map(({ weights }) => weights),
      [266200, 213060, 170538, 136511],
    );
  });

  test('Conv-2 and Conv-4 have the densities that the paper prints', () => {
    const two = left(conv2, 14);
    assert.equal(two[0], 4_300_992);
    assert.equal((((two[11] ?? 0) / 4_300_992) * 100).toFixed(1), '8.8');
    assert.equal((((two[14] ?? 0) / 4_300_992) * 100).toFixed(1), '4.6');
    const four = left(conv4, 12);
    assert.equal(four[0], 2_425_024);
    assert.equal((((four[11] ?? 0) / 2_425_024) * 100).toFixed(1), '11.1');
    assert.equal((((four[12] ?? 0) / 2_425_024) * 100).toFixed(1), '9.2');
  });

  test('Conv-6 on same-padded 32 × 32 inputs comes out at 26.6%, where the paper prints 26.4%', () => {
    const six = left(conv6, 7);
    assert.equal(six[0], 2_261_184);
    assert.equal((((six[7] ?? 0) / 2_261_184) * 100).toFixed(1), '26.6');
  });
});

describe('a round', () => {
  test('removes a half rounded up', () => {
    assert.deepEqual(keepLadder(5, 0.5, 3), [5, 2, 1, 0]);
    assert.deepEqual(keepLadder(15, 0.1, 1), [15, 13]);
  });

  test('removes what decimal arithmetic says, for every rate of three digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 5_000_000 }),
        (thousandths, count) => {
          // Exact: (thousandths · count / 1000 + ½), rounded down, in integers.
          const removed = (2n * BigInt(thousandths) * BigInt(count) + 1000n) / 2000n;
          assert.equal(keepLadder(count, thousandths / 1000, 1)[1], count - Number(removed));
        },
      ),
    );
    assert.deepEqual(keepLadder(50, 0.29, 1), [50, 35]);
    assert.deepEqual(keepLadder(90, 0.35, 1), [90, 58]);
  });

  test('never adds a weight, and a rate of 0 removes none', () => {
    fc.assert(
      fc.property(
        fc.nat(1e7),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(40),
        (count, rate, rounds) => {
          const ladder = keepLadder(count, rate, rounds);
          assert.equal(ladder.length, rounds + 1);
          assert.equal(ladder[0], count);
          ladder.forEach((n, k) => assert.ok(Number.isInteger(n) && n >= 0 && n <= (ladder[k - 1] ?? count)));
          assert.deepEqual(keepLadder(count, 0, rounds), Array(rounds + 1).fill(count));
        },
      ),
    );
  });
});

describe('patterns of layer names', () => {
  test('match whole names, with * for any characters', () => {
    assert.ok(
      matcher('conv*')('conv1') && matcher('*')('x') && matcher('b*k*2')('block2') && matcher('fc1')('fc1'),
    );
    assert.ok(
      !matcher('conv')('conv1') && !matcher('*1')('fc2') && !matcher('a*a')('a') && !matcher('fc.')('fc1'),
    );
  });

  test('the first that matches gives the rate', () => {
    const prune = { rate: 0.2, rates: { 'fc*': 0.3, fc1: 0.4 } };
    assert.deepEqual(['fc1', 'output'].map(rateFinder(prune)), [0.3, 0.2]);
  });

  test('are found as by trying one after another', () => {
    const name = fc.stringMatching(/^[ab*]{1,3}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 6 }), name, (patterns, layer) => {
        assert.equal(
          patternFinder(patterns)(layer),
          patterns.find((pattern) => matcher(pattern)(layer)),
        );
      }),
    );
  });
});
