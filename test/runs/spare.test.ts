import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { damagedFolder, tmpFolder } from '../../src/runs/layout';
import { readManifest } from '../../src/runs/manifest';
import { spareFiles, spareWeights, type Keep } from '../../src/runs/spare';
import type { RunManifest } from '../../src/runs/types';
import { makeRun, temporaryFolder, type Accuracies } from './made-run';

const densities = [1, 0.5, 0.25, 0.125];
/** Rounds 0 to 3 of one trial, all trained. */
const whole: Accuracies = [[0.5], [0.5], [0.5], [0.5]];

function made(
  t: TestContext,
  arms: Readonly<Record<string, Accuracies>>,
  manifest: Partial<RunManifest> = {},
): string {
  const runDir = path.join(temporaryFolder(t), 'made');
  makeRun(runDir, { trials: arms['ticket']?.[0]?.length ?? 1, densities, arms, manifest });
  return runDir;
}

/** The cells whose weights are spare; each has lost both files. */
function spareCells(runDir: string, keep: Keep, changes: Partial<RunManifest> = {}): readonly string[] {
  const files = spareWeights(runDir, { ...readManifest(runDir), ...changes }, keep).map(({ file }) => file);
  const cells = [...new Set(files.map((file) => path.dirname(file)))];
  assert.deepEqual(
    files,
    cells.flatMap((cell) => [`${cell}/weights.safetensors`, `${cell}/early-stop.safetensors`]),
  );
  return cells.map((cell) => cell.replace('trials/', ''));
}

describe('the weights that a run can spare', () => {
  const arms = { ticket: whole, reinit: [[], [0.5], [0.5], [0.5]] };
  const controls = ['0/reinit/01', '0/reinit/02', '0/reinit/03'];

  test('are none under keep: all, and those of controls under keep: tickets', (t) => {
    const runDir = made(t, arms);
    assert.deepEqual(spareCells(runDir, 'all'), []);
    assert.deepEqual(spareCells(runDir, 'tickets'), controls);
  });

  test('are, under keep: masks, also those of tickets between the dense network and the last', (t) => {
    const runDir = made(t, arms);
    assert.deepEqual(spareCells(runDir, 'masks'), [...controls, '0/ticket/01', '0/ticket/02']);
    const rewind = { iteration: 5 };
    assert.deepEqual(spareCells(runDir, 'masks', { rewind }), spareCells(runDir, 'masks'));
  });

  test('exclude tickets if networks continue from trained weights', (t) => {
    const runDir = made(t, arms, { rewind: 'trained' });
    assert.deepEqual(spareCells(runDir, 'masks'), controls);
  });

  test('exclude those that a stopped run resumes from, in each trial', (t) => {
    const runDir = made(t, {
      ticket: [
        [0.5, 0.5],
        [0.5, 0.5],
        [0.5, null],
        [null, null],
      ],
    });
    assert.deepEqual(spareCells(runDir, 'masks'), ['0/ticket/01']);
  });

  test('exclude those that a round to train again is made from', (t) => {
    const runDir = made(t, { ticket: [[0.5], [0.5], [null], [0.5]] });
    assert.deepEqual(spareCells(runDir, 'masks'), []);
  });

  test('exclude those of the last trained round, even if fewer rounds are planned now', (t) => {
    const runDir = made(t, { ticket: whole });
    const rounds = readManifest(runDir).rounds.slice(0, 2);
    assert.deepEqual(spareCells(runDir, 'masks', { rounds }), ['0/ticket/01', '0/ticket/02']);
  });

  test('are fewer if every round is pruned from the dense network', (t) => {
    const runDir = made(t, { ticket: [[0.5], [null], [0.5], [0.5]] });
    const rounds = readManifest(runDir).rounds.map((one) => ({ ...one, source: 0 }));
    assert.deepEqual(spareCells(runDir, 'masks', { rounds }), ['0/ticket/02']);
  });
});

test('files set aside and leftovers are spare under every policy, with their size', (t) => {
  const runDir = made(t, { ticket: whole });
  const write = (folder: string, name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  write(damagedFolder(runDir), 'trials-0-ticket-01/metrics.json', 'torn');
  write(tmpFolder(runDir), '3-1/cell/metrics.json', 'half');
  write(tmpFolder(runDir), '3-1/x', '');
  assert.deepEqual(spareFiles(runDir, 'all'), [
    { file: 'damaged/trials-0-ticket-01/metrics.json', kind: 'damaged', sizeBytes: 4 },
    { file: 'tmp/3-1/cell/metrics.json', kind: 'tmp', sizeBytes: 4 },
    { file: 'tmp/3-1/x', kind: 'tmp', sizeBytes: 0 },
  ]);
});
