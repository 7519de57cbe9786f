import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { cellsCsv, evaluationsCsv } from '../../src/runs/csv';
import { csv } from '../../src/runs/csv-text';
import { cellFile } from '../../src/runs/layout';
import { readResults, type KnownCells } from '../../src/runs/results';
import { makeRun, temporaryFolder } from './made-run';

const made = {
  trials: 2,
  densities: [1, 0.25],
  arms: {
    ticket: [
      [0.75, 0.5],
      [0.875, 0.625],
    ],
    reinit: [[], [0.25, 0.5]],
    'reinit-2': [[], [0.5, 0.75]],
    'shuffled-mask': [[], ['diverged', 0.125]],
  },
} as const;

describe('results', () => {
  test('are the same from a cache of cells until a cell changes', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, made);
    const known: KnownCells = new Map();
    const first = readResults(runDir, known);
    assert.equal(known.size, 10);
    assert.deepEqual(first, readResults(runDir));
    assert.deepEqual(readResults(runDir, known), first);
    const file = cellFile(runDir, { trial: 0, arm: 'ticket', round: 1 }, 'metrics.json');
    fs.appendFileSync(file, ' ');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('0.875', '0.876'));
    assert.throws(() => readResults(runDir, known), /is damaged/);
  });

  test('summarise each arm of each round over trials and repeats', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, made);
    const { rounds } = readResults(runDir);
    const [dense, pruned] = rounds;
    assert.deepEqual(Object.keys(dense?.arms ?? {}), ['ticket']);
    assert.deepEqual(dense?.arms.ticket?.testAccuracy, { mean: 0.625, min: 0.5, max: 0.75, n: 2 });
    assert.deepEqual(
      [pruned?.round, pruned?.density, pruned?.weights, pruned?.committed],
      [1, 0.25, 250, true],
    );
    const { ticket, reinit } = pruned?.arms ?? {};
    assert.deepEqual(
      [reinit?.testAccuracy, ticket?.earlyStopIteration, ticket?.validationLoss, ticket?.testAccuracyAtEnd],
      [
        { mean: 0.5, min: 0.25, max: 0.75, n: 4 },
        { mean: 750, min: 625, max: 875, n: 2 },
        { mean: 0.25, min: 0.125, max: 0.375, n: 2 },
        { mean: 0.74, min: 0.615, max: 0.865, n: 2 },
      ],
    );
  });

  test('count networks that diverged and exclude them from the means', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, made);
    const shuffled = readResults(runDir).rounds[1]?.arms['shuffled-mask'];
    assert.equal(shuffled?.diverged, 1);
    assert.deepEqual(shuffled.testAccuracy, { mean: 0.125, min: 0.125, max: 0.125, n: 1 });
  });

  test('of an active run include the trained networks', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, {
      trials: 2,
      densities: [1, 0.5, 0.25],
      arms: { ticket: [[0.5, 0.75], [0.5]], reinit: [] },
    });
    const { rounds } = readResults(runDir);
    assert.deepEqual(
      rounds.map(({ committed, arms }) => [committed, arms.ticket?.testAccuracy?.n, Object.keys(arms)]),
      [
        [true, 2, ['ticket']],
        [false, 1, ['ticket']],
        [false, undefined, []],
      ],
    );
  });

  test('exclude cells that are no longer in the plan', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, made);
    makeRun(runDir, { ...made, trials: 1, arms: { ticket: [[null], [null]] } });
    const { rounds } = readResults(runDir);
    assert.deepEqual(Object.keys(rounds[1]?.arms ?? {}), ['ticket']);
    assert.equal(rounds[1]?.arms.ticket?.testAccuracy?.n, 1);
  });

  test('name the damaged file', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, made);
    const file = cellFile(runDir, { trial: 1, arm: 'reinit-2', round: 1 }, 'metrics.json');
    fs.writeFileSync(file, '{}');
    assert.throws(() => readResults(runDir), new RegExp(`${file} is not a file of a run`));
  });
});

describe('CSV', () => {
  test('quotes fields by RFC 4180', () => {
    assert.equal(
      csv(
        ['a', 'b,c'],
        [
          [1, 'say "hi"\n'],
          [undefined, 'x'],
        ],
      ),
      'a,"b,c"\r\n1,"say ""hi""\n"\r\n,x\r\n',
    );
  });

  test('has a row for each cell', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, made);
    const [header, ...rows] = cellsCsv(runDir).trimEnd().split('\r\n');
    assert.equal(
      header,
      'trial,arm,group,repeat,round,density,weights,testAccuracy,testAccuracyAtEnd,earlyStopIteration,' +
        'validationLoss,validationAccuracy,validationLossAtEnd,validationAccuracyAtEnd,iterations,divergedAt',
    );
    assert.equal(rows.length, 2 * (2 + 3));
    assert(
      rows.includes('0,reinit-2,reinit,1,1,0.25,250,0.5,0.49,500,0.5,0.5,0.51,0.49,100,'),
      rows.join('\n'),
    );
    assert(rows.includes('0,shuffled-mask,shuffled-mask,0,1,0.25,250,,,,,,,,100,7'), rows.join('\n'));
  });

  test('has a row for each evaluation', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, made);
    const [header, ...rows] = evaluationsCsv(runDir).trimEnd().split('\r\n');
    assert.match(header ?? '', /^trial,arm,.*,iteration,validationLoss,validationAccuracy,trainingLoss$/);
    assert.equal(rows.length, 10);
    assert.equal(rows[0], '0,reinit,reinit,0,1,0.25,250,50,0.5,0.75,0.625');
  });
});
