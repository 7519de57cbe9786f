// Shared parts of the test models, which stand in for models that the lab does not have yet.
import { elements } from '../../../src/lab/lookup';
import { stream } from '../../../src/lab/random';
import type { Scalar, Tensor, TensorMap, Tf } from '../../../src/lab/tf';
import type { Iteration, Rows } from '../../../src/trainer/engine/engine';

export interface TestModel {
  readonly iteration: Iteration;
  readonly start: TensorMap;
  readonly constants: TensorMap;
  readonly prunable: readonly string[];
  /** Inputs of the iterations `first` … `first + count − 1`. */
  rows(first: number, count: number): Rows;
}

export const EXAMPLES = 64;
const BATCH = 8;

/** Cycles through batches, with a learning rate that warms up and then decays. */
export function rows(first: number, count: number): Rows {
  const at = Array.from({ length: count }, (_, row) => first + row);
  const rate = (i: number): number => 0.05 * Math.min(1, (i + 1) / 10) * 0.995 ** i;
  return {
    first,
    batches: Int32Array.from({ length: count * BATCH }, (_, i) => ((first * BATCH + i) * 5) % EXAMPLES),
    scalars: { learningRate: Float32Array.from(at, rate), momentum: new Float32Array(count).fill(0.9) },
  };
}

/** Normal draws with a standard deviation that keeps activations near 1. */
export function drawn(tf: Tf, name: string, shape: readonly number[]): Tensor {
  const random = stream(5, 'model', name);
  const deviation = Math.sqrt(1 / elements(shape.slice(0, -1)));
  return tf.tensor(
    Float32Array.from({ length: elements(shape) }, () => deviation * random.normal()),
    [...shape],
  );
}

/** Looks up an array by name; throws if it is missing. */
export function the(arrays: TensorMap, name: string): Tensor {
  const found = arrays[name];
  if (!found) throw new Error(`No array ${name} found.`);
  return found;
}

const velocity = (name: string): string => `${name}:velocity`;
const mask = (name: string): string => `mask:${name}`;

/** Masks of the prunable parameters, without every fifth weight. */
export const masksOf = (tf: Tf, parameters: TensorMap, prunable: readonly string[]): TensorMap =>
  Object.fromEntries(
    prunable.map((name) => {
      const { shape, size } = the(parameters, name);
      return [
        mask(name),
        tf.tensor(
          Float32Array.from({ length: size }, (_, i) => Number(i % 5 > 0)),
          shape,
        ),
      ];
    }),
  );

/** The initial state of a training: masked weights, velocities of 0. */
export const beginning = (tf: Tf, parameters: TensorMap, masks: TensorMap): TensorMap =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, weight]): [string, Tensor][] => {
      const held = masks[mask(name)];
      return [
        [name, held ? tf.mul(weight, held) : weight],
        [velocity(name), tf.zeros(weight.shape)],
      ];
    }),
  );

/** Receives outputs of the forward pass besides the loss, such as a layer's mean, by the name of a state array. */
export type Aside = (name: string, value: Tensor) => void;

/**
 * Computes loss, gradients and an update with momentum.
 *
 * @param gates constants whose gradient becomes the state array `gradient:NAME`
 */
export function descend(
  tf: Tf,
  state: TensorMap,
  {
    scalars,
    constants,
    parameters,
    gates = [],
  }: {
    readonly scalars: TensorMap;
    readonly constants: TensorMap;
    readonly parameters: readonly string[];
    readonly gates?: readonly string[];
  },
  loss: (parameters: TensorMap, aside: Aside) => Scalar,
): { readonly loss: Scalar; readonly next: TensorMap; readonly aside: TensorMap } {
  const names = [...parameters, ...gates];
  const aside: Record<string, Tensor> = {};
  const { value, grads } = tf.valueAndGrads((...arrays: Tensor[]) =>
    loss(Object.fromEntries(names.map((name, i) => [name, arrays[i] as Tensor])), (name, array) => {
      // tfjs disposes of everything made in here except the loss.
      aside[name] = tf.keep(tf.clone(array));
    }),
  )(names.map((name) => the(gates.includes(name) ? constants : state, name)));
  const next: Record<string, Tensor> = {};
  names.forEach((name, i) => {
    const gradient = grads[i] as Tensor;
    if (gates.includes(name)) {
      next[`gradient:${name}`] = gradient;
      return;
    }
    const held = constants[mask(name)];
    const moved = tf.add(
      tf.mul(the(state, velocity(name)), the(scalars, 'momentum')),
      held ? tf.mul(gradient, held) : gradient,
    );
    next[velocity(name)] = moved;
    next[name] = tf.sub(the(state, name), tf.mul(moved, the(scalars, 'learningRate')));
  });
  // Copies that the surrounding scope disposes of, so that nothing outlives the iteration.
  const copies = Object.fromEntries(Object.entries(aside).map(([name, array]) => [name, tf.clone(array)]));
  tf.dispose(aside);
  return { loss: value, next, aside: copies };
}
