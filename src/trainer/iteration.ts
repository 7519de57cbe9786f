// One training iteration of one network, as state → state. An engine repeats this code.
import type { Tensor, TensorMap } from '../lab/tf';
import type { Plan } from '../language/plan';
import type { Iteration, Rows } from './engine/engine';
import type { DataOrder } from './order';
import type { Experiment } from './experiment';

/** The model's parameters in forward order. */
export const parameterNames = ({ plan }: Pick<Experiment, 'plan'>): readonly string[] =>
  plan.layers.flatMap((layer) => layer.parameters.map((parameter) => parameter.name));

/** The state array of a parameter's optimizer slot. */
export const slotName = (parameter: string, slot: string): string => `${parameter}:${slot}`;

/** The constant with a prunable parameter's mask, 0 or 1 as float, in the parameter's shape. */
export const maskName = (parameter: string): string => `mask:${parameter}`;

/** Constants with the training split: inputs [examples, …input] and labels [examples] int32. */
export const TRAIN_INPUTS = 'train:inputs';
export const TRAIN_LABELS = 'train:labels';

/**
 * The iteration of an experiment: gather the batch, compute loss and gradients, update.
 *
 * The mask applies to the gradient, before the optimizer sees it. A masked weight starts at 0 with slots of 0, and
 * every optimizer maps 0 to 0, so weight and slots stay 0 and the forward pass needs no mask. (A mask only in the
 * forward pass would leave nonzero gradients and slots for pruned weights.)
 */
export function trainingIteration(experiment: Experiment): Iteration {
  const { workload, model, optimizer } = experiment;
  const names = parameterNames(experiment);
  const slots = optimizer.entry.slots(optimizer.options);

  return (tf, state, { batch, scalars }, constants) => {
    const x = tf.gather(required(constants, TRAIN_INPUTS), batch);
    const labels = tf.gather(required(constants, TRAIN_LABELS), batch);
    const loss = (...weights: Tensor[]) => {
      const parameters = Object.fromEntries(names.map((name, i) => [name, weights[i] as Tensor]));
      const outputs = model.entry.forward(tf, parameters, x, model.options, (_, activation) => activation);
      return workload.entry.loss(tf, outputs, labels);
    };
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => required(state, name)));

    const next: Record<string, Tensor> = {};
    names.forEach((name, i) => {
      const mask = constants[maskName(name)];
      const gradient = grads[i] as Tensor;
      const updated = optimizer.entry.update(
        tf,
        {
          weight: required(state, name),
          gradient: mask ? tf.mul(gradient, mask) : gradient,
          slots: Object.fromEntries(slots.map((slot) => [slot, required(state, slotName(name, slot))])),
          scalars,
        },
        optimizer.options,
      );
      next[name] = updated.weight;
      for (const slot of slots) next[slotName(name, slot)] = required(updated.slots, slot);
    });
    return { state: next, loss: value };
  };
}

/**
 * The iteration at which a cell's training begins, and its learning rate: the schedule, or the schedule's last value.
 */
export type Beginning = Pick<Plan['start'], 'iteration' | 'learningRate'>;

/** Inputs of iterations `first` … `first + count − 1` of a training that began at `begin.iteration`. */
export function iterationRows(
  experiment: Experiment,
  order: DataOrder,
  begin: Beginning,
  first: number,
  count: number,
): Rows {
  const { optimizer, learningRates, plan } = experiment;
  const base = (optimizer.options as { learningRate: number }).learningRate;
  const scalars: Record<string, Float32Array> = {};
  for (let row = 0; row < count; row++) {
    const at = begin.learningRate === 'last' ? plan.iterations - 1 : first + row;
    const factor = learningRates.reduce(
      (product, { entry, options }) => product * entry.factor(options, at, plan.iterations),
      1,
    );
    const time = { learningRate: base * factor, update: first + row - begin.iteration + 1 };
    for (const [name, value] of Object.entries(optimizer.entry.scalars(optimizer.options, time))) {
      (scalars[name] ??= new Float32Array(count))[row] = value;
    }
  }
  return { batches: order.batches(first, count), first, scalars };
}

function required(map: TensorMap, name: string): Tensor {
  const tensor = map[name];
  if (!tensor) throw new Error(`The iteration needs a tensor named ${name}.`);
  return tensor;
}
