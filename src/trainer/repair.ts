// What is damaged in a run, before anything is trained: found by checksums, set aside, and so trained again. A cell
// that is trained again ends in the same bits, so that what was made from it stays as good as it was.
import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../language/plan';
import { makeFolder } from '../runs/atomic';
import { cellPlace, existingCells, readMetrics, unfinishedFolders } from '../runs/cells';
import { BadFileError } from '../runs/json';
import {
  cellFolder,
  cellPath,
  damagedFolder,
  initFile,
  initPath,
  roundFile,
  type CellFile,
} from '../runs/layout';
import { committedRounds, readRound, sha256Of } from '../runs/rounds';
import { readTensors } from '../runs/seal';
import type { Cell } from '../runs/types';
import type { RunPlace } from './cell-start';
import { allCells, cellKey, needs, TICKET } from './schedule';

/** Something that was set aside, and why. */
export interface Damage {
  /** The file or folder, relative to the run directory. */
  readonly file: string;
  readonly problem: string;
}

/**
 * Sets aside every cell, commit and θ0 whose content is not what it was written as, under `damaged/`, and the tickets
 * whose weights are gone where an unfinished cell is made from them.
 *
 * @returns what was set aside, for the person.
 */
export function setDamagedAside(
  at: RunPlace,
  plan: Pick<Plan, 'trials' | 'rounds' | 'arms' | 'start'>,
): readonly Damage[] {
  const { runDir, identity } = at;
  const damages: Damage[] = [];
  const aside = (file: string, problem: string): void => {
    moveAside(runDir, file);
    damages.push({ file, problem });
  };
  const check = (file: string, work: () => void): void => {
    const problem = problemOf(work);
    if (problem !== undefined) aside(file, problem);
  };

  const sums = new Map<string, string>();
  for (const round of committedRounds(runDir)) {
    check(path.relative(runDir, roundFile(runDir, round)), () => {
      const files = readRound(runDir, round, identity)?.files ?? {};
      for (const [file, sum] of Object.entries(files)) sums.set(file, sum);
    });
  }
  for (const cell of unfinishedFolders(runDir)) aside(cellPath(cell), 'has no metrics.json');
  for (const cell of existingCells(runDir)) check(cellPath(cell), () => checkCell(at, cell, sums));

  for (let trial = 0; trial < plan.trials; trial++) {
    const dense = { trial, arm: TICKET, round: 0 };
    if (!fs.existsSync(cellFolder(runDir, dense))) continue;
    const problem = fs.existsSync(initFile(runDir, trial))
      ? problemOf(() => readTensors(runDir, { run: identity, file: initPath(trial) }))
      : 'is missing';
    if (problem === undefined) continue;
    // θ0 is written again with the dense net.
    if (problem !== 'is missing') moveAside(runDir, initPath(trial));
    damages.push({ file: initPath(trial), problem });
    moveAside(runDir, cellPath(dense));
  }

  const there = new Set(existingCells(runDir).map(cellKey));
  for (const cell of allCells(plan)) {
    if (there.has(cellKey(cell))) continue;
    for (const source of needs(cell, plan)) {
      const lacking = there.has(cellKey(source)) ? lackingFile(at, cell, source, plan) : undefined;
      if (lacking === undefined) continue;
      there.delete(cellKey(source));
      aside(cellPath(source), `has no ${lacking}, which ${cellPath(cell)} is made from`);
    }
  }
  return damages;
}

function problemOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof BadFileError) return error.message;
    throw error;
  }
}

/** @throws {BadFileError} for the first file of the cell that is not what it should be. */
function checkCell({ runDir, identity }: RunPlace, cell: Cell, sums: ReadonlyMap<string, string>): void {
  readMetrics(runDir, cell, identity);
  for (const name of fs.readdirSync(cellFolder(runDir, cell))) {
    const { file } = cellPlace(identity, cell, name as CellFile);
    const committed = sums.get(file);
    if (committed !== undefined) {
      const full = path.join(runDir, file);
      if (sha256Of(full) !== committed)
        throw new BadFileError(full, 'is not what its round was committed with.');
    } else if (name.endsWith('.safetensors')) readTensors(runDir, { run: identity, file });
  }
  if (cell.round > 0 && !fs.existsSync(path.join(cellFolder(runDir, cell), 'mask.safetensors')))
    throw new BadFileError(cellFolder(runDir, cell), 'has no mask.safetensors.');
}

/** The file of `source` that `cell` is made from and that is not there. */
function lackingFile(
  { runDir, identity }: RunPlace,
  cell: Cell,
  source: Cell,
  { rounds, start }: Pick<Plan, 'rounds' | 'start'>,
): CellFile | undefined {
  const pruned = rounds[cell.round]?.source ?? cell.round - 1;
  const wanted: CellFile[] = [];
  if (cell.arm === TICKET && source.round === pruned) wanted.push('weights.safetensors');
  if (start.weights === 'trained' && source.round === pruned) wanted.push('weights.safetensors');
  if (typeof start.weights === 'object' && source.round === 0) wanted.push('rewind.safetensors');
  if (readMetrics(runDir, source, identity)?.diverged) return undefined;
  return wanted.find((name) => !fs.existsSync(path.join(cellFolder(runDir, source), name)));
}

/** Puts a file or folder of the run under `damaged/`, beside what was put there before. */
function moveAside(runDir: string, file: string): void {
  const from = path.join(runDir, file);
  if (!fs.existsSync(from)) return;
  const folder = damagedFolder(runDir);
  makeFolder(folder);
  const name = file.replaceAll('/', '-');
  for (let i = 1; ; i++) {
    const to = path.join(folder, i === 1 ? name : `${name}.${i}`);
    if (fs.existsSync(to)) continue;
    fs.renameSync(from, to);
    return;
  }
}
