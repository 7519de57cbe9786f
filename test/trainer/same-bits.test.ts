import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawInit } from '../../src/trainer/cell-start';
import { denseMasks } from '../../src/trainer/prune';
import { shapesOf } from '../../src/trainer/tensor-files';
import {
  earlyStop,
  trainCell,
  type CellStart,
  type Trainer,
  type TrainingHooks,
} from '../../src/trainer/train';
import { decodeCheckpoint, encodeCheckpoint, type TrainingState } from '../../src/trainer/training-state';
import { bits, finish, small, straight, trainerOf } from './small';
import type { Experiment } from '../../src/trainer/experiment';

const place = { run: 'abc123', file: 'trials/0/ticket/checkpoint.safetensors' };

const dense = (experiment: Experiment, trial = 0): CellStart => ({
  trial,
  begin: { iteration: 0, learningRate: 'schedule' },
  weights: drawInit(experiment, trial),
  masks: denseMasks(experiment),
  saveAt: 13,
});

/** Everything that a cell's files contain, as comparable text. */
const result = (outcome: Awaited<ReturnType<typeof finish>>): unknown => ({
  ...outcome,
  weights: bits(outcome.weights),
  earlyStopWeights: bits(outcome.earlyStopWeights),
  saved: bits(outcome.saved),
});

/** Stops at the first pause at or after `iteration`, and passes the checkpoint through its file format. */
async function stopAt(
  trainer: Trainer,
  start: CellStart,
  iteration: number,
  from?: TrainingState,
): Promise<TrainingState | undefined> {
  let now = 0;
  let file: Uint8Array | undefined;
  const hooks: TrainingHooks = {
    ...straight,
    pause: () => Promise.resolve(now >= iteration ? 'stop' : 'go on'),
    progress: (at) => (now = at),
    checkpoint: (state) => (file = encodeCheckpoint(state, 0, shapesOf(trainer.experiment.plan), place)),
  };
  await trainCell(trainer, start, from, hooks);
  return file && decodeCheckpoint(file, 'a checkpoint', 0, place);
}

describe('the same cell gives the same bits', async () => {
  const train = {
    optimizer: { kind: 'adam', learningRate: 0.02 },
    schedule: [{ kind: 'warmup', iterations: 5 }, 'cosine'],
    batch: 20,
    iterations: 30,
    evaluate: { every: 10 },
  };
  const experiment = await small({ train });
  const trainer = await trainerOf(experiment);
  const expected = result(await finish(trainer, dense(experiment)));

  test('again, and after other cells', async () => {
    await finish(trainer, dense(experiment, 1));
    assert.deepEqual(result(await finish(trainer, dense(experiment))), expected);
  });

  test('with other data loaded by another trainer', async () => {
    const other = await trainerOf(await small({ train, trials: 5, controls: [] }));
    assert.deepEqual(result(await finish(other, dense(other.experiment))), expected);
  });

  test('stopped and resumed anywhere, also more than once', async () => {
    for (const stops of [[1], [8], [10], [13], [19], [29], [3, 12, 25]]) {
      let state: TrainingState | undefined;
      for (const stop of stops) state = await stopAt(trainer, dense(experiment), stop, state);
      assert.deepEqual(
        result(await finish(trainer, dense(experiment), state)),
        expected,
        `stopped at ${stops.join(', ')}`,
      );
    }
  });

  test('in calls of 1, 7 and 30 iterations', async () => {
    for (const longest of [1, 7, 30]) {
      const cut: Trainer = {
        ...trainer,
        training(masks) {
          const program = trainer.training(masks);
          return {
            run(state, rows, iterations) {
              const size = rows.batches.length / iterations;
              const losses: number[] = [];
              let now = state;
              for (let row = 0; row < iterations; row += longest) {
                const end = Math.min(row + longest, iterations);
                const part = program.run(
                  now,
                  {
                    batches: rows.batches.slice(row * size, end * size),
                    first: rows.first + row,
                    scalars: Object.fromEntries(
                      Object.entries(rows.scalars).map(([name, values]) => [name, values.slice(row, end)]),
                    ),
                  },
                  end - row,
                );
                now = part.state;
                losses.push(...part.losses);
              }
              return { state: now, losses: Float32Array.from(losses) };
            },
          };
        },
      };
      assert.deepEqual(result(await finish(cut, dense(experiment))), expected, `calls of ${longest}`);
    }
  });

  test('and another seed or trial gives others', async () => {
    const other = await small({ train, seed: 8 });
    assert.notDeepEqual(result(await finish(await trainerOf(other), dense(other))), expected);
    assert.notDeepEqual(result(await finish(trainer, dense(experiment, 1))), expected);
  });

  test('each seed and each trial has its own θ0, and each trial its own data order', async () => {
    const first = bits(drawInit(experiment, 0));
    assert.notDeepEqual(bits(drawInit(await small({ train, seed: 8 }), 0)), first);
    assert.notDeepEqual(bits(drawInit(experiment, 1)), first);
    const sameWeights = { ...dense(experiment), trial: 1 };
    assert.notDeepEqual(result(await finish(trainer, sameWeights)), expected);
  });

  test('a checkpoint of another round is not taken', async () => {
    const state = await stopAt(trainer, dense(experiment), 10);
    assert.ok(state);
    const file = encodeCheckpoint(state, 3, shapesOf(experiment.plan), place);
    assert.equal(decodeCheckpoint(file, 'a checkpoint', 2, place), undefined);
  });
});

