import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tensorflow } from './small';

test("ReLU's gradient is that of tfjs, also at 0 and below", async () => {
  const { tf } = await tensorflow();
  tf.tidy(() => {
    const x = tf.tensor1d([-Infinity, -2, -1e-30, -0, 0, 1e-30, 3, Infinity]);
    const dy = tf.tensor1d([1, -2, 3, -4, 5, -6, 7, 8]);
    const found = tf
      .grad((at) => tf.relu(at))(x, dy)
      .dataSync();
    // As tfjs's own gradient defines it.
    const right = tf.mul(dy, tf.cast(tf.step(x), 'float32')).dataSync();
    assert.deepEqual(
      [...found].map((value) => value + 0),
      [...right].map((value) => value + 0),
    );
    assert.deepEqual([...found.slice(4)], [0, -6, 7, 8]);
  });
});
