import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stream } from '../../src/lab/random';
import { spirals } from '../../src/lab/workloads/spirals';

const options = { classes: 3, train: 30, validation: 12, test: 9, noise: 0, turns: 1.5 };
const read = (changes: Partial<typeof options> = {}, seed = 1) =>
  spirals.read(new Map(), { ...options, ...changes }, stream(seed, 'data'));

describe('spirals', () => {
  test('put every point of a class on its arm', () => {
    const { inputs, labels } = read().train;
    labels.forEach((label, i) => {
      const [x = 0, y = 0] = inputs.subarray(2 * i);
      const radius = Math.hypot(x, y);
      const angle = 2 * Math.PI * (1.5 * radius + label / 3);
      assert.ok(Math.abs(x - radius * Math.cos(angle)) < 1e-5);
      assert.ok(Math.abs(y - radius * Math.sin(angle)) < 1e-5);
      assert.ok(radius <= 1);
    });
  });

  test('have as many points of each class, in the counts asked for', () => {
    const { train, validation, test } = read();
    assert.deepEqual([train.count, validation.count, test.count], [30, 12, 9]);
    for (const split of [train, validation, test]) {
      for (const label of [0, 1, 2]) {
        assert.equal(split.labels.filter((other) => other === label).length, split.count / 3);
      }
    }
  });

  test('stray from their arm by the noise', () => {
    const exact = read({ train: 2000 }).train.inputs;
    const noisy = read({ train: 2000, noise: 0.1, turns: 1e-9, classes: 2 }).train;
    // Without turns, the two arms are the two halves of the x axis, so y is pure noise.
    const y = noisy.inputs.filter((_, i) => i % 2 === 1);
    const deviation = Math.sqrt(y.reduce((sum, value) => sum + value * value, 0) / y.length);
    assert.ok(Math.abs(deviation - 0.1) < 0.01);
    assert.equal(exact.length, 4000);
  });

  test('follow from the seed, and splits do not repeat one another', () => {
    assert.deepEqual(read(), read());
    assert.notDeepEqual(read({}, 2).train, read().train);
    const { train, test } = read({ train: 9 });
    assert.notDeepEqual(train.inputs, test.inputs);
  });

  test('change no split with the size of another', () => {
    assert.deepEqual(read({ validation: 3 }).train, read().train);
    assert.deepEqual(read({ train: 3 }).test, read().test);
  });
});