describe('early stop', () => {
  /** The learning rate is so large that the best weights are not the last ones. */
  const gettingWorse = {
    train: {
      optimizer: { kind: 'adam', learningRate: 0.3 },
      batch: 20,
      iterations: 60,
      evaluate: { every: 5 },
    },
  };
  const at = (iteration: number, validationLoss: number) => ({
    iteration,
    validationLoss,
    validationAccuracy: 0.5,
    trainingLoss: 1,
  });

  test('is the first of the lowest validation losses', () => {
    assert.equal(earlyStop([at(10, 0.5), at(20, 0.3), at(30, 0.3), at(40, 0.4)])?.iteration, 20);
  });

  test('is chosen without the test split', async () => {
    const experiment = await small();
    const honest = await finish(await trainerOf(experiment), dense(experiment));
    const { test: split } = experiment.splits;
    const other = {
      ...experiment,
      splits: { ...experiment.splits, test: { ...split, labels: split.labels.map((label) => 1 - label) } },
    };
    const changed = await finish(await trainerOf(other), dense(other));
    assert.equal(changed.earlyStop.iteration, honest.earlyStop.iteration);
    assert.deepEqual(bits(changed.earlyStopWeights), bits(honest.earlyStopWeights));
    assert.ok(Math.abs(changed.earlyStop.testAccuracy - (1 - honest.earlyStop.testAccuracy)) < 1e-6);
  });

  test('keeps its weights through a stop after it', async () => {
    const trainer = await trainerOf(await small(gettingWorse));
    const start = dense(trainer.experiment);
    const outcome = await finish(trainer, start);
    const state = await stopAt(trainer, start, outcome.earlyStop.iteration + 1);
    assert.ok(state && state.iteration > outcome.earlyStop.iteration, 'it must stop after its early stop');
    assert.deepEqual(result(await finish(trainer, start, state)), result(outcome));
  });

  test('keeps the weights that its numbers were measured on', async () => {
    const experiment = await small(gettingWorse);
    const trainer = await trainerOf(experiment);
    const outcome = await finish(trainer, dense(experiment));
    assert.ok(outcome.earlyStop.iteration < 60, 'the training must get worse for this test to say something');
    const shapes = shapesOf(experiment.plan);
    const weights = Object.fromEntries(
      [...outcome.earlyStopWeights].map(([name, values]) => [
        name,
        trainer.tf.tensor(values, [...(shapes.get(name) ?? [])]),
      ]),
    );
    const { loss } = trainer.evaluate(weights, trainer.ranges.validation);
    assert.equal(loss, outcome.earlyStop.validationLoss);
  });
});

test('a training leaves no tensor behind', async () => {
  const experiment = await small();
  const trainer = await trainerOf(experiment);
  const before = trainer.tf.memory().numTensors;
  await finish(trainer, dense(experiment));
  assert.equal(trainer.tf.memory().numTensors, before);
});
