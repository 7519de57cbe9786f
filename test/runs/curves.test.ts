import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { thinned } from '../../src/runs/curve';
import { liveCurves, readCurves } from '../../src/runs/curves';
import type { Evaluation, RunEvent } from '../../src/runs/types';
import { makeRun, temporaryFolder } from './made-run';

const at = (iteration: number, validationLoss = 1): Evaluation => ({
  ...{ iteration, validationLoss },
  ...{ validationAccuracy: 0.5, trainingLoss: 1 },
});
const cell = { trial: 1, arm: 'ticket', round: 2 };
const event = (more: object): RunEvent => ({ fence: 1, at: '2026-01-01T00:00:00Z', ...more }) as RunEvent;
const evaluation = (one: Evaluation): RunEvent => event({ type: 'evaluation', cell, evaluation: one });

describe('the curves of a run', () => {
  test('include all trained trials and repeats', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, {
      trials: 2,
      densities: [1, 0.5],
      arms: {
        ticket: [
          [0.9, 0.8],
          [0.7, null],
        ],
        reinit: [[], [0.5, 'diverged']],
        'reinit-2': [[], [0.4, 0.3]],
      },
    });
    const named = readCurves(runDir, 'reinit', 1).map(({ trial, repeat, earlyStop, diverged }) => ({
      ...{ trial, repeat, earlyStop, diverged },
    }));
    assert.deepEqual(named, [
      { trial: 0, repeat: 0, earlyStop: 500, diverged: undefined },
      { trial: 0, repeat: 1, earlyStop: 400, diverged: undefined },
      { trial: 1, repeat: 0, earlyStop: undefined, diverged: { iteration: 7, layer: 'fc1' } },
      { trial: 1, repeat: 1, earlyStop: 300, diverged: undefined },
    ]);
    const live = readCurves(runDir, 'ticket', 1, 3, ({ trial }) => (trial === 1 ? [at(10)] : []));
    assert.deepEqual(
      live.map(({ evaluations }) => evaluations.length),
      [1, 1],
    );
  });

  test('of a network in training continue from the checkpoint, and are dropped at its end', () => {
    const live = liveCurves();
    live.take([at(10, 0.9), at(20, 0.8), at(30, 0.7)].map(evaluation));
    // Killed, then resumed from a checkpoint at 15.
    live.take([at(20, 0.81), at(30, 0.71)].map(evaluation));
    assert.deepEqual(
      live.of(cell).map(({ iteration, validationLoss }) => [iteration, validationLoss]),
      [
        [10, 0.9],
        [20, 0.81],
        [30, 0.71],
      ],
    );
    assert.deepEqual(live.of({ ...cell, trial: 0 }), []);
    live.take([event({ type: 'cell-finished', cell, density: 1 })]);
    assert.deepEqual(live.of(cell), []);
  });

  test('keep the first, the last and the best point when thinned', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 3, max: 50 }),
        (losses, most) => {
          const all = losses.map((loss, i) => at(i, loss));
          const some = thinned(all, most);
          assert(some.length <= Math.max(most, 1));
          assert.deepEqual(some[0], all[0]);
          assert.deepEqual(some.at(-1), all.at(-1));
          const best = Math.min(...losses);
          assert(some.some(({ validationLoss }) => validationLoss === best));
          assert.deepEqual(
            some.map(({ iteration }) => iteration),
            some.map(({ iteration }) => iteration).toSorted((a, b) => a - b),
          );
        },
      ),
    );
  });
});
