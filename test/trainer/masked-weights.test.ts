import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Masks, Weights } from '../../src/lab/kinds';
import { optimizers } from '../../src/lab';
import type { Tensor, TensorMap } from '../../src/lab/tf';
import { drawInit } from '../../src/trainer/cell-start';
import { eagerEngine } from '../../src/trainer/engine/eager';
import type { Experiment } from '../../src/trainer/experiment';
import {
  iterationRows,
  maskName,
  TRAIN_INPUTS,
  TRAIN_LABELS,
  trainingIteration,
} from '../../src/trainer/iteration';
import { dataOrder } from '../../src/trainer/order';
import { applyMasks, denseMasks } from '../../src/trainer/prune';
import { small, tensorflow } from './small';

/** Masks without every fifth weight; every unit keeps an input and an output. */
const fourFifths = (experiment: Experiment): Masks =>
  new Map(
    [...denseMasks(experiment)].map(([name, mask]) => [name, mask.map((_, i) => (i % 5 === 0 ? 0 : 1))]),
  );

const floats = (tensor: Tensor | undefined): Float32Array => Float32Array.from(tensor?.dataSync() ?? []);

/** The states after each of `count` iterations from masked θ0; [0] is the start. */
async function states(
  experiment: Experiment,
  masks: Masks,
  count: number,
): Promise<readonly Readonly<Record<string, Float32Array>>[]> {
  const { tf } = await tensorflow();
  const shapes = new Map(
    experiment.layers.flatMap((layer) => layer.parameters).map(({ name, shape }) => [name, [...shape]]),
  );
  const tensors = (weights: Weights): TensorMap =>
    Object.fromEntries([...weights].map(([name, values]) => [name, tf.tensor(values, shapes.get(name))]));
  const { train } = experiment.splits;
  const slots = experiment.optimizer.entry.slots(experiment.optimizer.options);
  const start = tensors(applyMasks(drawInit(experiment, 0), masks));
  let state: TensorMap = {
    ...start,
    ...Object.fromEntries(
      Object.entries(start).flatMap(([name, value]) =>
        slots.map((slot) => [`${name}:${slot}`, tf.zerosLike(value)]),
      ),
    ),
  };
  const program = eagerEngine(tf).prepare(trainingIteration(experiment), {
    [TRAIN_INPUTS]: tf.tensor(train.inputs, [train.count, ...experiment.plan.input]),
    [TRAIN_LABELS]: tf.tensor1d(train.labels, 'int32'),
    ...Object.fromEntries(
      [...masks].map(([name, mask]) => [
        maskName(name),
        tf.tensor(Float32Array.from(mask), shapes.get(name)),
      ]),
    ),
  });
  const order = dataOrder(experiment.random('order', 0), train.count, experiment.spec.train.batch);
  const begin = { iteration: 0, learningRate: 'schedule' } as const;
  const seen = [state];
  for (let i = 0; i < count; i++)
    seen.push((state = program.run(state, iterationRows(experiment, order, begin, i, 1), 1).state));
  return seen.map((one) =>
    Object.fromEntries(Object.entries(one).map(([name, tensor]) => [name, floats(tensor)])),
  );
}

const cases: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ...Object.fromEntries(optimizers.map(({ name }) => [`${name} as it comes`, { kind: name }])),
  sgd: { kind: 'sgd', learningRate: 0.1, momentum: 0, weightDecay: 0 },
  'sgd with momentum': { kind: 'sgd', learningRate: 0.05, momentum: 0.9, weightDecay: 0 },
  'sgd with Nesterov and weight decay': {
    kind: 'sgd',
    learningRate: 0.05,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 0.01,
  },
  adam: { kind: 'adam', learningRate: 0.02 },
  'adam with weight decay': { kind: 'adam', learningRate: 0.02, weightDecay: 0.01 },
  adamw: { kind: 'adamw', learningRate: 0.02, weightDecay: 0.1 },
};

for (const [title, optimizer] of Object.entries(cases)) {
  describe(`a masked network under ${title}`, async () => {
    // tanh, because the weights of dead relu units would never change.
    const experiment = await small({
      model: { kind: 'mlp', layers: { fc1: 16, fc2: 8 }, activation: 'tanh' },
      train: { optimizer, batch: 20, iterations: 30, evaluate: { every: 10 } },
    });
    const masks = fourFifths(experiment);
    const seen = await states(experiment, masks, 12);

    test('has its masked weights and their slots at exactly +0 after every iteration', () => {
      for (const [iteration, state] of seen.entries()) {
        for (const [name, values] of Object.entries(state)) {
          const mask = masks.get(name.split(':')[0] ?? '');
          if (!mask) continue;
          const alive = values.findIndex((value, i) => mask[i] === 0 && !Object.is(value, 0));
          assert.equal(alive, -1, `${name}[${alive}] is ${values[alive]} after ${iteration} iterations`);
        }
      }
    });

    test('moves its surviving weights, negative ones as well as positive ones', () => {
      const [before, after] = [seen[0] ?? {}, seen.at(-1) ?? {}];
      for (const sign of [-1, 1]) {
        const survivors = [...masks].flatMap(([name, mask]) =>
          [...mask.keys()]
            .filter((i) => mask[i] === 1 && Math.sign(before[name]?.[i] ?? 0) === sign)
            .map((i) => ({ name, i })),
        );
        const moved = survivors.filter(({ name, i }) => before[name]?.[i] !== after[name]?.[i]);
        assert.ok(
          moved.length === survivors.length,
          `sign ${sign}: ${moved.length} of ${survivors.length} moved`,
        );
      }
    });
  });
}
