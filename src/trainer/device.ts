// Moves named arrays between the host and the device.
import type { Masks, Weights } from '../lab/kinds';
import type { Tensor, TensorMap, Tf } from '../lab/tf';
import type { Experiment } from './experiment';
import { maskName, slotName } from './iteration';
import { shapesOf, type Shapes } from './tensor-files';

/** The state at the start of training: weights, and optimizer slots of 0. */
export function startingArrays(experiment: Experiment, weights: Weights): ReadonlyMap<string, Float32Array> {
  const slots = experiment.optimizer.entry.slots(experiment.optimizer.options);
  return new Map(
    [...weights].flatMap(([name, values]): [string, Float32Array][] => [
      [name, values],
      ...slots.map((slot): [string, Float32Array] => [slotName(name, slot), new Float32Array(values.length)]),
    ]),
  );
}

/** The masks as constants of an iteration. */
export function maskTensors(tf: Tf, experiment: Experiment, masks: Masks): TensorMap {
  const shapes = shapesOf(experiment.plan);
  return Object.fromEntries(
    [...masks].map(([name, mask]) => [
      maskName(name),
      tf.tensor(Float32Array.from(mask), [...(shapes.get(name) ?? [])]),
    ]),
  );
}

/**
 * Uploads arrays as tensors in their parameter's shape. The tensors share the arrays' memory: do not write to them
 * afterwards.
 */
export function upload(tf: Tf, shapes: Shapes, arrays: ReadonlyMap<string, Float32Array>): TensorMap {
  return Object.fromEntries(
    [...arrays].map(([name, values]) => [
      name,
      tf.tensor(values, [...(shapes.get(name.split(':')[0] ?? name) ?? [values.length])]),
    ]),
  );
}

export function download(state: TensorMap, names: readonly string[]): Map<string, Float32Array> {
  return new Map(
    names.map((name) => [name, Float32Array.from((state[name] as Tensor).dataSync<'float32'>())]),
  );
}

export const parametersOf = (state: TensorMap, names: readonly string[]): TensorMap =>
  Object.fromEntries(names.map((name) => [name, state[name] as Tensor]));
