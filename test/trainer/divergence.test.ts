import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawInit } from '../../src/trainer/cell-start';
import { firstBroken } from '../../src/trainer/divergence';
import { denseMasks } from '../../src/trainer/prune';
import { trainCell, type Outcome } from '../../src/trainer/train';
import { small, straight, tensorflow, trainerOf } from './small';

/** Trains by plain gradient descent with an evaluation every few iterations, and counts leaked tensors. */
async function train(
  options: Readonly<Record<string, number>>,
  every: number,
): Promise<{ outcome: Outcome; left: number }> {
  const optimizer = { kind: 'sgd', momentum: 0, ...options };
  const experiment = await small({ train: { optimizer, batch: 20, iterations: 30, evaluate: { every } } });
  const trainer = await trainerOf(experiment);
  const before = trainer.tf.memory().numTensors;
  const start = {
    trial: 0,
    begin: { iteration: 0, learningRate: 'schedule' },
    weights: drawInit(experiment, 0),
    masks: denseMasks(experiment),
  } as const;
  const outcome = await trainCell(trainer, start, undefined, straight);
  return { outcome, left: trainer.tf.memory().numTensors - before };
}

describe('a training that diverges', () => {
  test('ends at once, is reported with layer and iteration, and leaves nothing behind', async () => {
    const { outcome, left } = await train({ learningRate: 1e30 }, 10);
    assert.ok(outcome.kind === 'diverged');
    assert.ok(outcome.iteration < 10);
    assert.match(outcome.layer, /^(fc1|fc2|output)$/);
    assert.equal(left, 0);
  });

  test('is reported with the iteration and the layer where it broke, however it is cut', async () => {
    // Each update multiplies the weights by −10.
    const growing = { learningRate: 1, weightDecay: 11 };
    const [whole, single] = [(await train(growing, 30)).outcome, (await train(growing, 1)).outcome];
    assert.ok(whole.kind === 'diverged' && single.kind === 'diverged');
    assert.ok(whole.iteration > 3, 'it must break in the middle of a call for this test to say something');
    assert.deepEqual([whole.iteration, whole.layer], [single.iteration, single.layer]);
  });

  test('broke in the first layer with a number that is not finite, else in that of the largest weight', async () => {
    const { tf } = await tensorflow();
    const broken = (...layers: readonly (readonly number[])[]): string => {
      const names = layers.map((_, i) => `layer${i}.weight`);
      const state = Object.fromEntries(names.map((name, i) => [name, tf.tensor1d([...(layers[i] ?? [])])]));
      const name = firstBroken(state, names);
      tf.dispose(state);
      return name;
    };
    assert.equal(broken([1, 2], [3, NaN], [Infinity, 4]), 'layer1');
    assert.equal(broken([1e30, 2], [3, 1], [0, -Infinity]), 'layer2');
    assert.equal(broken([1, 2], [-9, 3], [4, 5]), 'layer1');
  });
});
