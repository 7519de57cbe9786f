import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import * as layout from '../../src/runs/layout';

const cells = fc.record(
  { trial: fc.nat(), arm: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/), round: fc.nat() },
  { noNullPrototype: true },
);

describe('the layout of a run directory', () => {
  test('numbers rounds with at least two digits', () => {
    assert.equal(layout.cellPath({ trial: 4, arm: 'reinit-2', round: 7 }), 'trials/4/reinit-2/07');
    assert.equal(layout.cellPath({ trial: 0, arm: 'ticket', round: 123 }), 'trials/0/ticket/123');
    assert.equal(layout.roundFile('run', 3), path.join('run', 'rounds', '03.json'));
  });

  test('gives each worker of each holder its own folder', () => {
    assert.equal(layout.workerFolder('run', 'f00', 1), path.join('run', 'tmp', 'f00', '1'));
  });

  test('finds the cell of each path that it made', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        assert.deepEqual(layout.cellOf(layout.cellPath(cell)), cell);
        assert.deepEqual(layout.cellOf(layout.cellFile('', cell, 'mask.safetensors')), cell);
      }),
    );
  });

  test('finds no cell in other paths', () => {
    const others = [
      'trials/0/init.safetensors',
      'trials/0/ticket/checkpoint.safetensors',
      'trials/0/ticket/7',
      'trials/0/ticket/007',
      'trials/00/ticket/07',
      'tmp/1-0/trials/0/ticket/07',
      'rounds/07.json',
      '',
    ];
    for (const other of others) assert.equal(layout.cellOf(other), undefined, other);
  });
});
