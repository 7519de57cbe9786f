import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listing } from '../../src/runs/list';
import { accuracyText, roundText, sentence, stateText } from '../../src/runs/outcome';
import { readResults } from '../../src/runs/results';
import { percent } from '../../src/runs/text';
import { makeRun, temporaryFolder } from './made-run';

describe('the outcome of a run in words', () => {
  test('has densities with the digits of the charts, however small', () => {
    const round = { round: 1, ticket: 0.951, dense: 0.95, isWinning: true };
    assert.equal(accuracyText({ ...round, density: 0.0287 }), '95.1% at 2.87% density (dense 95.0%)');
    assert.equal(accuracyText({ ...round, density: 0.00043 }), '95.1% at 0.043% density (dense 95.0%)');
    assert.deepEqual([1, 0.512, 0.0041, 0.001, 0.00012, 0].map(percent), [
      ...['100%', '51.2%', '0.41%', '0.10%', '0.012%', '0.00%'],
    ]);
  });

  test('has a round’s accuracies before its density', (t) => {
    const runDir = temporaryFolder(t);
    const arms = { ticket: [[0.95], [0.94]], reinit: [[], [0.9]] };
    makeRun(runDir, { trials: 1, densities: [1, 0.0287], arms });
    const [, round] = readResults(runDir).rounds;
    assert(round);
    assert.equal(roundText(round), 'ticket 94.0% · reinit 90.0% · 2.87% density');
  });

  test('has the reason of a run that diverged or failed', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, {
      trials: 2,
      densities: [1, 0.5],
      arms: {
        ticket: [
          [0.9, 0.9],
          [0.9, 'diverged'],
        ],
      },
    });
    const diverged = listing(runDir);
    assert.equal(stateText(diverged, 'diverged'), '1 of 4 trained networks diverged');
    assert.equal(sentence(diverged), 'Diverged: 1 of 4 trained networks diverged.');
    const failed = { ...diverged, state: 'failed', message: `${runDir}/run.json is damaged.` } as const;
    assert.equal(stateText(failed, 'failed'), 'failed: run.json is damaged.');
  });
});
