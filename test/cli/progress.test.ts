import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { progressDisplay } from '../../src/cli/progress-display';
import { progress, progressOf } from '../../src/cli/progress';
import { BadFileError } from '../../src/runs/json';
import { manifestFile } from '../../src/runs/layout';
import { duration } from '../../src/runs/tally';
import type { NewEvent } from '../../src/runs/events';
import type { Cell } from '../../src/runs/types';
import { makeRun, manifestOf, temporaryFolder } from '../runs/made-run';

// Two trials of the dense network (100 iterations each) and of two arms in one round: 600 iterations.
const manifest = manifestOf({ trials: 2, densities: [1, 0.25], arms: { ticket: [], reinit: [] } });
const first: Cell = { trial: 0, arm: 'ticket', round: 0 };
const second: Cell = { trial: 1, arm: 'ticket', round: 0 };

/** Progress on a fake screen with a fake clock; `after` advances seconds, takes events and returns the output. */
function watched(screen: { readonly isTTY?: boolean; readonly columns?: number } = {}, changes = manifest) {
  let now = 0;
  let written = '';
  const row = progressDisplay({ ...screen, write: (text) => (written += text) })();
  const shown = progress(changes, row, () => now);
  const taken = (act: () => void): string => {
    written = '';
    act();
    return written;
  };
  return {
    clear: () => taken(row.clear),
    after: (seconds: number, ...events: readonly NewEvent[]) => {
      now += 1000 * seconds;
      return taken(() => events.forEach((event) => shown.take({ ...event, fence: 1, at: '' })));
    },
  };
}

const started = (finished = 0, workers = 2): NewEvent => ({
  type: 'started',
  pid: 1,
  cells: 6,
  finished,
  workers,
});
const begun = (cell: Cell, iteration = 0): NewEvent => ({ type: 'cell-started', cell, iteration });
const trained = (cell: Cell, iteration: number): NewEvent => ({
  type: 'progress',
  cell,
  iteration,
  iterations: 100,
  iterationsPerSecond: 0,
});

describe('progress without a terminal', () => {
  test('prints what it will train', () => {
    assert.equal(watched().after(0, started()), 'Training 6 networks with 2 workers.\n');
    assert.equal(
      watched().after(0, started(2, 1)),
      'Training 4 networks with 1 worker; 2 are already trained.\n',
    );
    assert.equal(watched().after(0, started(6)), 'All 6 networks are already trained.\n');
  });

  test('prints progress and time left every half minute', () => {
    const { after } = watched();
    after(0, started(), begun(first));
    assert.equal(after(10, trained(first, 10)), '');
    // 30 of 600 iterations in 30 seconds.
    assert.equal(after(20, trained(first, 30)), '0 of 6 networks · 5% · 1 iterations/s · 10 min left\n');
    assert.equal(after(29, trained(first, 59)), '');
    assert.equal(after(1, trained(first, 60)), '0 of 6 networks · 10% · 1 iterations/s · 9 min left\n');
  });

  test('reports a committed round, a diverged network and a lost worker', () => {
    const { after } = watched();
    after(0, started());
    assert.equal(
      after(0, { type: 'round-committed', round: 1 }),
      'Finished round 1 of 1 (density 25.00%).\n',
    );
    const cell = { trial: 1, arm: 'reinit', round: 1 };
    assert.equal(
      after(0, { type: 'cell-finished', cell, density: 0.25, diverged: { iteration: 7, layer: 'fc1' } }),
      'reinit, trial 1, round 1 diverged at iteration 7 in fc1.\n',
    );
    assert.equal(
      after(0, { type: 'worker-lost', worker: 1, reason: 'it was killed by SIGKILL' }),
      'Lost worker 1: it was killed by SIGKILL.\n',
    );
  });
});

