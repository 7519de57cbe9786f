// Ops that experiments use, with their values and gradients, for tests of backends and engines.
import assert from 'node:assert/strict';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { stream } from '../../src/lab/random';
import type { Tensor, Tf } from '../../src/lab/tf';

type Shape = readonly number[];
export interface Case {
  /** Shapes of the float inputs; each has a gradient. */
  readonly inputs: readonly Shape[];
  readonly op: (tf: Tf, ...inputs: Tensor[]) => Tensor;
  /** Above 0, for roots and logarithms. */
  readonly positive?: boolean;
  /** Skips the gradient. */
  readonly forwardOnly?: boolean;
}

const image: Shape = [2, 8, 8, 3];
const on = (inputs: readonly Shape[], op: Case['op'], more: Partial<Case> = {}): Case => ({
  inputs,
  op,
  ...more,
});
const one = (op: Case['op'], more: Partial<Case> = {}): Case => on([[4, 6]], op, more);
const two = (op: Case['op'], more: Partial<Case> = {}): Case =>
  on(
    [
      [4, 6],
      [4, 6],
    ],
    op,
    more,
  );

/** Ops by name, with their inputs. */
export const cases: Readonly<Record<string, Case>> = {
  add: two((tf, a, b) => tf.add(a, b)),
  'add to rows': on([[4, 6], [6]], (tf, a, b) => tf.add(a, b)),
  sub: two((tf, a, b) => tf.sub(a, b)),
  mul: two((tf, a, b) => tf.mul(a, b)),
  'mul by rows': on(
    [
      [2, 4, 6],
      [4, 1],
    ],
    (tf, a, b) => tf.mul(a, b),
  ),
  div: two((tf, a, b) => tf.div(a, b), { positive: true }),
  pow: two((tf, a, b) => tf.pow(a, b), { positive: true }),
  maximum: two((tf, a, b) => tf.maximum(a, b)),
  minimum: two((tf, a, b) => tf.minimum(a, b)),
  squaredDifference: two((tf, a, b) => tf.squaredDifference(a, b)),
  where: two((tf, a, b) => tf.where(tf.greater(tf.reshape(tf.range(0, 24), [4, 6]), 9), a, b)),
  addN: two((tf, a, b) => tf.addN([a, b, a])),
  neg: one((tf, a) => tf.neg(a)),
  abs: one((tf, a) => tf.abs(a)),
  square: one((tf, a) => tf.square(a)),
  sqrt: one((tf, a) => tf.sqrt(a), { positive: true }),
  rsqrt: one((tf, a) => tf.rsqrt(a), { positive: true }),
  reciprocal: one((tf, a) => tf.reciprocal(a), { positive: true }),
  exp: one((tf, a) => tf.exp(a)),
  expm1: one((tf, a) => tf.expm1(a)),
  log: one((tf, a) => tf.log(a), { positive: true }),
  log1p: one((tf, a) => tf.log1p(a), { positive: true }),
  sin: one((tf, a) => tf.sin(a)),
  cos: one((tf, a) => tf.cos(a)),
  tanh: one((tf, a) => tf.tanh(a)),
  sigmoid: one((tf, a) => tf.sigmoid(a)),
  softplus: one((tf, a) => tf.softplus(a)),
  relu: one((tf, a) => tf.relu(a)),
  relu6: one((tf, a) => tf.relu6(a)),
  leakyRelu: one((tf, a) => tf.leakyRelu(a, 0.2)),
  elu: one((tf, a) => tf.elu(a)),
  selu: one((tf, a) => tf.selu(a)),
  erf: one((tf, a) => tf.erf(a)),
  clipByValue: one((tf, a) => tf.clipByValue(a, -0.5, 0.5)),
  sign: one((tf, a) => tf.sign(a), { forwardOnly: true }),
  round: one((tf, a) => tf.round(tf.mul(a, 3)), { forwardOnly: true }),
  floor: one((tf, a) => tf.floor(tf.mul(a, 3)), { forwardOnly: true }),
  'cast to int and back': one((tf, a) => tf.cast(tf.cast(tf.mul(a, 5), 'int32'), 'float32'), {
    forwardOnly: true,
  }),
  'cast of a comparison': one((tf, a) => tf.cast(tf.greater(a, 0), 'float32'), { forwardOnly: true }),
  argMax: one((tf, a) => tf.cast(tf.argMax(a, -1), 'float32'), { forwardOnly: true }),
  'topk, which': one((tf, a) => tf.cast(tf.topk(a, 3).indices, 'float32'), { forwardOnly: true }),
  equal: two((tf, a, b) => tf.cast(tf.equal(tf.sign(a), tf.sign(b)), 'float32'), { forwardOnly: true }),
  sum: one((tf, a) => tf.sum(a)),
  'sum of rows': one((tf, a) => tf.sum(a, -1)),
  'sum of columns': one((tf, a) => tf.sum(a, 0, true)),
  mean: one((tf, a) => tf.mean(a)),
  'mean of rows': one((tf, a) => tf.mean(a, -1, true)),
  max: one((tf, a) => tf.max(a, -1)),
  min: one((tf, a) => tf.min(a, 0)),
  moments: one((tf, a) => tf.moments(a, -1).variance),
  logSumExp: one((tf, a) => tf.logSumExp(a, -1)),
  softmax: one((tf, a) => tf.softmax(a)),
  logSoftmax: one((tf, a) => tf.logSoftmax(a)),
  cumsum: one((tf, a) => tf.cumsum(a, 1)),
  'layer norm': on([[4, 6], [6], [6]], (tf, a, scale, shift) => {
    const { mean, variance } = tf.moments(a, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(a, mean), tf.rsqrt(tf.add(variance, 1e-5))), scale), shift);
  }),
  'cross-entropy of integer labels': on([[4, 6]], (tf, a) =>
    tf.neg(
      tf.sum(tf.mul(tf.oneHot(tf.tensor1d([5, 0, 2, 2], 'int32'), 6, 1, 0, 'float32'), tf.logSoftmax(a)), -1),
    ),
  ),
  'oneHot in floats': one((tf) => tf.oneHot(tf.tensor1d([1, 0, 2], 'int32'), 4, 0.5, -0.5, 'float32'), {
    forwardOnly: true,
  }),
  'oneHot in integers': one((tf) => tf.cast(tf.oneHot(tf.tensor1d([1, 0, 2], 'int32'), 4), 'float32'), {
    forwardOnly: true,
  }),
  matMul: on(
    [
      [4, 6],
      [6, 5],
    ],
    (tf, a, b) => tf.matMul(a, b),
  ),
  'matMul, first transposed': on(
    [
      [6, 4],
      [6, 5],
    ],
    (tf, a, b) => tf.matMul(a, b, true),
  ),
  'matMul, second transposed': on(
    [
      [4, 6],
      [5, 6],
    ],
    (tf, a, b) => tf.matMul(a, b, false, true),
  ),
  'matMul in batches': on(
    [
      [3, 4, 6],
      [3, 6, 5],
    ],
    (tf, a, b) => tf.matMul(a, b),
  ),
  attention: on(
    [
      [2, 5, 4],
      [2, 5, 4],
      [2, 5, 4],
    ],
    (tf, q, k, v) => tf.matMul(tf.softmax(tf.div(tf.matMul(q, k, false, true), 2)), v),
  ),
  transpose: on([[2, 3, 4]], (tf, a) => tf.transpose(a, [2, 0, 1])),
  reshape: one((tf, a) => tf.reshape(a, [2, 12])),
  concat: on(
    [
      [4, 2],
      [4, 3],
    ],
    (tf, a, b) => tf.concat([a, b], 1),
  ),
  stack: two((tf, a, b) => tf.stack([a, b], 1)),
  split: one((tf, a) => tf.add(tf.split(a, 2, 1)[0] as Tensor, tf.mul(tf.split(a, 2, 1)[1] as Tensor, 2))),
  slice: one((tf, a) => tf.slice(a, [1, 2], [2, 3])),
  pad: one((tf, a) =>
    tf.pad(a, [
      [1, 0],
      [2, 1],
    ]),
  ),
  tile: one((tf, a) => tf.tile(a, [2, 3])),
  reverse: one((tf, a) => tf.reverse(a, 1)),
  gather: one((tf, a) => tf.gather(a, tf.tensor1d([3, 0, 0, 1], 'int32'))),
  'gather of columns': one((tf, a) => tf.gather(a, tf.tensor1d([5, 0, 5], 'int32'), 1)),
  'an embedding': on([[7, 3]], (tf, table) =>
    tf.gather(
      table,
      tf.tensor2d(
        [
          [6, 0],
          [2, 2],
        ],
        [2, 2],
        'int32',
      ),
    ),
  ),
  conv2d: on([image, [3, 3, 3, 4]], (tf, x, w) => tf.conv2d(x as never, w as never, 1, 'same')),
  'conv2d with strides': on([image, [3, 3, 3, 4]], (tf, x, w) =>
    tf.conv2d(x as never, w as never, 2, 'valid'),
  ),
  'conv2d 1×1': on([image, [1, 1, 3, 4]], (tf, x, w) => tf.conv2d(x as never, w as never, 1, 'same')),
  depthwiseConv2d: on([image, [3, 3, 3, 2]], (tf, x, w) =>
    tf.depthwiseConv2d(x as never, w as never, 1, 'same'),
  ),
  conv2dTranspose: on(
    [
      [2, 4, 4, 3],
      [3, 3, 4, 3],
    ],
    (tf, x, w) => tf.conv2dTranspose(x as never, w as never, [2, 8, 8, 4], 2, 'same'),
  ),
  conv3d: on(
    [
      [1, 4, 4, 4, 2],
      [2, 2, 2, 2, 3],
    ],
    (tf, x, w) => tf.conv3d(x as never, w as never, 1, 'same'),
  ),
  maxPool: on([image], (tf, x) => tf.maxPool(x as never, 2, 2, 'valid')),
  'maxPool, all below 0': on([image], (tf, x) => tf.maxPool(tf.sub<Tensor4D>(x, 5), 2, 2, 'same')),
  'maxPool that overlaps': on([image], (tf, x) => tf.maxPool(x as never, 3, 2, 'same')),
  avgPool: on([image], (tf, x) => tf.avgPool(x as never, 2, 2, 'same')),
  batchNorm: on([image, [3], [3], [3], [3]], (tf, x, mean, variance, offset, scale) =>
    tf.batchNorm(x, mean, tf.square(variance), offset, scale, 1e-3),
  ),
  resizeBilinear: on([image], (tf, x) => tf.image.resizeBilinear(x as never, [5, 11])),
  resizeNearestNeighbor: on([image], (tf, x) => tf.image.resizeNearestNeighbor(x as never, [4, 16])),
};

