// What is damaged in a run is set aside before anything is trained, and so is trained again. A cell that is trained
// again ends in the same bits, so that what was made from it stays as good as it was.
import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../language/plan';
import { makeFolderIn } from '../runs/atomic';
import { existingCells, readMetrics } from '../runs/cells';
import { findDamage, misplaced, type Damage, type RunPlace } from '../runs/damage';
import { BadFileError } from '../runs/json';
import { cellFile, cellPath, damagedFolder } from '../runs/layout';
import { entriesIn, isThere } from '../runs/run-file';
import { allCells, cellKey } from './schedule';
import { sourceFiles } from './sources';

/**
 * Moves every damaged cell, commit and θ0 to `damaged/`, and with θ0 the dense net, since they are written together;
 * and the tickets whose weights are gone where a cell that is still to be trained is made from them.
 *
 * @param mustHold throws where the run is no longer held: looking through a large one takes minutes
 * @returns what was set aside and why.
 * @throws {BadFileError} where a link or a file stands in the place of one of the run's folders: whoever put it there
 * must say what becomes of it.
 */
export function setDamagedAside(
  at: RunPlace,
  plan: Pick<Plan, 'trials' | 'rounds' | 'arms' | 'start'>,
  mustHold: () => void,
): readonly Damage[] {
  const { runDir } = at;
  const [wrong] = misplaced(runDir);
  if (wrong) throw new BadFileError(path.join(runDir, wrong.file), `${wrong.problem} Move it away.`);
  const damages = [...findDamage(at)];
  mustHold();
  for (const { file, cell } of damages) {
    moveAside(runDir, file);
    if (cell) moveAside(runDir, cellPath(cell));
  }
  const cells = new Set(existingCells(runDir).map(cellKey));
  // Last ones first: what is set aside for one may lack what it was made from itself.
  for (const cell of allCells(plan).toReversed()) {
    if (cells.has(cellKey(cell))) continue;
    for (const { cell: source, file } of sourceFiles(cell, plan)) {
      const isTrained = cells.has(cellKey(source)) && !readMetrics(runDir, source, at.identity)?.diverged;
      if (!isTrained || isThere(runDir, cellFile(runDir, source, file))) continue;
      cells.delete(cellKey(source));
      moveAside(runDir, cellPath(source));
      const problem = `has no ${file}, which ${cellPath(cell)} is made from`;
      damages.push({ file: cellPath(source), problem, cell: source });
    }
  }
  return damages;
}

/** Puts a file or folder of the run under `damaged/`, beside what was put there before. */
function moveAside(runDir: string, file: string): void {
  const from = path.join(runDir, file);
  if (!isThere(runDir, from)) return;
  const folder = damagedFolder(runDir);
  makeFolderIn(runDir, folder);
  const name = file.replaceAll('/', '-');
  const taken = new Set(entriesIn(runDir, folder).map((entry) => entry.name));
  let to = name;
  for (let i = 2; taken.has(to); i++) to = `${name}.${i}`;
  fs.renameSync(from, path.join(folder, to));
}
