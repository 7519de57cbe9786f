import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../src/runs/types';
import { allCells, cellKey, readyCells, TICKET, unreachableCells } from '../../src/trainer/schedule';

const plan = (trials: number, rounds: number, controls: number, oneShot: boolean) => ({
  trials,
  rounds: Array.from({ length: rounds + 1 }, (_, round) => ({
    round,
    weights: 1,
    density: 1,
    ...(round > 0 && { source: oneShot ? 0 : round - 1 }),
  })),
  arms: [TICKET, ...Array.from({ length: controls }, (_, i) => `control-${i}`)].map((name) => ({
    name,
    group: name,
    repeat: 1,
  })),
});

const plans = fc.record({
  trials: fc.integer({ min: 1, max: 4 }),
  rounds: fc.integer({ min: 0, max: 5 }),
  controls: fc.integer({ min: 0, max: 3 }),
  oneShot: fc.boolean(),
});

/** The cells that a cell depends on, defined independently: a control's ticket; a ticket's θ0 and its mask's source. */
function madeFrom({ trial, arm, round }: Cell, oneShot: boolean): readonly Cell[] {
  if (arm !== TICKET) return [{ trial, arm: TICKET, round }];
  if (round === 0) return [];
  return [0, oneShot ? 0 : round - 1].map((source) => ({ trial, arm, round: source }));
}

/**
 * Trains a whole plan with several workers that finish in random order, with some cells diverging; returns the order of
 * starts.
 */
function simulate(
  of: ReturnType<typeof plan>,
  oneShot: boolean,
  workers: number,
  pick: () => number,
  divergent: ReadonlySet<string>,
) {
  const finished = new Set<string>();
  const diverged = new Set<string>();
  const running: Cell[] = [];
  const started: Cell[] = [];
  for (;;) {
    while (running.length < workers) {
      const [next] = readyCells(of, { finished, diverged, running });
      if (!next) break;
      for (const source of madeFrom(next, oneShot))
        assert.ok(
          finished.has(cellKey(source)) && !diverged.has(cellKey(source)),
          `${cellKey(next)} started too early`,
        );
      assert.ok(
        !running.some(({ trial, arm }) => trial === next.trial && arm === next.arm),
        'two cells share a checkpoint',
      );
      running.push(next);
      started.push(next);
    }
    const [done] = running.splice(pick() % Math.max(1, running.length), 1);
    if (!done) return { started, finished, unreachable: unreachableCells(of, { finished, diverged }) };
    finished.add(cellKey(done));
    if (divergent.has(cellKey(done))) diverged.add(cellKey(done));
  }
}

describe('the schedule', () => {
  test('trains every cell once, after its source, with any number of workers', () => {
    fc.assert(
      fc.property(
        plans,
        fc.integer({ min: 1, max: 6 }),
        fc.infiniteStream(fc.nat()),
        ({ trials, rounds, controls, oneShot }, workers, picks) => {
          const of = plan(trials, rounds, controls, oneShot);
          const { started } = simulate(of, oneShot, workers, () => Number(picks.next().value), new Set());
          assert.deepEqual(started.map(cellKey).sort(), allCells(of).map(cellKey).sort());
          assert.equal(started.length, trials * (1 + rounds * (1 + controls)));
        },
      ),
    );
  });

  test('continues with every cell that does not depend on a diverged one', () => {
    fc.assert(
      fc.property(
        plans,
        fc.infiniteStream(fc.nat()),
        fc.infiniteStream(fc.nat(9)),
        ({ trials, rounds, controls, oneShot }, picks, dice) => {
          const of = plan(trials, rounds, controls, oneShot);
          const divergent = new Set(
            allCells(of)
              .filter(() => Number(dice.next().value) === 0)
              .map(cellKey),
          );
          const { finished, unreachable } = simulate(
            of,
            oneShot,
            2,
            () => Number(picks.next().value),
            divergent,
          );
          for (const cell of allCells(of)) {
            const key = cellKey(cell);
            assert.notEqual(
              finished.has(key),
              unreachable.has(key),
              `${key} is neither trained nor given up, or both`,
            );
            const lost = madeFrom(cell, oneShot).some(
              (source) =>
                (divergent.has(cellKey(source)) && finished.has(cellKey(source))) ||
                unreachable.has(cellKey(source)),
            );
            assert.equal(unreachable.has(key), lost);
          }
        },
      ),
    );
  });
});
