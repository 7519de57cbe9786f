// Reads the masks of a cell.
import { cellPlace, readMetrics } from './cells';
import { BadFileError } from './json';
import { cellFile, initPath } from './layout';
import { isThere } from './run-file';
import { readTensors } from './checksums';
import type { Cell } from './types';

export interface StoredMask {
  readonly dtype: 'U8';
  readonly shape: readonly number[];
  /** 1 is alive. */
  readonly data: Uint8Array;
}

/**
 * The masks by parameter. The dense network has no mask file: all its prunable weights are alive.
 *
 * @param run the identity of the run
 * @throws {BadFileError} if the file is missing, damaged, or belongs to another cell.
 */
export function readMasks(runDir: string, cell: Cell, run: string): ReadonlyMap<string, StoredMask> {
  const file = cellFile(runDir, cell, 'mask.safetensors');
  if (cell.round === 0 && !isThere(runDir, file)) {
    const prunable = Object.keys(readMetrics(runDir, cell, run)?.alive ?? {});
    const { tensors } = readTensors(runDir, { run, file: initPath(cell.trial) });
    return new Map(
      [...tensors]
        .filter(([name]) => prunable.includes(name))
        .map(([name, { shape, data }]) => [
          name,
          { dtype: 'U8', shape, data: new Uint8Array(data.length).fill(1) },
        ]),
    );
  }
  return new Map(
    [...readTensors(runDir, cellPlace(run, cell, 'mask.safetensors')).tensors].map(([name, mask]) => {
      if (mask.dtype !== 'U8')
        throw new BadFileError(file, `has a mask of dtype ${mask.dtype} in ${name}, not U8.`);
      return [name, mask];
    }),
  );
}
