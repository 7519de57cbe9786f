// What of a run is not what it was written as: found by seals and by the checksums that rounds were committed with.
import fs from 'node:fs';
import path from 'node:path';
import { cellPlace, existingCells, readMetrics, unfinishedFolders } from './cells';
import { BadFileError } from './json';
import { cellFolder, cellPath, initFile, initPath, roundPath, type CellFile } from './layout';
import { committedRounds, readRound, sha256Of } from './rounds';
import { readTensors } from './seal';
import type { Cell } from './types';

/** A run directory, and the identity that its files must have. */
export interface RunPlace {
  readonly runDir: string;
  readonly identity: string;
}

/** A file or a cell's folder, relative to the run directory, and what is wrong with it. */
export interface Damage {
  readonly file: string;
  readonly problem: string;
  /** The cell that it belongs to; for θ0 the dense net that it is written with. */
  readonly cell?: Cell;
}

/** Reads every commit, every cell and every θ0 of a run, whether planned or not. */
export function findDamage({ runDir, identity }: RunPlace): readonly Damage[] {
  const damages: Damage[] = [];
  const sums = new Map<string, string>();
  for (const round of committedRounds(runDir)) {
    const file = roundPath(round);
    const problem = problemOf(() => {
      for (const [name, sum] of Object.entries(readRound(runDir, round, identity)?.files ?? {}))
        sums.set(name, sum);
    });
    if (problem !== undefined) damages.push({ file, problem });
  }
  for (const cell of unfinishedFolders(runDir))
    damages.push({ file: cellPath(cell), problem: 'has no metrics.json', cell });
  const dense = new Set<number>();
  for (const cell of existingCells(runDir)) {
    dense.add(cell.trial);
    const problem = problemOf(() => checkCell({ runDir, identity }, cell, sums));
    if (problem !== undefined) damages.push({ file: cellPath(cell), problem, cell });
  }
  for (const trial of dense) {
    const file = initPath(trial);
    const problem = fs.existsSync(initFile(runDir, trial))
      ? problemOf(() => readTensors(runDir, { run: identity, file }))
      : 'is missing';
    if (problem !== undefined) damages.push({ file, problem, cell: { trial, arm: 'ticket', round: 0 } });
  }
  return damages;
}

/** What is wrong, where something is. */
export function problemOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof BadFileError) return error.problem;
    throw error;
  }
}

/** @throws {BadFileError} for the first file of the cell that is not what it should be. */
function checkCell({ runDir, identity }: RunPlace, cell: Cell, sums: ReadonlyMap<string, string>): void {
  readMetrics(runDir, cell, identity);
  const names = fs.readdirSync(cellFolder(runDir, cell));
  const wrong = (name: string, problem: string): BadFileError =>
    new BadFileError(path.join(cellFolder(runDir, cell), name), `${name} ${problem}`);
  for (const name of names) {
    const { file } = cellPlace(identity, cell, name as CellFile);
    const committed = sums.get(file);
    if (committed !== undefined) {
      if (sha256Of(path.join(runDir, file)) !== committed)
        throw wrong(name, 'is not what its round was committed with');
    } else if (name.endsWith('.safetensors')) readTensors(runDir, { run: identity, file });
  }
  if (cell.round > 0 && !names.includes('mask.safetensors')) throw wrong('mask.safetensors', 'is missing');
}
