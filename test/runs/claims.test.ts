import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { INTERVAL_TRIALS as WARNED_BELOW } from '../../src/language/rules/claims';
import { claimHash, evaluateClaim, evaluateClaims, exitCode } from '../../src/runs/claims';
import { readResults, type RunResults } from '../../src/runs/results';
import { INTERVAL_TRIALS } from '../../src/runs/statement';
import type { Claim, ClaimResult } from '../../src/runs/types';
import { claim, makeRun, temporaryFolder, type Accuracies, type Made } from './made-run';

/** Results of a run with three trials: the dense network at 0.95 and one pruned round. */
function results(
  t: TestContext,
  last: Readonly<Record<string, Accuracies[number]>>,
  more: Partial<Made> = {},
): RunResults {
  const runDir = temporaryFolder(t);
  const { ticket = [], ...controls } = last;
  const arms = Object.fromEntries(Object.entries(controls).map(([arm, values]) => [arm, [[], values]]));
  makeRun(runDir, { densities: [1, 0.05], arms: { ticket: [[0.95, 0.95, 0.95], ticket], ...arms }, ...more });
  return readResults(runDir);
}

const verdict = (run: RunResults, changes: Partial<Claim>): ClaimResult['verdict'] =>
  evaluateClaim(run, claim(changes)).verdict;

