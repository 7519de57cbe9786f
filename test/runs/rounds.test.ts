import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { cellExists, existingCells, plannedCells, readMetrics } from '../../src/runs/cells';
import { cellFile, cellFolder, roundFile } from '../../src/runs/layout';
import { commitRound, lastRound, readRound, roundExists } from '../../src/runs/rounds';
import { identity, addCell, makeRun, manifestOf, metricsOf, temporaryFolder } from './made-run';

const dense = { trial: 0, arm: 'ticket', round: 0 };
const control = { trial: 0, arm: 'reinit', round: 1 };
const made = {
  trials: 1,
  densities: [1, 0.5],
  arms: { ticket: [[0.9], [0.9]], reinit: [[], [0.8]] },
};

describe('cells', () => {
  test('are planned for the ticket in every round and for controls from round 1 on', () => {
    const cells = plannedCells(manifestOf({ ...made, trials: 2 }));
    assert.deepEqual(
      cells.map(({ trial, arm, round }) => `${round} ${trial} ${arm}`),
      ['0 0 ticket', '0 1 ticket', '1 0 ticket', '1 0 reinit', '1 1 ticket', '1 1 reinit'],
    );
  });

  test('exist once their folder with metrics is in place', (t) => {
    const runDir = temporaryFolder(t);
    assert.deepEqual(existingCells(runDir), []);
    addCell(runDir, metricsOf(dense, 1, 0.9));
    fs.mkdirSync(cellFolder(runDir, { ...dense, round: 1 }), { recursive: true });
    fs.writeFileSync(path.join(runDir, 'trials', '0', 'init.safetensors'), '');
    assert.deepEqual(existingCells(runDir), [dense]);
    assert(!cellExists(runDir, { ...dense, round: 1 }));
  });

  test('return their metrics', (t) => {
    const runDir = temporaryFolder(t);
    assert.equal(readMetrics(runDir, dense, identity), undefined);
    for (const metrics of [metricsOf(dense, 1, 0.9), metricsOf(control, 0.5, 'diverged')]) {
      addCell(runDir, metrics);
      assert.deepEqual(readMetrics(runDir, metrics.cell, identity), metrics);
    }
  });

  test('refuse metrics that are truncated, changed, of another cell or of another run', (t) => {
    const runDir = temporaryFolder(t);
    addCell(runDir, metricsOf(dense, 1, 0.9));
    const file = cellFile(runDir, dense, 'metrics.json');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.slice(0, 40));
    assert.throws(
      () => readMetrics(runDir, dense, identity),
      /metrics\.json is not a file of a run: it is not valid/,
    );
    fs.writeFileSync(file, text.replace('0.9', '0.8'));
    assert.throws(() => readMetrics(runDir, dense, identity), /metrics\.json is damaged/);
    fs.writeFileSync(file, text);
    assert.throws(
      () => readMetrics(runDir, dense, 'def456'),
      /belongs to another run \(abc123, not def456\)/,
    );
    const other = { ...dense, round: 1 };
    fs.cpSync(cellFolder(runDir, dense), cellFolder(runDir, other), { recursive: true });
    assert.throws(
      () => readMetrics(runDir, other, identity),
      /01\/metrics\.json is another file of the run: trials\/0\/ticket\/00\/metrics\.json/,
    );
  });
});

describe('a round', () => {
  test('is committed with the SHA-256 of every file of its cells', (t) => {
    const runDir = temporaryFolder(t);
    const folder = cellFolder(runDir, dense);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'metrics.json'), 'abc');
    assert(!roundExists(runDir, 0));
    commitRound(runDir, 0, [dense], identity);
    assert(roundExists(runDir, 0));
    // The digest of "abc" in FIPS 180-2.
    const sum = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    assert.deepEqual(readRound(runDir, 0, identity), {
      round: 0,
      files: { 'trials/0/ticket/00/metrics.json': sum },
    });
  });

  test('keeps its checksums when it grows', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, made);
    const before = readRound(runDir, 1, identity)?.files ?? {};
    fs.appendFileSync(cellFile(runDir, control, 'mask.safetensors'), 'x');
    const added = { trial: 1, arm: 'ticket', round: 1 };
    addCell(runDir, metricsOf(added, 0.5, 0.9));
    const cells = [control, { trial: 0, arm: 'ticket', round: 1 }, added];
    const { files } = commitRound(runDir, 1, cells, identity);
    assert.equal(Object.keys(files).length, Object.keys(before).length + 4);
    assert.deepEqual({ ...files, ...before }, files);
  });

  test('is the last one if none above it is committed, planned or not', (t) => {
    const runDir = temporaryFolder(t);
    assert.equal(lastRound(runDir), -1);
    makeRun(runDir, {
      densities: [1, 0.5, 0.25],
      arms: {
        ticket: [
          [0.9, 0.9, 0.9],
          [0.9, 0.9, 0.9],
          [null, 0.9, 0.9],
        ],
      },
    });
    fs.writeFileSync(roundFile(runDir, 7), '{}');
    assert.equal(lastRound(runDir), 7);
  });

  test('has no commit if the file is missing; a truncated one is an error', (t) => {
    const runDir = temporaryFolder(t);
    assert.equal(readRound(runDir, 3, identity), undefined);
    fs.mkdirSync(path.dirname(roundFile(runDir, 3)));
    fs.writeFileSync(roundFile(runDir, 3), '{');
    assert.throws(() => readRound(runDir, 3, identity), /03\.json is not a file of a run/);
  });
});
