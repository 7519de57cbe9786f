// Lists a run's cells and those that can be trained now. Pure: the coordinator calls it again after every event.
import type { Plan } from '../language/plan';
import { madeFrom, neverTrained, TICKET } from '../runs/lineage';
import type { Cell } from '../runs/types';

export { TICKET };

export const cellKey = ({ trial, arm, round }: Cell): string => `${trial}/${arm}/${round}`;

/** Every cell of a plan in order of preference: by round, tickets before controls. */
export function allCells(plan: Pick<Plan, 'trials' | 'rounds' | 'arms'>): readonly Cell[] {
  const trials = Array.from({ length: plan.trials }, (_, trial) => trial);
  return plan.rounds.flatMap(({ round }) =>
    plan.arms
      .filter((arm) => round > 0 || arm.name === TICKET)
      .flatMap((arm) => trials.map((trial) => ({ trial, arm: arm.name, round }))),
  );
}

export interface Progress {
  /** Keys of finished cells. */
  readonly finished: ReadonlySet<string>;
  /** Keys of finished cells that diverged: no cell can start from them. */
  readonly diverged: ReadonlySet<string>;
  /** Cells being trained. */
  readonly running: readonly Cell[];
}

/** Cells that can start now. An arm of a trial trains one round at a time, because it has one checkpoint. */
export function readyCells(
  plan: Pick<Plan, 'trials' | 'rounds' | 'arms'>,
  { finished, diverged, running }: Progress,
): readonly Cell[] {
  const busy = new Set(running.map(({ trial, arm }) => `${trial}/${arm}`));
  return allCells(plan).filter(
    (cell) =>
      !finished.has(cellKey(cell)) &&
      !busy.has(`${cell.trial}/${cell.arm}`) &&
      madeFrom(cell, plan).every((source) => finished.has(cellKey(source)) && !diverged.has(cellKey(source))),
  );
}

/** Cells that can never be trained, because a cell they depend on diverged. */
export function unreachableCells(
  plan: Pick<Plan, 'trials' | 'rounds' | 'arms'>,
  { finished, diverged }: Pick<Progress, 'finished' | 'diverged'>,
): ReadonlySet<string> {
  const never = neverTrained(allCells(plan), plan, {
    finished: (cell) => finished.has(cellKey(cell)),
    diverged: (cell) => diverged.has(cellKey(cell)),
  });
  return new Set(never.map(cellKey));
}
