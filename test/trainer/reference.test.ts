// Compares the first 100 iterations with an independent NumPy program (test/reference/train.py).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { stringify } from 'yaml';
import type { Masks } from '../../src/lab/kinds';
import { check } from '../../src/language/check';
import { dataNeeds } from '../../src/language/data';
import { fetchData } from '../../src/runner/data';
import { encode, type NamedTensors, type WritableTensor } from '../../src/runs/safetensors';
import { drawInit } from '../../src/trainer/cell-start';
import { loadExperiment, type Experiment } from '../../src/trainer/experiment';
import { dataOrder } from '../../src/trainer/order';
import { applyMasks, denseMasks } from '../../src/trainer/prune';
import { shapesOf } from '../../src/trainer/tensor-files';
import { trainCell, type CellStart } from '../../src/trainer/train';
import { trainerOf } from './small';

const ITERATIONS = 100;
const BATCH = 60;

/** LeNet-300-100 on 2,000 real images, evaluated after every iteration to expose every loss. */
async function lenet(optimizer: Readonly<Record<string, unknown>>): Promise<Experiment> {
  const text = stringify({
    ticket: 1,
    seed: 3,
    workload: { kind: 'mnist', examples: 2000, validation: 100 },
    model: 'mlp',
    train: { optimizer, batch: BATCH, iterations: ITERATIONS, evaluate: { every: 1 } },
  });
  const { spec } = check(text);
  assert.ok(spec);
  const files = await fetchData(dataNeeds(spec, {}).files);
  const data = Object.fromEntries(files);
  return loadExperiment(text, {}, { specFolder: '.', data });
}

/** Ticket's losses before each update. */
async function ours(experiment: Experiment, start: CellStart): Promise<readonly number[]> {
  const losses: number[] = [];
  await trainCell(await trainerOf(experiment), start, undefined, {
    pause: () => Promise.resolve('go on'),
    checkpoint: () => undefined,
    progress: () => undefined,
    evaluated: ({ trainingLoss }) => losses.push(trainingLoss),
  });
  return losses;
}

/** The NumPy program's, from the same θ0, masks and batches. */
function theirs(
  folder: string,
  experiment: Experiment,
  start: CellStart,
  optimizer: object,
): readonly number[] {
  const shapes = shapesOf(experiment.plan);
  const { inputs, labels } = experiment.splits.train;
  const rows = dataOrder(experiment.random('order', 0), experiment.splits.train.count, BATCH).batches(
    0,
    ITERATIONS,
  );
  const pixels = inputs.length / labels.length;
  const batches = new Float32Array(rows.length * pixels);
  rows.forEach((row, i) => batches.set(inputs.subarray(row * pixels, (row + 1) * pixels), i * pixels));
  const tensors: NamedTensors = new Map<string, WritableTensor>([
    ...[...drawInit(experiment, 0)].map(
      ([name, data]) => [name, { dtype: 'F32', shape: shapes.get(name) ?? [], data }] as const,
    ),
    ...[...start.masks].map(
      ([name, data]) => [`mask.${name}`, { dtype: 'U8', shape: shapes.get(name) ?? [], data }] as const,
    ),
    ['inputs', { dtype: 'F32', shape: [ITERATIONS, BATCH, pixels], data: batches }],
    [
      'labels',
      { dtype: 'I32', shape: [ITERATIONS, BATCH], data: Int32Array.from(rows, (row) => labels[row] ?? 0) },
    ],
  ]);
  fs.writeFileSync(path.join(folder, 'start.safetensors'), encode(tensors));
  fs.writeFileSync(path.join(folder, 'optimizer.json'), JSON.stringify(optimizer));
  // More threads would only wait for each other.
  const env = { ...process.env, PYTHONPATH: path.resolve('.python'), OPENBLAS_NUM_THREADS: '1' };
  const { stdout, stderr, status } = spawnSync('python3', ['test/reference/train.py', folder], {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as number[];
}

describe('the first 100 iterations agree with NumPy in double precision within 1e-4', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-reference-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  const optimizers = [
    { kind: 'adam', learningRate: 1.2e-3 },
    { kind: 'adamw', learningRate: 1.2e-3, weightDecay: 0.1 },
    { kind: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-4 },
  ];
  for (const optimizer of optimizers) {
    for (const density of [1, 0.2]) {
      test(`${optimizer.kind}, ${100 * density}% of the weights`, async () => {
        const experiment = await lenet(optimizer);
        const masks: Masks = new Map(
          [...denseMasks(experiment)].map(([name, mask]) => {
            const random = experiment.random('test', name);
            return [name, mask.map(() => (random.uniform() < density ? 1 : 0))];
          }),
        );
        const weights = applyMasks(drawInit(experiment, 0), masks);
        const start: CellStart = {
          trial: 0,
          begin: { iteration: 0, learningRate: 'schedule' },
          weights,
          masks,
        };
        const expected = theirs(folder, experiment, start, optimizer);
        const found = await ours(experiment, start);
        assert.equal(found.length, ITERATIONS);
        const worst = Math.max(...found.map((loss, i) => Math.abs(loss - (expected[i] ?? NaN))));
        assert.ok(worst < 1e-4, `the losses differ by up to ${worst}`);
        assert.ok((expected.at(-1) ?? NaN) < 0.5 * (expected[0] ?? NaN), 'the network learns');
      });
    }
  }
});
