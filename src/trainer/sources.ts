// Lists the files that a cell depends on.
import type { Plan } from '../language/plan';
import type { CellFile } from '../runs/layout';
import type { Cell } from '../runs/types';
import { TICKET } from './schedule';

/** The tickets' files that a cell depends on, besides θ0; see `startCell`. */
export function sourceFiles(
  cell: Cell,
  { rounds, start }: Pick<Plan, 'rounds' | 'start'>,
): readonly { readonly cell: Cell; readonly file: CellFile }[] {
  if (cell.round === 0) return [];
  const of = (round: number, file: CellFile): { cell: Cell; file: CellFile } => ({
    cell: { trial: cell.trial, arm: TICKET, round },
    file,
  });
  const pruned = rounds[cell.round]?.source ?? cell.round - 1;
  const isTicket = cell.arm === TICKET;
  const masked = isTicket ? pruned : cell.round;
  return [
    ...(masked > 0 ? [of(masked, 'mask.safetensors')] : []),
    ...(isTicket || start.weights === 'trained' ? [of(pruned, 'weights.safetensors')] : []),
    ...(typeof start.weights === 'object' ? [of(0, 'rewind.safetensors')] : []),
  ];
}
