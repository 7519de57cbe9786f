// Dependencies between the networks of a run.
import { cellPath } from './layout';
import type { Cell, RoundInfo } from './types';

export const TICKET = 'ticket';

interface Rounds {
  readonly rounds: readonly Pick<RoundInfo, 'source'>[];
}

/** The ticket cells that a cell depends on: the source of a ticket's mask, or a control's ticket. */
export function madeFrom(cell: Cell, { rounds }: Rounds): readonly Cell[] {
  if (cell.arm !== TICKET) return [{ ...cell, arm: TICKET }];
  if (cell.round === 0) return [];
  const source = rounds[cell.round]?.source ?? cell.round - 1;
  // Round 0 provides θ0 and the weights to rewind to.
  return [...new Set([0, source])].map((round) => ({ ...cell, round }));
}

/** The cells that can never be trained, because one they depend on diverged. */
export function neverTrained(
  cells: readonly Cell[],
  rounds: Rounds,
  is: { finished(cell: Cell): boolean; diverged(cell: Cell): boolean },
): readonly Cell[] {
  const never = new Set<string>();
  return cells.filter((cell) => {
    const isLost =
      !is.finished(cell) &&
      madeFrom(cell, rounds).some((source) => is.diverged(source) || never.has(cellPath(source)));
    if (isLost) never.add(cellPath(cell));
    return isLost;
  });
}
