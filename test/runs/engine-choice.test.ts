import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fastest, workOf, type Measured } from '../../src/runs/engine-choice';

const measured: Measured = {
  eager: { startMs: 0, iterationMs: 6, evaluationMs: 40 },
  graph: { startMs: 200, iterationMs: 1.5, evaluationMs: 25 },
  xla: { startMs: 1100, iterationMs: 1, evaluationMs: 22 },
};

describe('the engine of a run is the one that is done first:', () => {
  const after = (iterations: number): string => fastest(measured, { iterations, evaluations: 0 }).engine;

  test('a short run is not worth a recording, nor a longer one a compilation', () => {
    assert.equal(after(44), 'eager');
    assert.equal(after(45), 'graph');
    assert.equal(after(1799), 'graph');
    assert.equal(after(1801), 'xla');
  });

  test('evaluations count', () => {
    const slow: Measured = { ...measured, xla: { startMs: 1100, iterationMs: 1, evaluationMs: 2000 } };
    assert.equal(fastest(slow, { iterations: 10_000, evaluations: 10 }).engine, 'graph');
  });

  test('one that failed is never taken, and is named', () => {
    const { engine, why } = fastest(
      { ...measured, xla: { failed: 'it hangs' }, graph: { failed: 'it crashes' } },
      { iterations: 1e6, evaluations: 1 },
    );
    assert.equal(engine, 'eager');
    assert.match(why, /eager 6\.00 ms.*graph: it crashes; xla: it hangs/);
  });

  test('without any measurement it is eager', () => {
    assert.equal(
      fastest({ eager: { failed: 'it ended' } }, { iterations: 1, evaluations: 0 }).engine,
      'eager',
    );
  });
});

test('a worker computes its share of the iterations and evaluations', () => {
  const plan = {
    ...{ trials: 2, cells: 8, iterations: 100, evaluateEvery: 30, start: { iteration: 40 } },
    totalIterations: 2 * 100 + 6 * 60,
  };
  assert.deepEqual(workOf(plan, 2), { iterations: 280, evaluations: (2 * 4 + 6 * 2) / 2 });
  assert.deepEqual(workOf(plan, 100), { iterations: 70, evaluations: 20 / 8 });
});