describe('a claim', () => {
  test('holds if the mean satisfies the bound', (t) => {
    const run = results(t, { ticket: [0.94, 0.95, 0.96] });
    const result = evaluateClaim(run, claim());
    assert.equal(result.verdict, 'holds');
    assert.deepEqual([result.round, result.density], [1, 0.05]);
    assert.equal(
      result.because,
      'At round 1 (density 5.00%) ticket − dense in testAccuracy is 0.00 points on average over 3 trials (−1.00 to 1.00), at least −0.5 points.',
    );
  });

  test('fails if it does not', (t) => {
    const result = evaluateClaim(results(t, { ticket: [0.9, 0.92, 0.94] }), claim());
    assert.equal(result.verdict, 'fails');
    assert.equal(
      result.because,
      'At round 1 (density 5.00%) ticket − dense in testAccuracy is −3.00 points on average over 3 trials (−5.00 to −1.00), not at least −0.5 points.',
    );
  });

  test('keeps the unit of a metric that is not an accuracy', (t) => {
    const run = results(t, { ticket: [0.95, 0.95, 0.95] });
    const { because } = evaluateClaim(run, claim({ metric: 'earlyStopIteration', bound: { atMost: -1500 } }));
    assert.match(because, /is [−+]?[\d,]+ iterations on average .*, not at most −1500 iterations\.$/);
  });

  test('does not depend on the rounding of a subtraction', (t) => {
    assert(0.955 - 0.96 < -0.005);
    const run = results(t, {}, { trials: 1, arms: { ticket: [[0.96], [0.955]] } });
    assert.equal(verdict(run, { bound: { atLeast: -0.005 } }), 'holds');
    assert.equal(verdict(run, { bound: { atMost: -0.005 } }), 'holds');
    assert.equal(verdict(run, { bound: { equals: -0.005 } }), 'holds');
    assert.equal(verdict(run, { bound: { equals: -0.00501 } }), 'fails');
  });

  test('bounds a value, a difference or a ratio', (t) => {
    const run = results(t, { ticket: [0.5, 0.6, 0.7], reinit: [0.25, 0.3, 0.35] });
    const mean = (of: Claim['of'], metric: Claim['metric'] = 'testAccuracy') =>
      evaluateClaim(run, claim({ of, metric })).value?.mean ?? NaN;
    const near = (a: number, b: number) => assert(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
    near(mean({ value: 'ticket' }), 0.6);
    near(mean({ value: 'dense' }), 0.95);
    near(mean({ difference: ['ticket', 'reinit'] }), 0.3);
    near(mean({ ratio: ['ticket', 'reinit'] }), 2);
    near(mean({ ratio: ['reinit', 'ticket'] }, 'earlyStopIteration'), 0.5);
    near(mean({ value: 'ticket' }, 'testAccuracyAtEnd'), 0.59);
    near(mean({ value: 'ticket' }, 'validationLoss'), 0.4);
  });

  test('over every trial fails if one trial does', (t) => {
    const run = results(t, { ticket: [0.96, 0.96, 0.94] });
    assert.equal(verdict(run, { over: 'mean' }), 'holds');
    const every = evaluateClaim(run, claim({ over: 'every-trial' }));
    assert.equal(every.verdict, 'fails');
    assert.match(every.because, /not at least −0\.5 points in 2 of 3 trials\.$/);
    assert.equal(verdict(run, { over: 'every-trial', bound: { atLeast: -0.011 } }), 'holds');
  });

  test('over the interval holds inside the bound, fails outside and is undecided across', (t) => {
    const run = results(t, { ticket: [0.96, 0.97, 0.99] });
    const over = 'interval-95';
    const { verdict: inside, value } = evaluateClaim(run, claim({ over, bound: { atLeast: 0.005 } }));
    assert.equal(inside, 'holds');
    const [low = NaN, high = NaN] = value?.interval95 ?? [];
    assert(0.01 - 1e-9 <= low && low < 0.0234 && 0.0234 < high && high <= 0.04 + 1e-9);
    assert.equal(verdict(run, { over, bound: { atLeast: 0.05 } }), 'fails');
    assert.equal(verdict(run, { over, bound: { atLeast: 0.02 } }), 'undecided');
    assert.equal(verdict(run, { over, bound: { atMost: 0.05 } }), 'holds');
    assert.equal(verdict(run, { over, bound: { atMost: 0.005 } }), 'fails');
    assert.equal(verdict(run, { over, bound: { equals: 0.02 } }), 'undecided');
    assert.equal(verdict(run, { over, bound: { equals: 0.05 } }), 'fails');
  });

  test('over the interval needs three trials', (t) => {
    const run = results(
      t,
      {},
      {
        trials: 2,
        arms: {
          ticket: [
            [0.9, 0.9],
            [0.95, 0.95],
          ],
        },
      },
    );
    const result = evaluateClaim(run, claim({ over: 'interval-95' }));
    assert.equal(result.verdict, 'undecided');
    assert.match(result.because, /an interval needs at least 3 trials/);
  });

  test('compares arms within each trial, with the repeats of a control averaged', (t) => {
    const run = results(t, {
      ticket: [0.5, 0.625, 0.75],
      reinit: [0.25, 0.5, 0.5],
      'reinit-2': [0.5, 0.5, 0.25],
    });
    const { value } = evaluateClaim(run, claim({ of: { difference: ['ticket', 'reinit'] } }));
    assert.deepEqual(value?.perTrial, [0.125, 0.125, 0.375]);
  });
});

describe('the round of a claim', () => {
  const densities = [1, 0.5, 0.25, 0.0625];
  const same = [0.9, 0.9, 0.9];
  const rounds = (t: TestContext) =>
    results(t, {}, { densities, arms: { ticket: [same, same, same, same] } });
  const round = (run: RunResults, at: Claim['at']) => evaluateClaim(run, claim({ at })).round;

  test('is the nearest to its density, by ratio', (t) => {
    const run = rounds(t);
    // 0.13 is nearer to 0.0625 by difference, but nearer to 0.25 by ratio.
    assert(Math.abs(0.13 - 0.0625) < Math.abs(0.13 - 0.25));
    assert.equal(round(run, { density: 0.13 }), 2);
    assert.equal(round(run, { density: 0.12 }), 3);
    assert.equal(round(run, { density: 0.125 }), 2, 'the denser of two as near');
    assert.equal(round(run, { density: 0.001 }), 3);
    assert.equal(round(run, { density: 0.9 }), 0);
  });

  test('is never farther from the density than another round', (t) => {
    const run = rounds(t);
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1, noNaN: true }), (density) => {
        const distance = (d = NaN) => Math.abs(Math.log(d / density));
        const chosen = distance(densities[round(run, { density }) ?? -1]);
        assert(densities.every((other) => chosen <= distance(other)));
      }),
    );
  });

  test('can be a number, or the last one', (t) => {
    const run = rounds(t);
    assert.equal(round(run, { round: 2 }), 2);
    assert.equal(round(run, 'end'), 3);
  });
});

