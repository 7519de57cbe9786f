// Tests scopes, mask sources and rewinding: weights ranked together, each round's source, and the survivors' values.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { init } from '../../src/lab/rewinds/init';
import { iteration } from '../../src/lab/rewinds/iteration';
import { learningRate } from '../../src/lab/rewinds/learning-rate';
import { none } from '../../src/lab/rewinds/none';
import { iterative } from '../../src/lab/schedules/iterative';
import { oneShot } from '../../src/lab/schedules/one-shot';
import { global } from '../../src/lab/scopes/global';
import { layer } from '../../src/lab/scopes/layer';

const prunable = [
  { parameter: 'a', rate: 0.2 },
  { parameter: 'frozen', rate: 0 },
  { parameter: 'b', rate: 0.1 },
  { parameter: 'c', rate: 0.2 },
  { parameter: 'still', rate: 0 },
];

describe('scopes', () => {
  test('layer ranks each parameter by itself', () => {
    assert.deepEqual(
      layer.pools(prunable, {}),
      prunable.map(({ parameter, rate }) => ({ parameters: [parameter], rate })),
    );
  });

  test('global ranks parameters of one rate together, and leaves those of rate 0 alone', () => {
    assert.deepEqual(global.pools(prunable, {}), [
      { parameters: ['a', 'c'], rate: 0.2 },
      { parameters: ['frozen'], rate: 0 },
      { parameters: ['still'], rate: 0 },
      { parameters: ['b'], rate: 0.1 },
    ]);
  });
});

describe('schedules', () => {
  test('iterative prunes the round before, one-shot the dense network', () => {
    const rounds = [1, 2, 20];
    assert.deepEqual(
      rounds.map((round) => iterative.source(round, {})),
      [0, 1, 19],
    );
    assert.deepEqual(
      rounds.map((round) => oneShot.source(round, {})),
      [0, 0, 0],
    );
  });
});

describe('rewinds', () => {
  test('init starts the whole training again from θ0', () => {
    assert.deepEqual(init.start({}), { weights: 'init', iteration: 0, learningRate: 'schedule' });
  });

  test('iteration goes on from the dense network where it was', () => {
    assert.deepEqual(iteration.start({ iteration: 500 }), {
      weights: { iteration: 500 },
      iteration: 500,
      learningRate: 'schedule',
    });
  });

  test('learning-rate keeps the trained weights and starts the schedule again', () => {
    assert.deepEqual(learningRate.start({}), { weights: 'trained', iteration: 0, learningRate: 'schedule' });
  });

  test('none keeps the trained weights and the last learning rate', () => {
    assert.deepEqual(none.start({}), { weights: 'trained', iteration: 0, learningRate: 'last' });
  });
});
