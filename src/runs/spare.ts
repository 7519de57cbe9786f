// Finds files of a run that can be deleted: weights that a policy does not keep, damaged files and leftovers.
import fs from 'node:fs';
import path from 'node:path';
import { existingCells } from './cells';
import { cellFile, cellPath, damagedFolder, tmpFolder, type CellFile } from './layout';
import { TICKET } from './lineage';
import { readManifest } from './manifest';
import { entriesIn, isThere, wrongKind } from './run-file';
import type { Cell, RunManifest } from './types';

/** The trained weights to keep: of all networks, of the tickets, or only those that further networks need. */
export type Keep = 'all' | 'tickets' | 'masks';

export type SpareKind = 'tickets' | 'controls' | 'damaged' | 'tmp';

export interface SpareFile {
  /** Relative to the run directory, with `/`. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Weights of tickets or controls, or the folder of the file. */
  readonly kind: SpareKind;
}

const WEIGHTS = ['weights.safetensors', 'early-stop.safetensors'] as const satisfies readonly CellFile[];

/** Whether a policy may free the cell file of this name. */
export const isWeights = (name: string): boolean => WEIGHTS.some((one) => one === name);

/** All files of a run that a policy does not keep, with their sizes. */
export function spareFiles(runDir: string, keep: Keep): readonly SpareFile[] {
  const weights = spareWeights(runDir, readManifest(runDir), keep);
  const leftovers = (['damaged', 'tmp'] as const).flatMap((kind) =>
    leftIn(runDir, kind === 'tmp' ? tmpFolder(runDir) : damagedFolder(runDir)).map((full) => ({
      file: path.relative(runDir, full).replaceAll(path.sep, '/'),
      kind,
    })),
  );
  return [...weights, ...leftovers].map((spare) => ({
    ...spare,
    sizeBytes: fs.lstatSync(path.join(runDir, spare.file)).size,
  }));
}

/**
 * The trained weights in a run that a policy does not keep. Every policy keeps the ticket weights that another round or
 * control needs, even an unplanned one, so that the run can resume and grow: those of the dense network, of the last
 * round, and of the source of each missing round. If training continues from trained weights, it keeps all of them.
 * Every policy also keeps θ0, masks, metrics, checkpoints and rewind weights.
 */
export function spareWeights(
  runDir: string,
  manifest: Pick<RunManifest, 'rounds' | 'rewind'>,
  keep: Keep,
): readonly { readonly file: string; readonly kind: 'tickets' | 'controls' }[] {
  if (keep === 'all') return [];
  const cells = existingCells(runDir);
  const isSpare = (cell: Cell): boolean =>
    cell.arm !== TICKET ||
    (keep === 'masks' && manifest.rewind !== 'trained' && !isNeeded(cell, cells, manifest));
  return cells.filter(isSpare).flatMap((cell) =>
    WEIGHTS.filter((name) => isThere(runDir, cellFile(runDir, cell, name))).map((name) => ({
      file: `${cellPath(cell)}/${name}`,
      kind: cell.arm === TICKET ? ('tickets' as const) : ('controls' as const),
    })),
  );
}

/** Whether another round is pruned from a ticket's weights. */
function isNeeded(
  { trial, round }: Cell,
  cells: readonly Cell[],
  { rounds }: Pick<RunManifest, 'rounds'>,
): boolean {
  const trained = cells
    .filter((cell) => cell.arm === TICKET && cell.trial === trial)
    .map((cell) => cell.round);
  const missing = rounds.filter((planned) => planned.round > 0 && !trained.includes(planned.round));
  return (
    round === 0 ||
    round === Math.max(...trained) ||
    missing.some((planned) => (planned.source ?? planned.round - 1) === round)
  );
}

/** The files below a folder. Lists links themselves, never their targets. */
function leftIn(runDir: string, folder: string): readonly string[] {
  if (wrongKind(folder, 'a folder') !== undefined) return [folder];
  return entriesIn(runDir, folder).flatMap((entry) => {
    const inside = path.join(folder, entry.name);
    return entry.isDirectory() ? leftIn(runDir, inside) : [inside];
  });
}