describe('a claim is undecided', () => {
  const undecided = (run: RunResults, changes: Partial<Claim>, why: RegExp): void => {
    const result = evaluateClaim(run, claim(changes));
    assert.equal(result.verdict, 'undecided');
    assert.match(result.because, why);
  };

  test('if the run does not have the round', (t) => {
    undecided(
      results(t, { ticket: [0.9, 0.9, 0.9] }),
      { at: { round: 7 } },
      /no such round; its last is round 1/,
    );
  });

  test('if the round is not trained yet', (t) => {
    undecided(results(t, {}), {}, /At round 1 \(density 5.00%\) ticket is not trained yet in trial 0/);
  });

  test('if a trial is missing, even of one repeat', (t) => {
    undecided(results(t, { ticket: [0.99, 0.99] }), {}, /ticket is not trained yet in trial 2/);
    const run = results(t, {
      ticket: [0.9, 0.9, 0.9],
      reinit: [0.1, 0.1, 0.1],
      'reinit-2': [0.1, null, 0.1],
    });
    undecided(run, { of: { difference: ['ticket', 'reinit'] } }, /reinit is not trained yet in trial 1/);
  });

  test('if the ticket diverged before, also for its controls', (t) => {
    const arms = { ticket: [[0.9], ['diverged' as const], [null]], reinit: [[], [null], [null]] };
    const run = results(t, {}, { trials: 1, densities: [1, 0.5, 0.25], arms });
    const why = 'cannot be trained in trial 0: the ticket diverged in round 1';
    undecided(run, {}, new RegExp(`At round 2 \\(density 25.0%\\) ticket ${why}\\.`));
    undecided(run, { of: { value: 'reinit' }, at: { round: 1 } }, new RegExp(`reinit ${why}`));
  });

  test('if a whole trial diverged, but not if one repeat did', (t) => {
    undecided(
      results(t, { ticket: [0.9, 'diverged', 0.9] }),
      {},
      /ticket has no testAccuracy in trial 1: it diverged/,
    );
    const run = results(t, {
      ticket: [0.9, 0.9, 0.9],
      reinit: [0.5, 0.5, 0.5],
      'reinit-2': [0.5, 'diverged', 0.5],
    });
    assert.equal(verdict(run, { of: { value: 'reinit' }, bound: { atLeast: 0.5 } }), 'holds');
  });

  test('if it names an arm that the run does not have', (t) => {
    undecided(results(t, { ticket: [0.9, 0.9, 0.9] }), { of: { value: 'rewind' } }, /no arm rewind/);
  });

  test('if it divides by zero', (t) => {
    const run = results(t, { ticket: [0.9, 0.9, 0.9], reinit: [0.5, 0, 0.5] });
    undecided(
      run,
      { of: { ratio: ['ticket', 'reinit'] } },
      /undefined in trial 1, where the testAccuracy of reinit is 0/,
    );
  });
});

