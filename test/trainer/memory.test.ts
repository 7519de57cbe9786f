// Tests that memory does not grow during training, nor with programs that are loaded and closed. Prints the sizes.
// TICKET_MEMORY=full runs 200,000 iterations and 100 loads.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import v8 from 'node:v8';
import vm from 'node:vm';
import type { TensorMap, Tf } from '../../src/lab/tf';
import { drawInit } from '../../src/trainer/cell-start';
import { maskTensors, startingArrays, upload } from '../../src/trainer/device';
import { compiledEngine } from '../../src/trainer/engine/compiled';
import { MOST_ROWS } from '../../src/trainer/engine/engine';
import type { Engine, Iteration, Rows } from '../../src/trainer/engine/engine';
import { nodeBackend, type Binding } from '../../src/trainer/engine/node-backend';
import { loadExamples } from '../../src/trainer/evaluate';
import { iterationRows, TRAIN_INPUTS, TRAIN_LABELS, trainingIteration } from '../../src/trainer/iteration';
import { dataOrder } from '../../src/trainer/order';
import { denseMasks } from '../../src/trainer/prune';
import { shapesOf } from '../../src/trainer/tensor-files';
import { isFull, sampled } from '../full';
import { small, tensorflow } from './small';

const isLong = process.env.TICKET_MEMORY === 'full';
const ITERATIONS = isLong ? 200_000 : 10_000;
/** Calls of one iteration each. */
const CALLS = isLong ? 20_000 : 2_000;
const LOADS = isLong ? 100 : 10;
const ALL = ['graph', 'mixed', 'xla'] as const;
/** An open program of this network takes 1.5 MB by graph and 4 MB by xla. */
const MOST_GROWTH_MB = 1;

const MB = 1e6;

/** Resident size in MB after a garbage collection. */
function residentMB(): number {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage.rss() / MB;
}

/**
 * Runs `work` in ten parts, prints the size after each, and returns the growth of the middle part. A leak grows with
 * every part; the system's allocator grows by about 6 MB now and then.
 */
function growthMB(what: string, work: () => void): number {
  const sizes = Array.from({ length: 10 }, () => {
    work();
    return residentMB();
  });
  console.log(`${what}: ${sizes.map((size) => size.toFixed(1)).join(' ')} MB`);
  const growths = sizes.slice(1).map((size, i) => size - (sizes[i] ?? NaN));
  return growths.toSorted((a, b) => a - b)[4] ?? NaN;
}

/** A leak grows in every series. The threads' own memory fills during the first, slowly on a busy machine. */
function assertStays(what: string, work: () => void): void {
  let growth = Infinity;
  for (let series = 0; series < 3 && growth >= MOST_GROWTH_MB; series++) growth = growthMB(what, work);
  assert.ok(growth < MOST_GROWTH_MB, `${growth} MB more`);
}

describe('the resident size stays', () => {
  let tf: Tf;
  let iteration: Iteration;
  let constants: TensorMap;
  let start: TensorMap;
  let rowsOf: (first: number, count: number) => Rows;

  before(async () => {
    ({ tf } = await tensorflow());
    const experiment = await small();
    const { inputs, labels } = loadExamples(tf, [experiment.splits.train], experiment.plan.input);
    const masks = maskTensors(tf, experiment, denseMasks(experiment));
    constants = { ...masks, [TRAIN_INPUTS]: inputs, [TRAIN_LABELS]: labels };
    start = upload(tf, shapesOf(experiment.plan), startingArrays(experiment, drawInit(experiment, 0)));
    iteration = trainingIteration(experiment);
    const order = dataOrder(experiment.random('order', 0), 90, 20);
    rowsOf = (first, count) =>
      iterationRows(experiment, order, { iteration: 0, learningRate: 'schedule' }, first, count);
  });

  function train(engine: Engine, iterations: number, atOnce: number): void {
    const program = engine.prepare(iteration, constants);
    let state = start;
    for (let first = 0; first < iterations; first += atOnce) {
      const next = program.run(state, rowsOf(first, atOnce), atOnce).state;
      if (state !== start) tf.dispose(state);
      state = next;
    }
    if (state !== start) tf.dispose(state);
  }

  for (const name of isLong ? ALL : sampled<readonly (typeof ALL)[number][]>(['graph', 'xla'], ALL)) {
    test(`over ${ITERATIONS} iterations of ${name}`, () => {
      const engine = compiledEngine(tf, name);
      assertStays(`${name}, ${ITERATIONS} iterations`, () => train(engine, ITERATIONS / 10, MOST_ROWS));
      engine.dispose();
    });

    test(`over ${CALLS} calls of ${name}`, () => {
      const engine = compiledEngine(tf, name);
      assertStays(`${name}, ${CALLS} calls`, () => train(engine, CALLS / 10, 1));
      engine.dispose();
    });

    // XLA compiles for seconds at each load. The test below counts the open programs of each engine.
    if (name !== 'graph' && !isLong && !isFull) continue;
    test(`over ${LOADS} loads by ${name}`, () => {
      const engine = compiledEngine(tf, name);
      assertStays(`${name}, ${LOADS} loads`, () => {
        for (let load = 0; load < LOADS / 10; load++) {
          train(engine, 2, 1);
          engine.dispose();
        }
      });
    });
  }
});

for (const name of ALL)
  test(`${name} closes the programs that it used longest ago, and goes on after it was disposed of`, async () => {
    const { tf } = await tensorflow();
    const backend = nodeBackend(tf);
    const real = backend.binding;
    const open: number[] = [];
    const spied: Partial<Binding> = {
      loadSavedModel(folder, tags) {
        const session = real.loadSavedModel(folder, tags);
        open.push(session);
        return session;
      },
      deleteSavedModel(session) {
        open.splice(open.indexOf(session), 1);
        real.deleteSavedModel(session);
      },
    };
    const values = Object.entries(spied).map(([name, value]) => [name, { value }]);
    backend.binding = Object.create(real, Object.fromEntries(values) as PropertyDescriptorMap) as Binding;
    try {
      const engine = compiledEngine(tf, name);
      const iteration: Iteration = (on, { x }) => ({ state: { x: on.mul(x ?? 0, 2) }, loss: on.scalar(0) });
      const run = (length: number): number => {
        const state = { x: tf.ones([length]) };
        const rows = { batches: Int32Array.of(0), first: 0, scalars: {} };
        return engine.prepare(iteration, {}).run(state, rows, 1).state.x?.dataSync()[0] ?? NaN;
      };
      for (let length = 1; length <= 8; length++) assert.equal(run(length), 2);
      const [first, second] = open;
      run(1);
      assert.equal(open.length, 8);
      run(9);
      assert.equal(open.length, 8);
      assert.ok(open.includes(first ?? NaN) && !open.includes(second ?? NaN));
      engine.dispose();
      assert.deepEqual(open, []);
      assert.equal(run(1), 2);
      engine.dispose();
      assert.deepEqual(open, []);
    } finally {
      backend.binding = real;
    }
  });
