// What is damaged in a run is set aside before anything is trained, and so is trained again. A cell that is trained
// again ends in the same bits, so that what was made from it stays as good as it was.
import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../language/plan';
import { makeFolder } from '../runs/atomic';
import { existingCells, readMetrics } from '../runs/cells';
import { findDamage, type Damage, type RunPlace } from '../runs/damage';
import { cellFolder, cellPath, damagedFolder, type CellFile } from '../runs/layout';
import type { Cell } from '../runs/types';
import { allCells, cellKey, needs, TICKET } from './schedule';

/**
 * Moves every damaged cell, commit and θ0 to `damaged/`, and with θ0 the dense net, since they are written together;
 * and the tickets whose weights are gone where a cell that is still to be trained is made from them.
 *
 * @returns what was set aside and why.
 */
export function setDamagedAside(
  at: RunPlace,
  plan: Pick<Plan, 'trials' | 'rounds' | 'arms' | 'start'>,
): readonly Damage[] {
  const { runDir } = at;
  const damages = [...findDamage(at)];
  for (const { file, cell } of damages) {
    moveAside(runDir, file);
    if (cell) moveAside(runDir, cellPath(cell));
  }
  const there = new Set(existingCells(runDir).map(cellKey));
  for (const cell of allCells(plan)) {
    if (there.has(cellKey(cell))) continue;
    for (const source of needs(cell, plan)) {
      const lacking = there.has(cellKey(source)) ? lackingFile(at, cell, source, plan) : undefined;
      if (lacking === undefined) continue;
      there.delete(cellKey(source));
      moveAside(runDir, cellPath(source));
      damages.push({
        file: cellPath(source),
        problem: `has no ${lacking}, which ${cellPath(cell)} is made from`,
        cell: source,
      });
    }
  }
  return damages;
}

/** The file of `source` that `cell` is made from and that is not there. */
function lackingFile(
  { runDir, identity }: RunPlace,
  cell: Cell,
  source: Cell,
  { rounds, start }: Pick<Plan, 'rounds' | 'start'>,
): CellFile | undefined {
  if (readMetrics(runDir, source, identity)?.diverged) return undefined;
  const pruned = rounds[cell.round]?.source ?? cell.round - 1;
  const wanted: CellFile[] = [
    ...(source.round === pruned && (cell.arm === TICKET || start.weights === 'trained')
      ? (['weights.safetensors'] as const)
      : []),
    ...(source.round === 0 && typeof start.weights === 'object' ? (['rewind.safetensors'] as const) : []),
  ];
  return wanted.find((name) => !fs.existsSync(path.join(cellFolder(runDir, source), name)));
}

/** Puts a file or folder of the run under `damaged/`, beside what was put there before. */
function moveAside(runDir: string, file: string): void {
  const from = path.join(runDir, file);
  if (!fs.existsSync(from)) return;
  const folder = damagedFolder(runDir);
  makeFolder(folder);
  const name = file.replaceAll('/', '-');
  const taken = new Set(fs.readdirSync(folder));
  let to = name;
  for (let i = 2; taken.has(to); i++) to = `${name}.${i}`;
  fs.renameSync(from, path.join(folder, to));
}