describe('a control that must fail', () => {
  const good = [0.95, 0.95, 0.95];
  const bad = [0.9, 0.9, 0.9];

  test('and does lets the claim hold', (t) => {
    const result = evaluateClaim(results(t, { ticket: good, reinit: bad }), claim({ mustFail: ['reinit'] }));
    assert.equal(result.verdict, 'holds');
    assert.deepEqual(
      result.controls.map(({ control, statement }) => [control, statement]),
      [['reinit', 'fails']],
    );
    assert.match(
      result.controls[0]?.because ?? '',
      /reinit − dense in testAccuracy is −5\.00 points .*, not at least −0\.5 points/,
    );
  });

  test('and holds makes the claim fail', (t) => {
    const run = results(t, { ticket: good, reinit: good, 'shuffled-mask': bad });
    const result = evaluateClaim(run, claim({ mustFail: ['shuffled-mask', 'reinit'] }));
    assert.equal(result.verdict, 'fails');
    assert.match(result.because, /But it also holds for reinit, which must fail: At round 1/);
  });

  test('and is not trained yet leaves the claim undecided', (t) => {
    const run = results(t, { ticket: good, reinit: [] });
    const result = evaluateClaim(run, claim({ mustFail: ['reinit'] }));
    assert.equal(result.verdict, 'undecided');
    assert.match(result.because, /It is unknown whether reinit fails: .*reinit is not trained yet/);
  });

  test('does not save a claim that itself fails', (t) => {
    const run = results(t, { ticket: bad, reinit: [] });
    assert.equal(verdict(run, { mustFail: ['reinit'] }), 'fails');
  });

  test('cannot replace a ticket that the claim does not mention', (t) => {
    const run = results(t, { ticket: good, reinit: bad });
    const result = evaluateClaim(
      run,
      claim({ of: { value: 'dense' }, bound: { atLeast: 0.5 }, mustFail: ['reinit'] }),
    );
    assert.equal(result.verdict, 'undecided');
    assert.match(result.because, /is not about the ticket/);
  });

  test('may be a changed spec; the claim then asks for its run', (t) => {
    const run = results(t, { ticket: good });
    const changed = claim({ mustFail: [{ with: { 'train.optimizer.weightDecay': 0 } }] });
    const asked: unknown[] = [];
    const variant = (last: Accuracies[number]) => (change: unknown) => {
      asked.push(change);
      return results(t, { ticket: last });
    };
    assert.equal(evaluateClaim(run, changed, variant(bad)).verdict, 'holds');
    assert.equal(evaluateClaim(run, changed, variant(good)).verdict, 'fails');
    assert.deepEqual(asked, [{ 'train.optimizer.weightDecay': 0 }, { 'train.optimizer.weightDecay': 0 }]);
    const missing = evaluateClaim(run, changed);
    assert.equal(missing.verdict, 'undecided');
    assert.match(
      missing.because,
      /There is no run of the spec with train\.optimizer\.weightDecay: 0 yet\. Train it with `ticket run`/,
    );
  });
});

describe('a claim precedes its data', () => {
  const one = claim({ at: { round: 1 } });
  const seen = (
    t: TestContext,
    claims: Made['manifest'],
    last: Accuracies[number] = [0.9, 0.9, 0.9],
  ): boolean =>
    evaluateClaim(results(t, { ticket: last }, { manifest: { ...claims } }), one).writtenBeforeData;

  test('if its round was not committed when Ticket first saw it', (t) => {
    assert.equal(seen(t, { claims: { [claimHash(one)]: { roundsBefore: 0 } } }), true);
    assert.equal(seen(t, { claims: { [claimHash(one)]: { roundsBefore: 1 } } }), true);
    assert.equal(seen(t, { claims: { [claimHash(one)]: { roundsBefore: 2 } } }), false);
  });

  test('if it is new and its round is not committed yet', (t) => {
    assert.equal(seen(t, { claims: {} }, []), true);
    assert.equal(seen(t, { claims: {} }), false);
  });

  test('and is the same claim in other words, but not with another number', () => {
    assert.equal(claimHash(claim({ says: 'in other words' })), claimHash(claim()));
    assert.notEqual(claimHash(claim({ bound: { atLeast: -0.006 } })), claimHash(claim()));
    assert.notEqual(claimHash(claim({ mustFail: ['reinit'] })), claimHash(claim()));
  });
});

test('check warns below the number of trials that an interval needs', () => {
  assert.equal(WARNED_BELOW, INTERVAL_TRIALS);
});

test('the exit code is 0 only if every claim holds', (t) => {
  const run = results(t, { ticket: [0.95, 0.95, 0.95] });
  const holds = claim();
  const fails = claim({ bound: { atLeast: 0.5 } });
  const open = claim({ at: { round: 9 } });
  assert.equal(exitCode([]), 0);
  assert.equal(exitCode(evaluateClaims(run, [holds, holds])), 0);
  assert.equal(exitCode(evaluateClaims(run, [holds, fails])), 1);
  assert.equal(exitCode(evaluateClaims(run, [holds, open])), 1);
});
