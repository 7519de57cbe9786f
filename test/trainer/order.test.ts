import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { stream } from '../../src/lab/random';
import { dataOrder } from '../../src/trainer/order';

const order = (seed: number, examples: number, batch: number) =>
  dataOrder(stream(seed, 'order', 0), examples, batch);

describe('the order of the data', () => {
  test('shows every example once in each epoch, also where a batch crosses into the next', () => {
    const [examples, batch] = [50, 12];
    const seen = [...order(1, examples, batch).batches(0, 25)];
    for (let epoch = 0; epoch < 6; epoch++) {
      const one = seen.slice(epoch * examples, (epoch + 1) * examples);
      assert.deepEqual(
        [...one].sort((a, b) => a - b),
        Array.from({ length: examples }, (_, i) => i),
      );
    }
    assert.notDeepEqual(seen.slice(0, examples), seen.slice(examples, 2 * examples));
  });

  test('depends on the seed', () => {
    assert.notDeepEqual(order(1, 50, 10).batches(0, 5), order(2, 50, 10).batches(0, 5));
  });

  test('is the same from anywhere in the middle', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 15 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 30 }),
        (examples, batch, first, count) => {
          const whole = order(5, examples, batch).batches(0, first + count);
          assert.deepEqual(order(5, examples, batch).batches(first, count), whole.slice(first * batch));
        },
      ),
    );
  });
});
