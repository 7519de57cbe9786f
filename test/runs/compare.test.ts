import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { compareFacts, compareResults, factsOf, type ComparedRun } from '../../src/runs/compare';
import { readResults } from '../../src/runs/results';
import { bootstrap95 } from '../../src/runs/statistics';
import { makeRun, manifestOf, temporaryFolder, type Made } from './made-run';

const densities = [1, 0.5];
const base = { reinit: [[], [0.5, 0.5, 0.5]] } as const;

function run(t: TestContext, made: Partial<Made>, more: Partial<ComparedRun> = {}): ComparedRun {
  const runDir = path.join(temporaryFolder(t), 'made');
  makeRun(runDir, { densities, arms: { ticket: [] }, ...made });
  return { facts: {}, results: readResults(runDir), pairing: 'same', ...more };
}

describe('the inputs of several runs', () => {
  const facts = (some: Readonly<Record<string, unknown>>): Pick<ComparedRun, 'facts'> => ({ facts: some });

  test('are compared key by key, also keys that one run lacks', () => {
    const runs = [facts({ seed: 1, batch: 60 }), facts({ seed: 2, batch: 60, beta: 0.9 })];
    assert.deepEqual(compareFacts(runs), [
      { path: 'seed', values: [1, 2] },
      { path: 'beta', values: [undefined, 0.9] },
    ]);
    assert.deepEqual(
      compareFacts(runs, true).map(({ path: name }) => name),
      ['seed', 'batch', 'beta'],
    );
  });

  test('are equal for maps with keys in another order', () => {
    assert.deepEqual(
      compareFacts([
        facts({ claim: { at: 'end', over: 'mean' } }),
        facts({ claim: { over: 'mean', at: 'end' } }),
      ]),
      [],
    );
  });

  test('include checksums of data and modules, and the engine', () => {
    const tuple = {
      engine: 'eager',
      backend: 'tensorflow',
      library: '2.21.0',
      device: 'CPU',
      cpuFeatures: 'avx2',
      threads: 1,
      options: '',
    } as const;
    const manifest = manifestOf({
      densities,
      arms: { ticket: [] },
      manifest: {
        sums: { spec: 'cc', data: { images: 'aa' }, modules: { './net.mjs': 'bb' } },
        engine: { ...tuple, why: 'chosen' },
      },
    });
    const found = factsOf(manifest);
    assert.deepEqual(
      [found['data.images'], found['modules../net.mjs'], found['engine.library'], found['engine.device']],
      ['aa', 'bb', '2.21.0', 'CPU'],
    );
    assert.equal('engine.why' in found, false);
    assert.equal('mixedEngines' in found, false);
    assert.deepEqual(factsOf({ ...manifest, mixedEngines: [tuple] })['mixedEngines'], [tuple]);
  });
});

describe('the results of several runs', () => {
  test('are listed by round and arm, with the difference from the first run', (t) => {
    const a = run(t, {
      arms: {
        ticket: [
          [0.9, 0.8, 0.7],
          [0.5, 0.6, 0.7],
        ],
        ...base,
      },
    });
    const b = run(t, {
      arms: {
        ticket: [
          [0.9, 0.8, 0.7],
          [0.6, 0.6, 0.9],
        ],
        ...base,
      },
    });
    const [round, ...others] = compareResults([a, b]);
    assert.ok(round);
    assert.deepEqual(others, []);
    assert.deepEqual([round.round, round.densities], [1, [0.5, 0.5]]);
    const [arm, ...more] = round.arms;
    assert.deepEqual([arm?.arm, more], ['ticket', []]);
    const { runs = [], differences = [] } = arm?.metrics.testAccuracy ?? {};
    assert.deepEqual(
      runs.map((one) => one?.n),
      [3, 3],
    );
    const [difference] = differences;
    assert.ok(difference && Math.abs(difference.mean - 0.1) < 1e-12);
    assert.equal(difference.pairs, 3);
    assert.deepEqual(difference.interval95, bootstrap95([0.6 - 0.5, 0, 0.9 - 0.7]));
  });

  test('include all rounds and arms on request', (t) => {
    const same = {
      arms: {
        ticket: [
          [0.9, 0.8, 0.7],
          [0.5, 0.6, 0.7],
        ],
        ...base,
      },
    };
    const runs = [run(t, same), run(t, same)];
    assert.deepEqual(compareResults(runs), []);
    assert.deepEqual(
      compareResults(runs, true).map(({ round, arms }) => [round, arms.map(({ arm }) => arm)]),
      [
        [0, ['ticket']],
        [1, ['ticket', 'reinit']],
      ],
    );
  });

  test('have no interval if trials cannot be paired, nor from fewer than three', (t) => {
    const of = (ticket: readonly number[], more: Partial<ComparedRun> = {}): ComparedRun =>
      run(t, { trials: ticket.length, densities: [1], arms: { ticket: [ticket] } }, more);
    const difference = (...runs: readonly ComparedRun[]) =>
      compareResults(runs)[0]?.arms[0]?.metrics.testAccuracy?.differences[0];
    const unpaired = difference(of([0.25, 0.5, 0.75]), of([0.5, 0.5, 0.75], { pairing: 'other' }));
    assert.ok(unpaired && Math.abs(unpaired.mean - 0.25 / 3) < 1e-12);
    assert.deepEqual([unpaired.pairs, unpaired.interval95], [undefined, undefined]);
    const few = difference(of([0.25, 0.5]), of([0.5, 0.5]));
    assert.deepEqual(few, { mean: 0.125, pairs: 2 });
  });

  test('compare the trials of both runs, with repeats of a control averaged', (t) => {
    const a = run(t, {
      trials: 2,
      arms: {
        ticket: [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
        reinit: [[], ['diverged', 0.5]],
      },
    });
    const b = run(t, {
      trials: 2,
      arms: {
        ticket: [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
        reinit: [[], [0.25, 0.5]],
        'reinit-2': [[], [0.25, 1]],
      },
    });
    const [round] = compareResults([a, b]);
    const [arm] = round?.arms ?? [];
    assert.deepEqual([arm?.arm, arm?.diverged], ['reinit', [1, 0]]);
    assert.deepEqual(arm?.metrics.testAccuracy?.differences, [{ mean: 0.25, pairs: 1 }]);
  });

  test('extend to the last round of the longest run', (t) => {
    const a = run(t, { densities: [1], arms: { ticket: [[0.5, 0.5, 0.5]] } });
    const b = run(t, {
      arms: {
        ticket: [
          [0.5, 0.5, 0.5],
          [0.25, 0.25, 0.25],
        ],
      },
    });
    const [round] = compareResults([a, b]);
    assert.deepEqual([round?.round, round?.densities], [1, [undefined, 0.5]]);
    assert.deepEqual(round?.arms[0]?.metrics.testAccuracy?.differences, [undefined]);
  });
});
