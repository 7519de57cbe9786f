import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomMask } from '../../src/lab/controls/random-mask';
import { reinit } from '../../src/lab/controls/reinit';
import { sameSignReinit } from '../../src/lab/controls/same-sign-reinit';
import { shuffledMask } from '../../src/lab/controls/shuffled-mask';
import { initialWeights } from '../../src/lab/initializers';
import type { Control, ControlInput, Layer, Masks, Weights } from '../../src/lab/kinds';
import { stream, type Stream } from '../../src/lab/random';

const layers: readonly Layer[] = ['a', 'b'].map((name, i) => ({
  name,
  parameters: [
    { name: `${name}.weight`, shape: [20, 10 * (i + 1)], initializer: 'glorot-normal', prunable: true },
    { name: `${name}.bias`, shape: [10 * (i + 1)], initializer: 'zeros', prunable: false },
  ],
}));
const fresh = (random: Stream): Weights => initialWeights(layers, random);

/** Half of `a` and a tenth of `b` survive, the first of each, so that any move of the mask shows. */
const ticketMasks = (): Masks =>
  new Map([
    ['a.weight', new Uint8Array(200).fill(1, 0, 100)],
    ['b.weight', new Uint8Array(400).fill(1, 0, 40)],
  ]);
const input = (repeat = 1): ControlInput => ({
  start: fresh(stream(1, 'init')),
  masks: ticketMasks(),
  fresh,
  random: stream(1, 'control', repeat),
});
const start = (control: Control, repeat = 1) => control.start(input(repeat), {});
const counts = (masks: Masks): number[] =>
  [...masks.values()].map((mask) => mask.reduce((sum, value) => sum + value, 0));

/** Bits, so that −0 and +0 differ. */
const bits = (weights: Weights): [string, Uint32Array][] =>
  [...weights].map(([name, values]) => [name, new Uint32Array(values.slice().buffer)]);

for (const control of [reinit, sameSignReinit, shuffledMask, randomMask]) {
  describe(control.name, () => {
    test('leaves its inputs as they were', () => {
      const given = input();
      control.start(given, {});
      assert.deepEqual(bits(given.start), bits(input().start));
      assert.deepEqual(given.masks, ticketMasks());
    });

    test('is the same from the same stream and another in another repeat', () => {
      assert.deepEqual(start(control), start(control));
      assert.notDeepEqual(start(control, 2), start(control, 1));
    });
  });
}

for (const control of [reinit, sameSignReinit]) {
  test(`${control.name} keeps every mask, bit for bit`, () => {
    assert.deepEqual(start(control).masks, ticketMasks());
  });
}

for (const control of [shuffledMask, randomMask]) {
  test(`${control.name} keeps every value that the ticket starts from, bit for bit`, () => {
    assert.deepEqual(bits(start(control).weights), bits(input().start));
  });
}

describe('what is changed', () => {
  test('reinit starts from a new draw of the same initialisation', () => {
    const { weights } = start(reinit);
    assert.deepEqual(bits(weights), bits(fresh(stream(1, 'control', 1))));
    const before = input().start.get('a.weight');
    const same = weights.get('a.weight')?.filter((value, i) => value === before?.[i]);
    assert.equal(same?.length, 0);
  });

  test('same-sign-reinit has the magnitudes of a new draw under the signs of the ticket', () => {
    const draw = fresh(stream(1, 'control', 1));
    const before = input().start;
    for (const [name, values] of start(sameSignReinit).weights) {
      values.forEach((value, i) => {
        assert.equal(Math.abs(value), Math.abs(draw.get(name)?.[i] ?? NaN));
        assert.equal(Math.sign(value), Math.sign(before.get(name)?.[i] ?? NaN));
      });
    }
  });

  test('same-sign-reinit makes no −0 of a zero bias, whatever sign the ticket has there', () => {
    const given = input();
    const biased = new Map(given.start).set('a.bias', new Float32Array(10).fill(-0.5));
    const { weights } = sameSignReinit.start({ ...given, start: biased }, {});
    assert.ok(weights.get('a.bias')?.every((value) => Object.is(value, 0)));
  });

  test('shuffled-mask moves the mask of each parameter and keeps its count', () => {
    const { masks } = start(shuffledMask);
    assert.deepEqual(counts(masks), [100, 40]);
    // A shuffle of a half-full mask leaves about half of the weights in place.
    const stayed =
      masks
        .get('a.weight')
        ?.subarray(0, 100)
        .reduce((sum, value) => sum + value, 0) ?? 0;
    assert.ok(stayed > 30 && stayed < 70, `${stayed} of 100 stayed`);
    const moved =
      masks
        .get('b.weight')
        ?.subarray(40)
        .reduce((sum, value) => sum + value, 0) ?? 0;
    assert.ok(moved > 25, `${moved} of 40 moved`);
  });

  test('random-mask keeps the count in all and spreads it evenly over the parameters', () => {
    const { masks } = start(randomMask);
    const [a = 0, b = 0] = counts(masks);
    assert.equal(a + b, 140);
    // 200 of 600 weights are in `a`, so about a third of the 140 should be.
    assert.ok(Math.abs(a - 140 / 3) < 20, `${a} in a`);
    assert.deepEqual(
      [...masks].map(([name, mask]) => [name, mask.length]),
      [
        ['a.weight', 200],
        ['b.weight', 400],
      ],
    );
  });
});
