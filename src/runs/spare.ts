// What of a run nobody needs: the weights that a policy does not keep, and what was left or set aside.
import fs from 'node:fs';
import path from 'node:path';
import { existingCells } from './cells';
import { cellFile, cellPath, damagedFolder, tmpFolder, type CellFile } from './layout';
import { TICKET } from './lineage';
import { readManifest } from './manifest';
import { entriesIn, isThere, wrongKind } from './run-file';
import type { Cell, RunManifest } from './types';

/** Whose trained weights stay: those of all networks, of the tickets, or only those that more would be made from. */
export type Keep = 'all' | 'tickets' | 'masks';

export type SpareKind = 'tickets' | 'controls' | 'damaged' | 'tmp';

export interface SpareFile {
  /** Relative to the run directory, with `/`. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Weights of tickets or of controls, or the folder that it is in. */
  readonly kind: SpareKind;
}

const WEIGHTS = ['weights.safetensors', 'early-stop.safetensors'] as const satisfies readonly CellFile[];

/** Whether a policy can free the file of this name in a cell. */
export const isWeights = (name: string): boolean => WEIGHTS.some((one) => one === name);

/** Everything in a run that may go under a policy, with its size. */
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
 * The trained weights that lie in a run and that a policy does not keep. Whatever the policy, a ticket keeps those that
 * another round or control is made from, also one that is not planned yet, so that the run can go on and grow: the
 * dense net's, the last round's, those that a round that is still to be trained is pruned from, and all of them where
 * networks go on from trained weights. θ0, masks, metrics, checkpoints and rewind weights are never spare.
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

/** Whether a ticket's weights are what another round is pruned from. */
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

/** The files below a folder. A link goes itself, never what it leads to. */
function leftIn(runDir: string, folder: string): readonly string[] {
  if (wrongKind(folder, 'a folder') !== undefined) return [folder];
  return entriesIn(runDir, folder).flatMap((entry) => {
    const inside = path.join(folder, entry.name);
    return entry.isDirectory() ? leftIn(runDir, inside) : [inside];
  });
}