describe('progress in a terminal', () => {
  const line = '\r\x1b[K';

  test('is one changing line that moves out of the way of other lines', () => {
    const { after, clear } = watched({ isTTY: true });
    assert.equal(
      after(0, started(), begun(first)),
      `Training 6 networks with 2 workers.\n${line}0 of 6 networks · 0%`,
    );
    assert.equal(after(2, trained(first, 60)), `${line}0 of 6 networks · 10% · 30 iterations/s · 18 s left`);
    assert.equal(
      after(1, { type: 'cell-finished', cell: first, density: 1 }),
      `${line}1 of 6 networks · 17% · 30 iterations/s · 17 s left`,
    );
    assert.equal(
      after(0, { type: 'round-committed', round: 0 }),
      `${line}Finished round 0 of 1 (density 100.00%).\n`,
    );
    assert.equal(clear(), '');
    after(0, begun(second));
    assert.equal(clear(), line);
  });

  test('is never wider than the terminal', () => {
    const { after } = watched({ isTTY: true, columns: 20 });
    assert.equal(after(0, started(), begun(first)).split(line)[1], '0 of 6 networks · 0');
  });
});

describe('the time left', () => {
  /** The remaining time in the status row. */
  const left = (text: string): string => /· ([^·]*) left$/.exec(text)?.[1] ?? 'unknown';

  test('follows from the total speed of all workers', () => {
    const { after } = watched({ isTTY: true });
    after(0, started(), begun(first), begun(second));
    // 20 + 30 iterations in 5 s: 10 a second, and 550 are left.
    assert.equal(left(after(5, trained(first, 20), trained(second, 30))), '55 s');
  });

  test('does not count iterations from a checkpoint as trained now', () => {
    const { after } = watched({ isTTY: true });
    after(0, started(), begun(first, 50));
    after(1, begun(second, 90));
    // 10 iterations in 10 s, with 450 left.
    assert.equal(left(after(9, trained(first, 60))), '8 min');
  });

  test('does not jump if a lost worker’s network begins again', () => {
    const { after } = watched({ isTTY: true });
    after(0, started(), begun(first));
    after(10, trained(first, 50), { type: 'worker-lost', worker: 0, reason: 'it was ended' });
    assert.equal(left(after(0, begun(first))), '2 min');
    // 60 iterations were trained in 12 s, and 590 are left to train.
    assert.equal(left(after(2, trained(first, 10))), '2 min');
  });

  test('counts only the remaining iterations of networks that start from a later one', () => {
    const rewound = { ...manifest, iterationsPerCell: { dense: 100, pruned: 40 } };
    const { after } = watched({ isTTY: true }, rewound);
    const cell = { trial: 0, arm: 'ticket', round: 1 };
    // 200 + 4 × 40 iterations; two dense networks exist.
    after(0, started(2), begun(cell, 60));
    assert.equal(after(10, trained(cell, 80)), '\r\x1b[K2 of 6 networks · 28% · 2 iterations/s · 2 min left');
  });

  test('forgets the speed of more than a minute ago', () => {
    const { after } = watched({ isTTY: true });
    after(0, started(), begun(first));
    for (let i = 1; i <= 5; i++) after(20, trained(first, i));
    // One iteration in the first 20 s, then one per second.
    after(60, trained(first, 65));
    assert.equal(left(after(10, trained(first, 75))), '9 min');
  });

  test('is in seconds, minutes or hours', () => {
    assert.deepEqual([0.2, 89, 90, 5300, 5400, 12_000].map(duration), [
      '1 s',
      '89 s',
      '2 min',
      '88 min',
      '1 h 30 min',
      '3 h 20 min',
    ]);
  });
});

test('a run that somebody removes before its progress is shown is left to its coordinator', (t) => {
  const runDir = temporaryFolder(t);
  const row = progressDisplay({ write: () => undefined })();
  assert.equal(progressOf(runDir, row), undefined);
  makeRun(runDir, { trials: 1, densities: [1], arms: { ticket: [[0.9]] } });
  assert.ok(progressOf(runDir, row));
  fs.truncateSync(manifestFile(runDir), 40);
  assert.throws(() => progressOf(runDir, row), BadFileError);
});
