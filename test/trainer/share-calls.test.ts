// Compares cells that one process trains as a batch with each cell trained alone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawInit } from '../../src/trainer/cell-start';
import type { Engine } from '../../src/trainer/engine/engine';
import { makeEngine } from '../../src/trainer/engine/engines';
import { denseMasks } from '../../src/trainer/prune';
import { makeTrainer, trainCell, type CellStart, type Outcome, type Trainer } from '../../src/trainer/train';
import { bits, finish, small, straight, tensorflow } from './small';

const PLACES = 3;

/** A trainer that logs every engine call: the number of networks and of iterations. */
async function noted(changes: Readonly<Record<string, unknown>> = {}) {
  const { tf } = await tensorflow();
  const experiment = await small(changes);
  const engine = makeEngine(tf, 'xla');
  const calls: { readonly networks: number; readonly iterations: number }[] = [];
  let fails = false;
  const noting: Engine = {
    ...engine,
    runTogether(trainings) {
      calls.push({ networks: trainings.networks.length, iterations: trainings.iterations });
      if (fails) throw new Error('the library failed');
      return engine.runTogether(trainings);
    },
  };
  const trainer = makeTrainer(tf, noting, experiment, PLACES);
  return { trainer, calls, fail: () => (fails = true) };
}

const cell = ({ experiment }: Trainer, trial: number, iteration = 0): CellStart => ({
  trial,
  begin: { iteration, learningRate: 'schedule' },
  weights: drawInit(experiment, trial),
  masks: denseMasks(experiment),
});

const weights = (outcome: Outcome): unknown => {
  assert.ok(outcome.kind === 'finished');
  return [bits(outcome.weights), outcome.evaluations];
};

describe('cells that share their calls', () => {
  test('give the bits that each gives alone, and are trained in the calls of one', async () => {
    const { trainer, calls } = await noted();
    const alone = [];
    for (const trial of [0, 1, 2]) alone.push(weights(await finish(trainer, cell(trainer, trial))));
    assert.ok(calls.every(({ networks }) => networks === 1));
    calls.length = 0;
    const together = await Promise.all(
      [0, 1, 2].map((trial) => trainCell(trainer, cell(trainer, trial), undefined, straight)),
    );
    assert.deepEqual(together.map(weights), alone);
    assert.ok(
      calls.every(({ networks }) => networks === PLACES),
      JSON.stringify(calls),
    );
    assert.equal(
      calls.reduce((sum, { iterations }) => sum + iterations, 0),
      30,
    );
  });

  test('wait for the one that is behind, and no longer for one that has ended', async () => {
    const { trainer, calls } = await noted();
    const late = cell(trainer, 1, 17);
    const alone = [weights(await finish(trainer, cell(trainer, 0))), weights(await finish(trainer, late))];
    calls.length = 0;
    const together = await Promise.all([
      trainCell(trainer, cell(trainer, 0), undefined, straight),
      trainCell(trainer, late, undefined, straight),
    ]);
    assert.deepEqual(together.map(weights), alone);
    const counted = (networks: number): number =>
      calls.filter((call) => call.networks === networks).reduce((sum, { iterations }) => sum + iterations, 0);
    assert.deepEqual([counted(1), counted(2)], [17, 13]);
    const networks = calls.map((call) => call.networks);
    assert.deepEqual(networks, [...networks].sort(), 'first the one that is behind, then both');
    // One begins when another is stopped; the others continue on their own.
    let pauses = 0;
    const stopped = trainCell(trainer, cell(trainer, 2), undefined, {
      ...straight,
      pause: () => Promise.resolve(++pauses > 1 ? 'stop' : 'go on'),
    });
    const [outcome, other] = await Promise.all([
      stopped,
      trainCell(trainer, cell(trainer, 0), undefined, straight),
    ]);
    assert.equal(outcome.kind, 'stopped');
    assert.deepEqual(weights(other), alone[0]);
  });

  test('all hear of a call that fails', async () => {
    const { trainer, fail } = await noted();
    fail();
    const outcomes = await Promise.allSettled(
      [0, 1].map((trial) => trainCell(trainer, cell(trainer, trial), undefined, straight)),
    );
    for (const outcome of outcomes) {
      assert.ok(outcome.status === 'rejected');
      assert.match(String(outcome.reason), /the library failed/);
    }
  });
});
