import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cellFile, type CellFile } from '../../src/runs/layout';
import { freeWeights } from '../../src/trainer/keep';
import { small } from './small';

const FILES: readonly CellFile[] = [
  'metrics.json',
  'weights.safetensors',
  'early-stop.safetensors',
  'mask.safetensors',
];

/** The rounds (0 to 3) that still have weights after `freeWeights`. */
async function left(
  keep: 'all' | 'tickets' | 'masks',
  changes: Readonly<Record<string, unknown>> = {},
): Promise<readonly number[]> {
  const { plan } = await small(changes);
  const runDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-keep-'));
  try {
    const rounds = plan.rounds.map(({ round }) => round);
    const place = (trial: number, round: number, file: CellFile): string =>
      cellFile(runDir, { trial, arm: 'ticket', round }, file);
    for (let trial = 0; trial < plan.trials; trial++) {
      for (const round of rounds) {
        for (const file of FILES) {
          fs.mkdirSync(path.dirname(place(trial, round, file)), { recursive: true });
          fs.writeFileSync(place(trial, round, file), '');
        }
      }
    }
    freeWeights(runDir, keep, plan);
    assert.ok(rounds.every((round) => fs.existsSync(place(1, round, 'mask.safetensors'))));
    const kept = rounds.filter((round) => fs.existsSync(place(0, round, 'weights.safetensors')));
    assert.deepEqual(
      rounds.filter((round) => fs.existsSync(place(1, round, 'early-stop.safetensors'))),
      kept,
    );
    return kept;
  } finally {
    fs.rmSync(runDir, { recursive: true });
  }
}

test('keep: masks frees the weights that no further round or control is made from', async () => {
  assert.deepEqual(await left('masks'), [0, 3]);
  assert.deepEqual(await left('masks', { rewind: '7 iterations' }), [0, 3]);
});

test('keep: masks frees nothing where networks go on from trained weights', async () => {
  assert.deepEqual(await left('masks', { rewind: 'none' }), [0, 1, 2, 3]);
  assert.deepEqual(await left('masks', { rewind: 'learning-rate' }), [0, 1, 2, 3]);
});

test('other policies free nothing', async () => {
  assert.deepEqual(await left('tickets'), [0, 1, 2, 3]);
  assert.deepEqual(await left('all'), [0, 1, 2, 3]);
});
