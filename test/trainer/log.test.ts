import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NewEvent } from '../../src/runs/events';
import type { EngineTuple } from '../../src/runs/types';
import { logger, outputLogger } from '../../src/trainer/log';
import { manifestOf } from '../runs/made-run';

const run = manifestOf({ densities: [1, 0.5], arms: { ticket: [] } });
const tuple: EngineTuple = {
  ...{ engine: 'xla', backend: 'tensorflow', library: '2.21.0', device: 'CPU', cpuFeatures: '' },
  ...{ threads: 1, options: '' },
};
const cell = { trial: 0, arm: 'ticket', round: 1 };

/** The lines of these events, without their times. */
function linesOf(...all: readonly (NewEvent | string)[]): readonly string[] {
  const lines: string[] = [];
  const log = logger(run, (line) => void lines.push(line));
  all.forEach(log);
  return lines.map((line) => {
    assert.match(line, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}\S.*\n$/);
    return line.slice(21, -1);
  });
}

describe('the log of a run', () => {
  test('indents the output of workers, also where it arrives in parts', () => {
    let log = '';
    const output = outputLogger((text) => (log += text));
    for (const part of ['WARNING: absl\nI0000 port', '.cc\n', '\nlast\n']) output(part);
    assert.equal(log, '    WARNING: absl\n    I0000 port.cc\n    \n    last\n');
  });

  test('tells its story in sentences', () => {
    const [started, ...rest] = linesOf(
      { type: 'started', pid: 1, cells: 6, finished: 2, workers: 2 },
      { type: 'measuring-engines' },
      'Engine xla: fastest of 3.',
      { type: 'engine', tuple },
      { type: 'cell-started', cell, iteration: 1500 },
      { type: 'cell-finished', cell: { ...cell, round: 0 }, density: 1, testAccuracy: 0.9512 },
      { type: 'cell-finished', cell, density: 0.5, diverged: { iteration: 70, layer: 'fc1' } },
      { type: 'round-committed', round: 1 },
      { type: 'damaged', file: 'rounds/01.json', problem: 'is empty.' },
      { type: 'warning', message: 'Inputs reach 1e6.' },
      { type: 'worker-lost', worker: 1, reason: 'signal SIGKILL' },
      { type: 'stopping' },
      { type: 'ended', outcome: 'failed', message: 'No space is left.' },
      { type: 'ended', outcome: 'finished' },
    );
    assert.match(
      started ?? '',
      /^Started: 2 of 6 networks are trained; 2 workers on .+ Node v20, Ticket 0\.1\.0\)\.$/,
    );
    assert.deepEqual(rest, [
      'Measuring engines to choose the fastest one that passes the accuracy check.',
      'Engine xla: fastest of 3.',
      'Engine: xla, TensorFlow 2.21.0 on the CPU, 1 thread per worker.',
      'Resumed ticket, trial 0, round 1 at iteration 1,500.',
      'Dense network, trial 0: 95.1% test accuracy at early stop (density 100.0%).',
      'Ticket, trial 0, round 1: diverged at iteration 70 in fc1 (density 50.0%).',
      'Round 1 of 1 is complete.',
      'Damaged: rounds/01.json is empty. Ticket set it aside and trains it again.',
      'Warning: Inputs reach 1e6.',
      'Worker 1 was lost: signal SIGKILL.',
      'Stopping: the networks in training write checkpoints.',
      'Failed: No space is left.',
      'Finished.',
    ]);
  });

  test('names the backend that computed the run', () => {
    const embedded: EngineTuple = { ...tuple, engine: 'eager', backend: 'wasm', library: '4.22.0' };
    assert.deepEqual(linesOf({ type: 'engine', tuple: embedded }), [
      'Engine: eager, embedded wasm 4.22.0, 1 thread per worker.',
    ]);
  });

  test('has no line for progress, and one for the same engine of several workers', () => {
    const evaluation = { iteration: 1, validationLoss: 1, validationAccuracy: 0, trainingLoss: 1 };
    assert.deepEqual(
      linesOf(
        { type: 'engine', tuple },
        { type: 'engine', tuple },
        { type: 'cell-started', cell, iteration: 0 },
        { type: 'progress', cell, iteration: 1, iterations: 2, iterationsPerSecond: 3 },
        { type: 'evaluation', cell, evaluation },
      ).length,
      1,
    );
  });

  test('keeps a message of several lines in one', () => {
    assert.deepEqual(linesOf({ type: 'warning', message: 'a\n  b\n' }), ['Warning: a b ']);
  });
});
