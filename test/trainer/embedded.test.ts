// Tests training on the embedded backend against pure JavaScript and TensorFlow, and the errors it must raise.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { getKernel, registerKernel, unregisterKernel, type KernelConfig } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import type { Tf } from '../../src/lab/tf';
import { drawInit } from '../../src/trainer/cell-start';
import { selfTest } from '../../src/trainer/embedded/self-test';
import { eagerEngine } from '../../src/trainer/engine/eager';
import type { Experiment } from '../../src/trainer/experiment';
import { denseMasks } from '../../src/trainer/prune';
import { makeTrainer, trainCell } from '../../src/trainer/train';
import { sampled } from '../full';
import { experimentOf } from './experiment-of';
import { embedded, small, tensorflow } from './small';

/** The WebAssembly backend's own kernels, before the fallbacks replace them. */
const stock = (name: string): KernelConfig => {
  const kernel = getKernel(name, 'wasm');
  assert.ok(kernel);
  return kernel;
};
const stockOneHot = stock('OneHot');
const stockMaxPoolGrad = stock('MaxPoolGrad');

const train = (iterations: number, batch = 60): object => ({
  optimizer: { kind: 'adam', learningRate: 1.2e-3 },
  batch,
  iterations,
  evaluate: { every: 1 },
});
const mnist = { kind: 'mnist', examples: 2000, validation: 10 };
const spirals = { kind: 'spirals', train: 300, validation: 20, test: 20 };

/** The training loss of each iteration and the final validation loss, on a backend. */
async function losses(tf: Tf, backend: string, whole: Experiment): Promise<readonly number[]> {
  await tf.setBackend(backend);
  // Nothing here reads the test accuracy, and pure JavaScript takes a minute for the 10,000 test images.
  const experiment = { ...whole, splits: { ...whole.splits, test: whole.splits.validation } };
  const found: number[] = [];
  const trainer = makeTrainer(tf, eagerEngine(tf), experiment);
  const start = {
    trial: 0,
    begin: { iteration: 0, learningRate: 'schedule' },
    weights: drawInit(experiment, 0),
    masks: denseMasks(experiment),
  } as const;
  const { kind } = await trainCell(trainer, start, undefined, {
    pause: () => Promise.resolve('go on'),
    checkpoint: () => undefined,
    progress: () => undefined,
    evaluated: ({ trainingLoss, validationLoss }) => found.push(trainingLoss, validationLoss),
  });
  assert.equal(kind, 'finished');
  return found;
}

function assertClose(found: readonly number[], right: readonly number[], iterations: number): void {
  assert.equal(found.length, 2 * iterations);
  assert.equal(right.length, 2 * iterations);
  const worst = Math.max(...found.map((loss, i) => Math.abs(loss - (right[i] ?? NaN))));
  assert.ok(worst < 1e-4, `the losses differ by up to ${worst}`);
  assert.ok((found.at(-1) ?? NaN) < 0.9 * (found[1] ?? NaN), 'the network learns');
}

describe('losses on the embedded default', () => {
  let tf: Tf;
  before(async () => ({ tf } = await embedded()));

  test('are those of pure JavaScript within 1e-4, over 200 iterations of spirals', async () => {
    const model = { kind: 'mlp', layers: { fc1: 100, fc2: 50 } };
    const experiment = await experimentOf({ workload: spirals, model, train: train(200) });
    assertClose(await losses(tf, 'wasm', experiment), await losses(tf, 'cpu', experiment), 200);
  });

  // Pure JavaScript takes half a second for an iteration of 60 images.
  const [iterations, batch] = sampled<readonly [number, number]>([50, 10], [200, 60]);
  test(`are those of pure JavaScript within 1e-4, over ${iterations} iterations of LeNet-300-100 on MNIST`, async () => {
    const experiment = await experimentOf({ workload: mnist, model: 'mlp', train: train(iterations, batch) });
    assertClose(await losses(tf, 'wasm', experiment), await losses(tf, 'cpu', experiment), iterations);
  });

  test('are those of pure JavaScript within 1e-4, over 30 iterations of a convolution with pooling', async () => {
    const model = { module: './conv-net.mjs' };
    const experiment = await experimentOf({ workload: mnist, model, train: train(30) });
    assertClose(await losses(tf, 'wasm', experiment), await losses(tf, 'cpu', experiment), 30);
  });

  test('are those of TensorFlow within 1e-4, over 50 iterations of LeNet-300-100 on MNIST', async () => {
    const experiment = await experimentOf({ workload: mnist, model: 'mlp', train: train(50) });
    await tensorflow();
    assertClose(await losses(tf, 'wasm', experiment), await losses(tf, 'tensorflow', experiment), 50);
  });
});

