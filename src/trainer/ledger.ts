// Tracks a run's finished and missing cells: reads them from its files and updates them as cells finish.
import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../language/plan';
import { commitFile, commitFolder, makeFolderIn } from '../runs/atomic';
import { existingCells, readMetrics } from '../runs/cells';
import { cellFolder, cellPath, checkpointFile, initFile } from '../runs/layout';
import { commitRound, nameCommits, readRound } from '../runs/rounds';
import { needFolders, sha256In } from '../runs/run-file';
import type { Cell, CellMetrics } from '../runs/types';
import type { RunPlace } from '../runs/damage';
import { allCells, cellKey, readyCells, TICKET, unreachableCells } from './schedule';

export interface Ledger {
  readonly cells: readonly Cell[];
  finishedCount(): number;
  /** True once every trainable cell is trained. */
  complete(): boolean;
  /** True if a ticket's training diverged, so later rounds of its trial cannot be trained. */
  ticketDiverged(): boolean;
  /** Cells that can start now, in order of preference. */
  ready(running: readonly Cell[]): readonly Cell[];
  /** Moves a trained cell into the run. `init` is a file with the trial's θ0 if the run has none yet. */
  commitCell(cell: Cell, folder: string, init?: string): CellMetrics;
  commitCheckpoint(cell: Cell, file: string): void;
  /** Commits the rounds whose cells are complete, and returns the newly committed ones. */
  commitRounds(): readonly number[];
}

/** @param within Folder through which files enter the run; see `Lock.folder`. */
export function openLedger(
  { runDir, identity }: RunPlace,
  plan: Pick<Plan, 'trials' | 'rounds' | 'arms'>,
  within: string,
): Ledger {
  const cells = allCells(plan);
  const wanted = new Set(cells.map(cellKey));
  const finished = new Set<string>();
  const diverged = new Set<string>();
  const note = (cell: Cell): CellMetrics => {
    const metrics = readMetrics(runDir, cell, identity);
    if (!metrics) throw new Error(`${cellPath(cell)} is committed but has no metrics.`);
    finished.add(cellKey(cell));
    if (metrics.diverged) diverged.add(cellKey(cell));
    return metrics;
  };
  for (const cell of existingCells(runDir)) if (wanted.has(cellKey(cell))) note(cell);
  // The last start may have been killed before it named the commits.
  nameCommits(runDir, within);

  const unreachable = (): ReadonlySet<string> => unreachableCells(plan, { finished, diverged });
  const isCommitted = (round: number, ofRound: readonly Cell[]): boolean => {
    const files = Object.keys(readRound(runDir, round, identity)?.files ?? {});
    return ofRound.every((cell) => files.some((file) => file.startsWith(`${cellPath(cell)}/`)));
  };

  /** A retrained cell of a committed round must reproduce the committed files. */
  const sameAsCommitted = (cell: Cell, folder: string): void => {
    const sums = readRound(runDir, cell.round, identity)?.files ?? {};
    for (const name of fs.readdirSync(folder)) {
      const sum = sums[`${cellPath(cell)}/${name}`];
      if (sum !== undefined && sum !== sha256In(runDir, path.join(folder, name)))
        throw new Error(
          `${cellPath(cell)}/${name} was retrained and differs from the commit of round ${cell.round}. ` +
            'This machine computes different numbers than the one the run started on; start a new run.',
        );
    }
  };

  /** Returns the path after creating its folder in the run. */
  const withFolder = (place: string): string => {
    needFolders(runDir, place);
    makeFolderIn(runDir, path.dirname(place));
    return place;
  };

  return {
    cells,
    finishedCount: () => finished.size,
    complete: () => finished.size + unreachable().size === cells.length,
    ticketDiverged: () => cells.some((cell) => cell.arm === TICKET && diverged.has(cellKey(cell))),
    ready: (running) => readyCells(plan, { finished, diverged, running }),
    commitCell(cell, folder, init) {
      if (init !== undefined) commitFile(init, withFolder(initFile(runDir, cell.trial)));
      sameAsCommitted(cell, folder);
      commitFolder(folder, withFolder(cellFolder(runDir, cell)));
      fs.rmSync(checkpointFile(runDir, cell.trial, cell.arm), { force: true });
      return note(cell);
    },
    commitCheckpoint: (cell, file) =>
      commitFile(file, withFolder(checkpointFile(runDir, cell.trial, cell.arm))),
    commitRounds() {
      const never = unreachable();
      const committed = plan.rounds
        .map(({ round }) => round)
        .filter((round) => {
          const ofRound = cells.filter((cell) => cell.round === round && !never.has(cellKey(cell)));
          const isNew =
            ofRound.length > 0 &&
            ofRound.every((cell) => finished.has(cellKey(cell))) &&
            !isCommitted(round, ofRound);
          if (isNew) commitRound(runDir, round, ofRound, identity, within);
          return isNew;
        });
      if (committed.length > 0) nameCommits(runDir, within);
      return committed;
    },
  };
}
