import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import type { Scored } from '../../src/lab/kinds';
import { element } from '../../src/lab/structures/element';
import { cases as randomCases } from '../full';

const scored = (scores: readonly number[], mask: readonly number[] = scores.map(() => 1)): Scored => ({
  shape: [scores.length],
  scores: Float32Array.from(scores),
  mask: Uint8Array.from(mask),
});
const project = (parameters: readonly Scored[], keep: number): number[][] =>
  element.project(parameters, keep, {}).map((mask) => [...mask]);
const aliveIn = (parameters: readonly Scored[]): number =>
  parameters.reduce((sum, { mask }) => sum + mask.filter((value) => value === 1).length, 0);

/** The rule taken literally: of the remaining weights in order, remove the lowest, one at a time. */
function naive(parameters: readonly Scored[], keep: number): number[][] {
  const masks = parameters.map(({ mask }) => [...mask]);
  for (let left = aliveIn(parameters); left > keep; left--) {
    let lowest: { score: number; parameter: number; index: number } | undefined;
    masks.forEach((mask, parameter) =>
      mask.forEach((value, index) => {
        const score = parameters[parameter]?.scores[index] ?? NaN;
        if (value === 1 && (lowest === undefined || score < lowest.score))
          lowest = { score, parameter, index };
      }),
    );
    if (lowest !== undefined) masks[lowest.parameter]?.splice(lowest.index, 1, 0);
  }
  return masks;
}

/** Few distinct scores, so that most cases have ties, and zeros of both signs. */
const score = fc.oneof(
  fc.constantFrom(-1, -0, 0, 1, 2, Infinity, -Infinity),
  fc.float({ noNaN: true, min: -3, max: 3 }),
);
const parameter = fc.array(fc.tuple(score, fc.constantFrom(0, 1, 1)), { maxLength: 12 }).map((weights) =>
  scored(
    weights.map(([value]) => value),
    weights.map(([, alive]) => alive),
  ),
);
const pool = fc.array(parameter, { minLength: 1, maxLength: 4 });
const poolAndKeep = pool.chain((parameters) =>
  fc.tuple(fc.constant(parameters), fc.integer({ min: 0, max: aliveIn(parameters) })),
);

describe('element', () => {
  test('does what removing the lowest one at a time does', () => {
    fc.assert(
      fc.property(poolAndKeep, ([parameters, keep]) => {
        assert.deepEqual(project(parameters, keep), naive(parameters, keep));
      }),
      randomCases(500),
    );
  });

  test('keeps exactly as many as asked for, and none that was dead', () => {
    fc.assert(
      fc.property(poolAndKeep, ([parameters, keep]) => {
        const masks = project(parameters, keep);
        assert.equal(
          masks.flat().reduce((sum, value) => sum + value, 0),
          keep,
        );
        masks.forEach((mask, i) =>
          mask.forEach((value, j) => assert.ok(value <= (parameters[i]?.mask[j] ?? 0))),
        );
      }),
    );
  });

  test('removes one weight, not all ties, and the lower index first', () => {
    assert.deepEqual(project([scored([3, 1, 1, 1, 2])], 4), [[1, 0, 1, 1, 1]]);
    assert.deepEqual(project([scored([1, 1]), scored([1, 1])], 1), [
      [0, 0],
      [0, 1],
    ]);
  });

  test('takes −0 and +0 for equal', () => {
    assert.deepEqual(project([scored([0, -0, 1])], 2), [[0, 1, 1]]);
    assert.deepEqual(project([scored([-0, 0, 1])], 2), [[0, 1, 1]]);
  });

  test('never revives a pruned weight, however high its score', () => {
    assert.deepEqual(project([scored([9, 1, 2], [0, 1, 1])], 1), [[0, 0, 1]]);
  });

  test('can keep all or none, and leaves its input as it was', () => {
    const before = scored([2, 1, 3], [1, 0, 1]);
    assert.deepEqual(project([before], 2), [[1, 0, 1]]);
    assert.deepEqual(project([before], 0), [[0, 0, 0]]);
    assert.deepEqual(before, scored([2, 1, 3], [1, 0, 1]));
    assert.notEqual(element.project([before], 2, {})[0], before.mask);
  });

  test('refuses a NaN score of a remaining weight, and names the weight', () => {
    assert.throws(() => project([scored([1, NaN, 2])], 1), /score of weight 1 in a parameter of shape \[3\]/);
    assert.deepEqual(project([scored([1, NaN, 2], [1, 0, 1])], 1), [[0, 0, 1]]);
  });

  test('refuses to keep more than are alive', () => {
    assert.throws(() => project([scored([1, 2], [1, 0])], 2), /Cannot keep 2 of 1 remaining weights/);
    assert.throws(() => project([scored([1, 2])], 0.5), /Cannot keep 0.5 of 2/);
  });

  test('takes any mask of zeros and ones for its own, in the right number', () => {
    assert.ok(element.check(Uint8Array.of(0, 1, 1, 0), [2, 2], {}));
    assert.ok(!element.check(Uint8Array.of(0, 2, 1, 0), [2, 2], {}));
    assert.ok(!element.check(Uint8Array.of(0, 1), [2, 2], {}));
  });
});