describe('the self-test', () => {
  let tf: Tf;
  before(async () => {
    ({ tf } = await embedded());
    await tf.setBackend('wasm');
  });

  /** Replaces a fallback kernel while `work` runs. */
  const withKernel = async (kernel: KernelConfig, work: () => Promise<void>): Promise<void> => {
    const fallback = getKernel(kernel.kernelName, 'wasm');
    assert.notEqual(fallback, kernel);
    const put = (to: KernelConfig): void => {
      unregisterKernel(to.kernelName, 'wasm');
      registerKernel(to);
      to.setupFunc?.(tf.backend());
    };
    put(kernel);
    try {
      await work();
    } finally {
      put(fallback);
    }
  };

  for (const optimizer of ['sgd', 'adam', 'adamw']) {
    test(`passes with ${optimizer}, and leaves the backend in use and no tensor behind`, async () => {
      const experiment = await small({
        train: { optimizer, batch: 20, iterations: 30, evaluate: { every: 10 } },
      });
      await selfTest(tf, experiment);
      const { numTensors, numBytes } = tf.memory();
      await selfTest(tf, experiment);
      assert.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
      assert.equal(tf.getBackend(), 'wasm');
    });
  }

  test('takes a network with a bias before a normalisation, whose gradient is nothing but rounding', async () => {
    for (const model of [{ module: './norm-net.mjs' }, { module: './norm-net.mjs', epsilon: 1e-5 }]) {
      await selfTest(tf, await experimentOf({ workload: spirals, model, train: train(1) }));
      await selfTest(tf, await experimentOf({ workload: mnist, model, train: train(1) }));
    }
  });

  test('leaves it to training to report a network that overflows', async () => {
    const model = { module: './norm-net.mjs', epsilon: -1 };
    await selfTest(tf, await experimentOf({ workload: spirals, model, train: train(1) }));
  });

  test('refuses a network whose loss comes from a wrong kernel', async () => {
    const experiment = await small();
    await withKernel(stockOneHot, () =>
      assert.rejects(
        selfTest(tf, experiment),
        /computes this network incorrectly: the training loss differs/,
      ),
    );
    await selfTest(tf, experiment);
  });

  test('refuses a convolution whose gradient comes from a wrong kernel', async () => {
    const model = { module: './conv-net.mjs' };
    const experiment = await experimentOf({ workload: mnist, model, train: train(1) });
    await selfTest(tf, experiment);
    await withKernel(stockMaxPoolGrad, () =>
      assert.rejects(
        selfTest(tf, experiment),
        /the gradient of conv\.weight differs .*\. Install TensorFlow with `ticket runtime install`\.$/,
      ),
    );
  });

  test('refuses an optimizer whose update comes from a wrong kernel', async () => {
    const experiment = await small();
    const sqrt = stock('Sqrt');
    const wrong: KernelConfig = {
      ...sqrt,
      kernelFunc: (call) => stock('Neg').kernelFunc({ ...call, inputs: { x: call.inputs.x } }),
    };
    unregisterKernel('Sqrt', 'wasm');
    registerKernel(wrong);
    await assert.rejects(selfTest(tf, experiment), /fc1\.weight after an update differs/);
    unregisterKernel('Sqrt', 'wasm');
    registerKernel(sqrt);
    await selfTest(tf, experiment);
  });
});
