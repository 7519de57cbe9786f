// Trains models that cover everything a trace may contain, by graph and xla, and compares them with eager.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { element } from '../../src/lab/structures/element';
import type { TensorMap, Tf } from '../../src/lab/tf';
import { compiledEngine } from '../../src/trainer/engine/compiled';
import { eagerEngine } from '../../src/trainer/engine/eager';
import type { Engine } from '../../src/trainer/engine/engine';
import { sampled } from '../full';
import { convNet, STATISTICS } from './models/conv-net';
import type { TestModel } from './models/model';
import { transformer } from './models/transformer';
import { difference } from './ops';
import { tensorflow } from './small';

const ITERATIONS = 50;
/** Rows of the trainings whose bits are compared. */
const ROWS = sampled(60, 500);

interface Trained {
  readonly losses: Float32Array;
  readonly arrays: ReadonlyMap<string, Float32Array>;
}

/** Trains in calls of `atOnce` iterations. */
function train(tf: Tf, engine: Engine, model: TestModel, iterations: number, atOnce: number): Trained {
  const program = engine.prepare(model.iteration, model.constants);
  const losses = new Float32Array(iterations);
  let state: TensorMap = model.start;
  for (let first = 0; first < iterations; first += atOnce) {
    const count = Math.min(atOnce, iterations - first);
    const result = program.run(state, model.rows(first, count), count);
    losses.set(result.losses, first);
    if (state !== model.start) tf.dispose(state);
    ({ state } = result);
  }
  const arrays = Object.entries(state).map(
    ([name, array]) => [name, Float32Array.from(array.dataSync<'float32'>())] as const,
  );
  tf.dispose(state);
  return { losses, arrays: new Map(arrays) };
}

/** Masks that keep the larger half of the remaining weights. */
const pruned = ({ prunable }: TestModel, { arrays }: Trained): readonly Uint8Array[] => {
  const parameters = prunable.map((name) => {
    const scores = (arrays.get(name) ?? new Float32Array()).map(Math.abs);
    return { shape: [scores.length], scores, mask: Uint8Array.from(scores, (score) => Number(score > 0)) };
  });
  const alive = parameters.reduce((sum, { mask }) => sum + mask.reduce((one, other) => one + other, 0), 0);
  return element.project(parameters, Math.floor(alive / 2), {});
};

const bits = ({ losses, arrays }: Trained): readonly (readonly [string, string])[] =>
  [['loss', losses] as const, ...arrays].map(([name, values]) => [
    name,
    Buffer.from(values.buffer).toString('base64'),
  ]);

const ENGINES = ['graph', 'mixed', 'xla'] as const;

for (const [what, make, engines] of [
  ['a convolutional net with batch norm and dropout', convNet, ENGINES],
  [
    'a transformer block with gates and taps',
    transformer,
    sampled<readonly (typeof ENGINES)[number][]>(['graph', 'xla'], ENGINES),
  ],
] as const) {
  describe(what, () => {
    let tf: Tf;
    let model: TestModel;
    let eager: Trained;
    before(async () => {
      ({ tf } = await tensorflow());
      model = make(tf);
      eager = train(tf, eagerEngine(tf), model, ITERATIONS, ITERATIONS);
    });

    test('learns, and keeps nothing when it is called', () => {
      const mean = (values: Float32Array): number =>
        values.reduce((sum, one) => sum + one, 0) / values.length;
      assert.ok(
        mean(eager.losses.slice(-10)) < 0.9 * mean(eager.losses.slice(0, 10)),
        eager.losses.join(' '),
      );
      const { numTensors, numDataBuffers } = tf.memory();
      train(tf, eagerEngine(tf), model, 2, 1);
      assert.deepEqual([tf.memory().numTensors, tf.memory().numDataBuffers], [numTensors, numDataBuffers]);
    });

    for (const name of engines) {
      let engine: Engine;
      before(() => (engine = compiledEngine(tf, name)));

      test(`${name} trains it as eager does`, () => {
        const found = train(tf, engine, model, ITERATIONS, ITERATIONS);
        found.losses.forEach((loss, i) => {
          const right = eager.losses[i] ?? NaN;
          assert.ok(Math.abs(loss - right) < 1e-4 * right, `the loss ${i} is ${loss} and should be ${right}`);
        });
        assert.deepEqual(pruned(model, found), pruned(model, eager));
        for (const statistic of STATISTICS) {
          const right = eager.arrays.get(statistic);
          if (right) assert.ok(difference(found.arrays.get(statistic), right) < 1e-5, statistic);
        }
        const gaps = [...eager.arrays].map(
          ([array, right]) => [difference(found.arrays.get(array), right), array] as const,
        );
        const [widest, array] = gaps.reduce((most, one) => (one[0] > most[0] ? one : most));
        assert.ok(widest < 1e-4, `${array} differs by ${widest}`);
      });

      test(`${name} gives the same bits again, and for 1, 7 and ${ROWS} rows a call`, () => {
        const right = bits(train(tf, engine, model, ROWS, ROWS));
        for (const atOnce of [ROWS, 7, 1])
          assert.deepEqual(bits(train(tf, engine, model, ROWS, atOnce)), right);
        const { numTensors, numDataBuffers } = tf.memory();
        const another = compiledEngine(tf, name);
        assert.deepEqual(bits(train(tf, another, model, ROWS, ROWS)), right, 'recorded and loaded again');
        assert.deepEqual([tf.memory().numTensors, tf.memory().numDataBuffers], [numTensors, numDataBuffers]);
      });
    }
  });
}
