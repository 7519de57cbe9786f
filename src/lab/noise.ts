// Random numbers inside an iteration, such as dropout. They depend only on a key and the iteration's number, so an
// engine can replay them, and all engines get the same numbers.
import type { Key } from './random';
import type { Scalar, Tensor, Tf } from './tf';

/** The name of the kernel; the trainer registers one per backend. */
export const UNIFORM = 'TicketUniform';

/** Inputs of the kernel: `key` [2] and `counter` [], both int32 with the bits of uint32 words. */
export interface UniformInputs {
  readonly key: Tensor;
  readonly counter: Scalar;
}

export interface UniformAttributes {
  readonly shape: readonly number[];
}

/**
 * Numbers in [0, 1) with 24 random bits, [shape]: element i is word i mod 4 of Philox4x32-10 of the counter
 * (⌊i / 4⌋ as two words, `counter`, 0) under `key`, without its 8 lowest bits.
 *
 * @param key from `keyOf`, or its words as an int32 tensor [2], which may differ between networks that share a trace.
 * Two uses in one iteration need two keys.
 * @param counter the iteration's counter, an int32 scalar
 */
export function uniform(tf: Tf, shape: readonly number[], key: Key | Tensor, counter: Scalar): Tensor {
  const inputs: UniformInputs = {
    key: 'dtype' in key ? key : tf.tensor1d(Int32Array.from(key), 'int32'),
    counter,
  };
  const attributes: UniformAttributes = { shape };
  return tf.engine().runKernel(UNIFORM, { ...inputs }, { ...attributes });
}

/**
 * Dropout (Srivastava et al. 2014, JMLR 15:1929) with inverted scaling: sets each element to 0 with probability `rate`
 * and divides the others by 1 − rate.
 *
 * @param x any shape
 * @param rate 0 ≤ rate < 1
 */
export function dropout(tf: Tf, x: Tensor, rate: number, key: Key | Tensor, counter: Scalar): Tensor {
  if (rate === 0) return x;
  const isKept = tf.cast(tf.greaterEqual(uniform(tf, x.shape, key, counter), rate), 'float32');
  return tf.mul(x, tf.mul(isKept, 1 / (1 - rate)));
}
