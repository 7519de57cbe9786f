// Sets damaged files of a run aside before training, so that they are trained again. A retrained cell has the same
// bits, so cells that depend on it stay valid.
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
 * Moves every damaged cell, commit and θ0 to `damaged/`. With θ0 it moves the dense network, because they are written
 * together. It also moves tickets that lack weights which an untrained cell needs.
 *
 * @param mustHold Throws if the run's lock is lost: checking a large run takes minutes.
 * @returns what was moved, and why.
 * @throws {BadFileError} if a link or a file has replaced one of the run's folders; the user must decide what to do with it.
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
  // In reverse order: a cell moved here may itself lack its sources.
  for (const cell of allCells(plan).toReversed()) {
    if (cells.has(cellKey(cell))) continue;
    for (const { cell: source, file } of sourceFiles(cell, plan)) {
      const isTrained = cells.has(cellKey(source)) && !readMetrics(runDir, source, at.identity)?.diverged;
      if (!isTrained || isThere(runDir, cellFile(runDir, source, file))) continue;
      cells.delete(cellKey(source));
      moveAside(runDir, cellPath(source));
      const problem = `has no ${file}, which ${cellPath(cell)} needs`;
      damages.push({ file: cellPath(source), problem, cell: source });
    }
  }
  return damages;
}

/** Moves a file or folder of the run into `damaged/`, under a name that is still free. */
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
