import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { magnitudesOf } from '../../src/runs/magnitudes';

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
const filled = (counts: readonly number[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...counts.entries()].filter(([, count]) => count > 0));

describe('the magnitudes of a layer', () => {
  const weights = Float32Array.of(-0.5, 0.25, 6, -1.25, 3, 100);
  const mask = Uint8Array.of(1, 1, 1, 1, 1, 0);

  test('are counted as by NumPy, without pruned weights', () => {
    // numpy.histogram([0.5, 0.25, 6, 1.25, 3], bins=60, range=(0, 6)): 1 in bars 2, 5, 12, 30 and 59
    const { most, kept, pruned } = magnitudesOf(weights, mask);
    assert.deepEqual([most, kept.length, sum(pruned)], [6, 60, 0]);
    assert.deepEqual(filled(kept), { 2: 1, 5: 1, 12: 1, 30: 1, 59: 1 });
  });

  test('have a threshold if the next round prunes the smallest', () => {
    const { kept, pruned, threshold } = magnitudesOf(weights, mask, Uint8Array.of(0, 0, 1, 1, 1, 0));
    assert.deepEqual([filled(pruned), sum(kept), threshold], [{ 2: 1, 5: 1 }, 3, 0.5]);
    // Pruning may keep some of several equal magnitudes.
    const ties = magnitudesOf(Float32Array.of(1, -1, 2), Uint8Array.of(1, 1, 1), Uint8Array.of(0, 1, 1));
    assert.equal(ties.threshold, 1);
  });

  test('have no threshold if it prunes others, or none', () => {
    assert.equal(magnitudesOf(weights, mask, Uint8Array.of(0, 1, 1, 1, 1, 0)).threshold, undefined);
    assert.equal(magnitudesOf(weights, mask, mask).threshold, undefined);
  });

  test('of zeros and of nothing are counted, too', () => {
    const zeros = magnitudesOf(new Float32Array(3), Uint8Array.of(1, 1, 1));
    assert.deepEqual([zeros.most, filled(zeros.kept)], [0, { 0: 3 }]);
    assert.equal(sum(magnitudesOf(new Float32Array(3), new Uint8Array(3)).kept), 0);
  });
});
