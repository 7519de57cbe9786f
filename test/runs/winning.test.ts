import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { outcomeOf, sentence } from '../../src/runs/outcome';
import { listing } from '../../src/runs/list';
import { readResults, type RunResults } from '../../src/runs/results';
import { smallestWinning, ticketRounds } from '../../src/runs/winning';
import { makeRun, temporaryFolder, type Accuracies } from './made-run';

/** A run of two trials with these accuracies per round, at densities 100%, 50%, 25%, …. */
function results(t: TestContext, rounds: Accuracies): RunResults {
  const runDir = temporaryFolder(t);
  const densities = rounds.map((_, i) => 0.5 ** i);
  makeRun(runDir, { trials: 2, densities, arms: { ticket: rounds } });
  return readResults(runDir);
}
const density = (t: TestContext, rounds: Accuracies): number | undefined =>
  smallestWinning(ticketRounds(results(t, rounds)))?.density;

const dense = [0.95, 0.95];

describe('the smallest winning ticket', () => {
  test('is the last one within 0.2 points of the dense network, in the mean', (t) => {
    assert.equal(density(t, [dense, [0.96, 0.96], [0.94, 0.958], [0.9, 0.9]]), 0.25);
  });
  test('counts a shortfall of exactly 0.2 points, and none beyond', (t) => {
    assert(0.95 - 0.948 > 0.002, 'the subtraction itself is rounded');
    assert.equal(density(t, [dense, [0.948, 0.948]]), 0.5);
    assert.equal(density(t, [dense, [0.9479, 0.9479]]), undefined);
  });
  test('needs all denser rounds to match, too', (t) => {
    assert.equal(density(t, [dense, [0.95, 0.95], [0.9, 0.9], [0.96, 0.96]]), 0.5);
    assert.equal(density(t, [dense, [0.9, 0.9], [0.96, 0.96]]), undefined);
  });
  test('is never the dense network, and needs every trial', (t) => {
    assert.equal(density(t, [dense]), undefined);
    assert.equal(density(t, [dense, [0.96, 'diverged']]), undefined);
    assert.equal(
      density(t, [
        [0.95, 'diverged'],
        [0.96, 0.96],
      ]),
      undefined,
    );
  });
  test('is what the outcome of a run tells, whatever the last round is', (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, {
      ...{ trials: 2, densities: [1, 0.5, 0.25] },
      arms: { ticket: [dense, [0.9512, 0.9512], [0.5, 0.5]] },
    });
    const told = (claims = []): string =>
      sentence(
        { ...listing(runDir), state: 'finished' },
        outcomeOf({ results: readResults(runDir), claims }),
      );
    assert.equal(
      told(),
      'Finished. Smallest winning ticket: 50.0% density, 95.1% test accuracy (dense 95.0%).',
    );
  });
  test('or that there is none', (t) => {
    const none = outcomeOf({ results: results(t, [dense, [0.9, 0.9], [0.96, 0.96]]), claims: [] });
    assert.deepEqual(none.ticket, { round: 1, density: 0.5, ticket: 0.9, dense: 0.95, isWinning: false });
  });
});
