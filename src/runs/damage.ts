// Finds damaged and missing files of a run, by their checksums and by the round commits.
import fs from 'node:fs';
import path from 'node:path';
import { cellPlace, existingCells, readMetrics, unfinishedFolders } from './cells';
import { BadFileError } from './json';
import {
  cellFolder,
  cellPath,
  damagedFolder,
  initPath,
  roundPath,
  roundsFolder,
  tmpFolder,
  topFiles,
  trialFolder,
  trialsFolder,
  type CellFile,
} from './layout';
import { readManifest } from './manifest';
import { committedRounds, readRound } from './rounds';
import { entriesIn, sha256In, wrongKind } from './run-file';
import { readTensors } from './checksums';
import type { Cell } from './types';
import { lookAt, missingFiles, missingNetworks } from './whole';

/** A run directory, and the identity that its files must have. */
export interface RunPlace {
  readonly runDir: string;
  readonly identity: string;
}

/** A file or cell folder, relative to the run directory, and its problem. */
export interface Damage {
  readonly file: string;
  readonly problem: string;
  /** The cell that it belongs to; for θ0, the trial's dense network. */
  readonly cell?: Cell;
}

/**
 * Paths above the cells with the wrong file type: a folder in place of a file, or a file or link in place of a
 * folder. Ticket cannot read or write safely below them.
 */
export function misplaced(runDir: string): readonly Damage[] {
  const relative = (place: string): string => path.relative(runDir, place).replaceAll(path.sep, '/');
  const look = (place: string, wanted: 'a file' | 'a folder'): readonly Damage[] => {
    const problem = wrongKind(place, wanted);
    return problem === undefined ? [] : [{ file: relative(place), problem }];
  };
  const folders = [roundsFolder, trialsFolder, damagedFolder, tmpFolder].map((of) => of(runDir));
  const wrong = [
    ...topFiles(runDir).flatMap((file) => look(file, 'a file')),
    ...folders.flatMap((folder) => look(folder, 'a folder')),
  ];
  if (wrong.some(({ file }) => file === relative(trialsFolder(runDir)))) return wrong;
  const trials = entriesIn(runDir, trialsFolder(runDir)).flatMap(({ name }) =>
    /^\d+$/.test(name) ? [trialFolder(runDir, Number(name))] : [],
  );
  const wrongTrials = trials.flatMap((trial) => look(trial, 'a folder'));
  // θ0 is next to the arms; Ticket ignores other files there.
  const wrongArms = trials
    .filter((trial) => wrongKind(trial, 'a folder') === undefined)
    .flatMap((trial) =>
      entriesIn(runDir, trial).map((entry) => ({ entry, place: path.join(trial, entry.name) })),
    )
    .filter(({ entry }) => !entry.isDirectory() && !entry.isFile() && !entry.name.endsWith('.safetensors'))
    .flatMap(({ place }) => look(place, 'a folder'));
  return [...wrong, ...wrongTrials, ...wrongArms];
}

/** Checks every commit, cell and θ0 of a run, planned or not, and finds missing ones. */
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
  for (const cell of unfinishedFolders(runDir)) {
    const problem = wrongKind(cellFolder(runDir, cell), 'a folder') ?? 'has no metrics.json';
    damages.push({ file: cellPath(cell), problem, cell });
  }
  const dense = new Set<number>();
  for (const cell of existingCells(runDir)) {
    dense.add(cell.trial);
    const problem = problemOf(() => checkCell({ runDir, identity }, cell, sums));
    if (problem !== undefined) damages.push({ file: cellPath(cell), problem, cell });
  }
  for (const trial of dense) {
    const file = initPath(trial);
    const problem = problemOf(() => readTensors(runDir, { run: identity, file }));
    if (problem !== undefined) damages.push({ file, problem, cell: { trial, arm: 'ticket', round: 0 } });
  }
  const found = new Set(damages.flatMap(({ file, cell }) => [file, ...(cell ? [cellPath(cell)] : [])]));
  const manifest = readManifest(runDir);
  const look = lookAt(runDir, identity);
  const holes = [...missingNetworks(runDir, manifest, look), ...missingFiles(runDir, manifest, look)];
  // Report a cell that is damaged, or has no metrics, only once.
  return [
    ...damages,
    ...holes.filter(({ file, cell }) => !found.has(file) && !(cell && found.has(cellPath(cell)))),
  ];
}

/** The problem of the BadFileError that `work` throws, if it throws one. */
export function problemOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof BadFileError) return error.problem;
    throw error;
  }
}

/** @throws {BadFileError} for the first damaged file of the cell. */
function checkCell({ runDir, identity }: RunPlace, cell: Cell, sums: ReadonlyMap<string, string>): void {
  const folder = cellFolder(runDir, cell);
  const names = fs.readdirSync(folder);
  const wrong = (name: string, problem: string): BadFileError =>
    new BadFileError(path.join(folder, name), `${name} ${problem}`);
  for (const name of names) {
    const kind = wrongKind(path.join(folder, name), 'a file');
    if (kind !== undefined) throw wrong(name, kind);
  }
  readMetrics(runDir, cell, identity);
  for (const name of names) {
    const { file } = cellPlace(identity, cell, name as CellFile);
    const committed = sums.get(file);
    if (committed !== undefined) {
      if (sha256In(runDir, path.join(runDir, file)) !== committed)
        throw wrong(name, 'differs from its checksum in the round commit');
    } else if (name.endsWith('.safetensors')) readTensors(runDir, { run: identity, file });
  }
  if (cell.round > 0 && !names.includes('mask.safetensors')) throw wrong('mask.safetensors', 'is missing');
}
