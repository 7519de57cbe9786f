// Tests the WebAssembly backend op by op, as training uses it: values and gradients against pure JavaScript.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import type { Tf } from '../../src/lab/tf';
import { WRONG } from '../../src/trainer/embedded/fallback-kernels';
import { cases, difference, inputsOf, valueAndGradients, type Case } from './ops';
import { embedded } from './small';

/** The value and the gradients of an op on the active backend. */
const compute = (tf: Tf, one: Case): readonly Float32Array[] =>
  tf.tidy(() =>
    valueAndGradients(tf, one, inputsOf(tf, one)).map((result) => Float32Array.from(result.dataSync())),
  );

/** The WebAssembly backend's own kernels, before the fallbacks replace them. */
const stock = WRONG.map((name) => getKernel(name, 'wasm'));

describe('the embedded default computes what pure JavaScript computes', () => {
  let tf: Tf;
  before(async () => ({ tf } = await embedded()));

  for (const [name, one] of Object.entries(cases)) {
    test(name, async () => {
      assert.equal(tf.getBackend(), 'wasm');
      const found = compute(tf, one);
      await tf.setBackend('cpu');
      const right = compute(tf, one);
      await tf.setBackend('wasm');
      right.forEach((values, i) => {
        const gap = difference(found[i], values);
        assert.ok(gap < 1e-5, `${i === 0 ? 'the value' : `gradient ${i}`} differs by ${gap}`);
      });
    });
  }

  test('without holding on to memory', () => {
    const all = Object.values(cases);
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    for (const one of all) compute(tf, one);
    const after = tf.memory();
    assert.deepEqual(
      [after.numTensors, after.numDataBuffers, after.numBytes],
      [numTensors, numDataBuffers, numBytes],
    );
  });
});

describe('a fallback kernel that is registered because the WebAssembly one is wrong', async () => {
  const shownBy: Readonly<Record<(typeof WRONG)[number], string>> = {
    OneHot: 'oneHot in floats',
    MaxPoolGrad: 'maxPool, all below 0',
    Conv3DBackpropInputV2: 'conv3d',
  };
  const { tf } = await embedded();
  for (const [i, name] of WRONG.entries()) {
    test(`${name}: the stock one gives other numbers`, () => {
      const one = cases[shownBy[name]];
      const kernel = stock[i];
      const fallback = getKernel(name, 'wasm');
      assert.ok(one && kernel && kernel !== fallback);
      const right = compute(tf, one);
      const swap = (to: typeof kernel): void => {
        unregisterKernel(name, 'wasm');
        registerKernel(to);
        to.setupFunc?.(tf.backend());
      };
      swap(kernel);
      const wrong = compute(tf, one);
      swap(fallback);
      assert.ok(right.some((values, j) => difference(wrong[j], values) > 0.01));
    });
  }
});
