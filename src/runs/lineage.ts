// The networks that a network is made from, as a run's rounds say it.
import { cellPath } from './layout';
import type { Cell, RoundInfo } from './types';

export const TICKET = 'ticket';

interface Rounds {
  readonly rounds: readonly Pick<RoundInfo, 'source'>[];
}

/** The ticket cells whose files a cell is made from: the source of a ticket's mask, or a control's ticket. */
export function madeFrom(cell: Cell, { rounds }: Rounds): readonly Cell[] {
  if (cell.arm !== TICKET) return [{ ...cell, arm: TICKET }];
  if (cell.round === 0) return [];
  const source = rounds[cell.round]?.source ?? cell.round - 1;
  // Round 0 holds θ0 and the weights that later rounds rewind to.
  return [...new Set([0, source])].map((round) => ({ ...cell, round }));
}

/** The cells that can never be trained, because one they are made from diverged. */
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
