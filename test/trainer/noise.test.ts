// Tests randomness inside an iteration: the same bits on every engine and backend, equal to src/lab/random.ts.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { dropout, uniform } from '../../src/lab/noise';
import { keyOf, philox, type Key } from '../../src/lab/random';
import type { Tensor, Tf } from '../../src/lab/tf';
import { compiledEngine } from '../../src/trainer/engine/compiled';
import { eagerEngine } from '../../src/trainer/engine/eager';
import type { Engine } from '../../src/trainer/engine/engine';
import { nodeBackend, type Binding } from '../../src/trainer/engine/node-backend';
import { embedded, tensorflow } from './small';

const SHAPES = [[1], [4], [3, 5], [2, 3, 1001], []];
/** Iteration numbers: small ones, and the last but one of int32. */
const COUNTERS = [0, 1, 499, 2 ** 31 - 2];
/** Keys with the highest bit of a word set, and clear. */
const KEYS: readonly Key[] = [[0xa4093822, 0x299f31d0], [0, 0xffffffff], keyOf(7, 'dropout', 'fc1')];

const expected = (shape: readonly number[], key: Key, counter: number): number[] =>
  Array.from(
    { length: shape.reduce((product, length) => product * length, 1) },
    (_, i) => ((philox([Math.floor(i / 4), 0, counter, 0], key)[i % 4] ?? 0) >>> 8) / 2 ** 24,
  );

/** Draws `shape` under `key`, which is a tensor or numbers. */
interface Draw {
  readonly shape: readonly number[];
  readonly key: Key;
  readonly isTensor: boolean;
}

const DRAWS: readonly Draw[] = [
  ...SHAPES.map((shape): Pick<Draw, 'shape' | 'key'> => ({ shape, key: KEYS[0] as Key })),
  ...KEYS.map((key) => ({ shape: [7], key })),
].flatMap((draw) => [false, true].map((isTensor) => ({ ...draw, isTensor })));

/** Draws all of `draws` on an engine, in one program; returns their numbers at each counter. */
function drawn(tf: Tf, engine: Engine, draws: readonly Draw[], counters: readonly number[]): number[][][] {
  const name = (i: number): string => `numbers ${i}`;
  const start = Object.fromEntries(draws.map(({ shape }, i) => [name(i), tf.zeros([...shape])]));
  const keys = draws.map(({ key }, i) => [`key ${i}`, tf.tensor1d(Int32Array.from(key), 'int32')] as const);
  const program = engine.prepare(
    (on, state, { counter }, constants) => ({
      state: Object.fromEntries(
        draws.map(({ shape, key, isTensor }, i) => [
          name(i),
          uniform(tf, shape, isTensor ? (constants[`key ${i}`] as Tensor) : key, counter),
        ]),
      ),
      loss: on.sum(state[name(0)] as Tensor),
    }),
    Object.fromEntries(keys),
  );
  return counters.map((counter) => {
    const { state } = program.run(start, { batches: Int32Array.of(0), first: counter, scalars: {} }, 1);
    const numbers = draws.map((_, i) => Array.from((state[name(i)] as Tensor).dataSync()));
    tf.dispose(state);
    return numbers;
  });
}

describe('numbers drawn in an iteration are those of Philox4x32-10', () => {
  let onTensorFlow: Tf;
  let embeddedTf: Tf;
  before(async () => {
    ({ tf: embeddedTf } = await embedded());
    ({ tf: onTensorFlow } = await tensorflow());
  });

  for (const name of ['cpu', 'wasm', 'eager', 'graph', 'mixed', 'xla'] as const) {
    test(name, async () => {
      const isCompiled = name === 'graph' || name === 'mixed' || name === 'xla';
      const tf = name === 'cpu' || name === 'wasm' ? embeddedTf : onTensorFlow;
      await tf.setBackend(name === 'cpu' || name === 'wasm' ? name : 'tensorflow');
      const engine = isCompiled ? compiledEngine(tf, name) : eagerEngine(tf);
      const counters = COUNTERS.flatMap((counter) => [counter, counter + 1]);
      const found = drawn(tf, engine, DRAWS, counters);
      for (const [at, counter] of counters.entries())
        for (const [i, { shape, key, isTensor }] of DRAWS.entries())
          assert.deepEqual(
            found[at]?.[i],
            expected(shape, key, counter),
            `[${shape.join()}] at ${counter}, ${isTensor ? 'a tensor' : 'numbers'} as key`,
          );
    });
  }

  test('drawing on TensorFlow holds on to none of its handles', async () => {
    const tf = onTensorFlow;
    await tf.setBackend('tensorflow');
    const backend = nodeBackend(tf);
    const real = backend.binding;
    const held = new Set<number>();
    const counting: Partial<Binding> = {
      executeOp: (...call) => real.executeOp(...call).map((handle) => (held.add(handle.id), handle)),
      createTensor(...call) {
        const id = real.createTensor(...call);
        held.add(id);
        return id;
      },
      deleteTensor(id) {
        held.delete(id);
        real.deleteTensor(id);
      },
    };
    // The addon's own functions cannot be reassigned.
    const values = Object.entries(counting).map(([name, value]) => [name, { value }]);
    backend.binding = Object.create(real, Object.fromEntries(values) as PropertyDescriptorMap) as Binding;
    try {
      tf.dispose(tf.tidy(() => uniform(tf, [7], [1, 2], tf.scalar(3, 'int32'))));
    } finally {
      backend.binding = real;
    }
    assert.deepEqual([...held], []);
  });
});

describe('dropout', () => {
  test('drops a share of the elements and keeps the mean, in the gradient too', async () => {
    const { tf } = await tensorflow();
    const [rate, size] = [0.3, 40_000];
    const counter = tf.scalar(3, 'int32');
    const kept = (x: Tensor): Tensor => dropout(tf, x, rate, keyOf(1, 'dropout'), counter);
    const values = kept(tf.ones([size])).dataSync<'float32'>();
    const share = values.filter((value) => value === 0).length / size;
    assert.ok(Math.abs(share - rate) < 0.01, `${share} are 0`);
    assert.ok(values.every((value) => value === 0 || Math.abs(value - 1 / (1 - rate)) < 1e-6));
    const gradient = tf.grad((x) => tf.sum(kept(x)))(tf.ones([size]));
    assert.deepEqual(gradient.dataSync(), values);
  });

  test('of a rate of 0 is nothing', async () => {
    const { tf } = await tensorflow();
    const x = tf.ones([3]);
    assert.equal(dropout(tf, x, 0, [1, 2], tf.scalar(0, 'int32')), x);
  });
});