/** Inputs of a case. */
export function inputsOf(tf: Tf, { inputs, positive = false }: Case): readonly Tensor[] {
  return inputs.map((shape, i) => {
    const random = stream(1, 'op', i);
    const size = shape.reduce((product, n) => product * n, 1);
    const values = Float32Array.from({ length: size }, () =>
      positive ? 0.2 + random.uniform() : random.normal(),
    );
    return tf.tensor(values, [...shape]);
  });
}

/** The value of an op and, if requested, its gradients by its inputs. */
export function valueAndGradients(
  tf: Tf,
  { op, forwardOnly = false }: Case,
  inputs: readonly Tensor[],
): readonly Tensor[] {
  const value = op(tf, ...inputs);
  if (forwardOnly) return [value];
  // Every element of the result has a different weight, so that a gradient at the wrong position shows.
  const weight = tf.tensor(
    Float32Array.from({ length: value.size }, (_, i) => 1 + (i % 7) / 3),
    value.shape,
  );
  return [value, ...tf.grads((...xs: Tensor[]) => tf.sum(tf.mul(op(tf, ...xs), weight)))([...inputs])];
}

/** The largest difference, relative to the largest element. */
export function difference(found: Float32Array = new Float32Array(), right: Float32Array): number {
  assert.equal(found.length, right.length);
  const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return right.reduce((most, value, i) => {
    const gap = Math.abs((found[i] ?? NaN) - value) / largest;
    return gap <= most ? most : gap;
  }, 0);
}
