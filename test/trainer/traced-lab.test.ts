// Trains every model and optimizer of the lab, and modules, by graph and xla, and compares them with eager.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as lab from '../../src/lab';
import type { Masks, Weights } from '../../src/lab/kinds';
import type { Tf } from '../../src/lab/tf';
import { drawInit } from '../../src/trainer/cell-start';
import { download, maskTensors, startingArrays, upload } from '../../src/trainer/device';
import { compiledEngine } from '../../src/trainer/engine/compiled';
import { eagerEngine } from '../../src/trainer/engine/eager';
import type { Engine } from '../../src/trainer/engine/engine';
import { loadExamples } from '../../src/trainer/evaluate';
import type { Experiment } from '../../src/trainer/experiment';
import {
  iterationRows,
  parameterNames,
  TRAIN_INPUTS,
  TRAIN_LABELS,
  trainingIteration,
} from '../../src/trainer/iteration';
import { dataOrder } from '../../src/trainer/order';
import { applyMasks, denseMasks, pruneTo } from '../../src/trainer/prune';
import { shapesOf } from '../../src/trainer/tensor-files';
import { isFull } from '../full';
import { experimentOf } from './experiment-of';
import { tensorflow } from './small';

const ITERATIONS = 50;
const spirals = { kind: 'spirals', train: 300, validation: 20, test: 20 };
const mnist = { kind: 'mnist', examples: 1000, validation: 10 };

/** Each model of the lab, with options that change the traced ops. A new model needs a line here. */
const models: Readonly<Record<string, readonly (readonly [workload: object, options: object])[]>> = {
  mlp: [
    [spirals, { layers: { fc1: 16, fc2: 8 }, activation: 'relu' }],
    [spirals, { layers: { fc1: 16 }, activation: 'tanh' }],
    [mnist, {}],
  ],
};

/** Each optimizer of the lab, with options that change the traced ops. A new optimizer needs a line here. */
const optimizers: Readonly<Record<string, readonly object[]>> = {
  adam: [{}, { weightDecay: 1e-3 }],
  adamw: [{}],
  sgd: [{}, { nesterov: true }, { momentum: 0, weightDecay: 0 }],
};

const modules = [
  ['../../examples/my-net.mjs', spirals],
  ['../../media/templates/model.mjs', { module: '../../media/templates/task.mjs', train: 300 }],
  ['./conv-net.mjs', mnist],
  ['./norm-net.mjs', spirals],
] as const;

interface Trained {
  readonly losses: Float32Array;
  readonly masks: Masks;
}

/** Trains the second ticket of a trial and prunes it to the third. */
function train(tf: Tf, engine: Engine, experiment: Experiment): Trained {
  const init = drawInit(experiment, 0);
  const masks = pruneTo(tf, experiment, 0, 1, { weights: init, masks: denseMasks(experiment), init });
  const { inputs, labels } = loadExamples(tf, [experiment.splits.train], experiment.plan.input);
  const constants = {
    ...maskTensors(tf, experiment, masks),
    [TRAIN_INPUTS]: inputs,
    [TRAIN_LABELS]: labels,
  };
  const arrays = startingArrays(experiment, applyMasks(init, masks));
  const start = upload(tf, shapesOf(experiment.plan), arrays);
  const { count } = experiment.splits.train;
  const order = dataOrder(experiment.random('order', 0), count, experiment.spec.train.batch);
  const begin = { iteration: 0, learningRate: 'schedule' } as const;
  const rows = iterationRows(experiment, order, begin, 0, ITERATIONS);
  const program = engine.prepare(trainingIteration(experiment), constants);
  const { losses, state } = program.run(start, rows, ITERATIONS);
  const weights: Weights = download(state, parameterNames(experiment));
  tf.dispose([start, state, constants]);
  return { losses, masks: pruneTo(tf, experiment, 0, 2, { weights, masks, init }) };
}

/** By the experiment's name in the report. */
const experiments = new Map<string, { readonly spec: object; readonly isFirst: boolean }>();
/** @param isFirst true for the first options of an entry: only these run by every engine in `npm test` */
const add = (model: object, workload: object, optimizer: object, isFirst = true): void => {
  const train = {
    optimizer,
    schedule: [{ kind: 'warmup', iterations: 10 }, 'cosine'],
    batch: 40,
    iterations: ITERATIONS,
    evaluate: { every: ITERATIONS },
  };
  const name = [model, optimizer].map((part) => JSON.stringify(part)).join(' by ');
  experiments.set(name, { spec: { workload, model, train }, isFirst });
};
for (const [kind, ways] of Object.entries(models))
  ways.forEach(([workload, options], i) => {
    add({ kind, ...options }, workload, { kind: 'adam' }, i === 0);
  });
for (const [kind, ways] of Object.entries(optimizers))
  ways.forEach((options, i) => {
    for (const [name, [one]] of Object.entries(models))
      if (one) add({ kind: name, ...one[1] }, one[0], { kind, ...options }, i === 0);
  });
for (const [module, workload] of modules) add({ module }, workload, { kind: 'sgd', learningRate: 0.05 });

test('every model and every optimizer of the lab is covered', () => {
  assert.deepEqual(
    Object.keys(models).sort(),
    lab.models.map(({ name }) => name),
  );
  assert.deepEqual(
    Object.keys(optimizers).sort(),
    lab.optimizers.map(({ name }) => name),
  );
});

describe('recorded, 50 iterations give the losses and the masks that they give when ops are called', () => {
  let tf: Tf;
  before(async () => ({ tf } = await tensorflow()));

  for (const [name, { spec, isFirst }] of experiments) {
    test(name, async () => {
      const experiment = await experimentOf({ ...spec, prune: { rounds: 3, rate: 0.3 } });
      const right = train(tf, eagerEngine(tf), experiment);
      const engines = ['graph', 'mixed', 'xla'] as const;
      for (const engine of isFirst || isFull ? engines : engines.slice(0, 1)) {
        const found = train(tf, compiledEngine(tf, engine), experiment);
        const worst = found.losses.reduce(
          (most, loss, i) => Math.max(most, Math.abs(loss - (right.losses[i] ?? NaN))),
          0,
        );
        assert.ok(worst < 1e-4, `${engine}: the losses differ by up to ${worst}`);
        assert.deepEqual(found.masks, right.masks, engine);
      }
    });
  }
});
