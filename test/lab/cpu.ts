// Sets up TensorFlow.js in plain JavaScript, for tests of lab entries.
import * as tfjs from '@tensorflow/tfjs';
import { before } from 'node:test';
import type { Tensor, Tf } from '../../src/lab/tf';

export const tf: Tf = tfjs;

/** Call this in every test file that computes with `tf`. */
export function useCpu(): void {
  before(async () => {
    await tf.setBackend('cpu');
    await tf.ready();
  });
}

/** The values of a tensor, row by row. */
export const values = (tensor: Tensor): number[] => Array.from(tensor.dataSync());

/** Numbers as scalars, as an optimizer's update takes them. */
export const scalarsOf = (numbers: Readonly<Record<string, number>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tf.scalar(value)]));
