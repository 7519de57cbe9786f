import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  fastest,
  threadCounts,
  workOf,
  type Choice,
  type Measured,
  type Work,
} from '../../src/runs/engine-choice';

const measured: Measured = {
  eager: { startMs: 0, iterationMs: 6, evaluationMs: 40 },
  graph: { startMs: 200, iterationMs: 1.5, evaluationMs: 25 },
  xla: { startMs: 1100, iterationMs: 1, evaluationMs: 22 },
};

const ofOneThread = (engines: Measured, work: Work): Choice =>
  fastest([{ places: 1, threads: 1, engines }], work);

describe('the engine of a run is the one that finishes first:', () => {
  const after = (iterations: number): string => ofOneThread(measured, { iterations, evaluations: 0 }).engine;

  test('a short run is not worth a trace, nor a longer one a compilation', () => {
    assert.equal(after(44), 'eager');
    assert.equal(after(45), 'graph');
    assert.equal(after(1799), 'graph');
    assert.equal(after(1801), 'xla');
  });

  test('evaluations count', () => {
    const slow: Measured = { ...measured, xla: { startMs: 1100, iterationMs: 1, evaluationMs: 2000 } };
    assert.equal(ofOneThread(slow, { iterations: 10_000, evaluations: 10 }).engine, 'graph');
  });

  test('an engine that failed is never chosen, and is named', () => {
    const { engine, why } = ofOneThread(
      { ...measured, xla: { failed: 'it hangs' }, graph: { failed: 'it crashes' } },
      { iterations: 1e6, evaluations: 1 },
    );
    assert.equal(engine, 'eager');
    assert.match(why, /eager 6\.00 ms.*graph: it crashes; xla: it hangs/);
  });

  test('more threads are chosen if they are faster, and only from the given choices', () => {
    const two: Measured = {
      eager: { startMs: 0, iterationMs: 9, evaluationMs: 40 },
      graph: { startMs: 200, iterationMs: 3, evaluationMs: 25 },
      xla: { startMs: 1100, iterationMs: 0.6, evaluationMs: 22 },
    };
    const both = [
      { threads: 1, places: 1, engines: measured },
      { threads: 2, places: 1, engines: two },
    ];
    const work = { iterations: 1e6, evaluations: 0 };
    const { engine, threads, why } = fastest(both, work);
    assert.deepEqual({ engine, threads }, { engine: 'xla', threads: 2 });
    assert.match(why, /^fastest of xla 0\.600 ms \(after 1\.1 s\) with 2 threads, xla 1\.00 ms/);
    const named = fastest(both, work, ['graph']);
    assert.deepEqual([named.engine, named.threads], ['graph', 1]);
    assert.doesNotMatch(named.why, /xla/);
  });

  test('it is eager without any measurement', () => {
    assert.equal(
      ofOneThread({ eager: { failed: 'it ended' } }, { iterations: 1, evaluations: 0 }).engine,
      'eager',
    );
  });
});

test('a worker computes its share of the iterations and evaluations', () => {
  const plan = {
    ...{
      trials: 2,
      arms: ['ticket', 'reinit', 'random'],
      cells: 8,
      iterations: 100,
      evaluateEvery: 30,
      start: { iteration: 40 },
    },
    totalIterations: 2 * 100 + 6 * 60,
  };
  assert.deepEqual(workOf(plan, 2), { iterations: 280, evaluations: (2 * 4 + 6 * 2) / 2 });
  assert.deepEqual(workOf(plan, 100), { iterations: 560 / 6, evaluations: 20 / 6 });
});

test('a worker gets threads if there are more cores than networks at once', () => {
  const plan = (trials: number, arms: number) => ({ trials, arms: Array<string>(arms).fill('') });
  assert.deepEqual(threadCounts(plan(5, 3), 2, 2), [1]);
  assert.deepEqual(threadCounts(plan(1, 2), 2, 2), [1]);
  assert.deepEqual(threadCounts(plan(1, 1), 2, 2), [1, 2]);
  assert.deepEqual(threadCounts(plan(1, 1), 1, 16), [1, 4, 16]);
  assert.deepEqual(threadCounts(plan(1, 2), 16, 16), [1, 4, 8]);
  assert.deepEqual(threadCounts(plan(5, 3), 4, 16), [1, 4]);
  assert.deepEqual(threadCounts(plan(5, 3), 32, 2), [1]);
});
