// Exports a ticket: weights and masks in one safetensors file.
import path from 'node:path';
import { cellExists, readMetrics } from './cells';
import { BadFileError } from './json';
import { cellFile, cellPath, initPath } from './layout';
import { readManifest } from './manifest';
import { readMasks } from './masks';
import { readRound } from './rounds';
import { isThere } from './run-file';
import type { NamedTensors, WritableTensor } from './safetensors';
import { readTensors } from './checksums';
import type { Cell, RunManifest } from './types';
import { needWhole } from './whole';

/** Weights to export: those before training (`reset`), at early stop, or at the end of training. */
export type TicketWeights = 'reset' | 'early-stop' | 'trained';

/** The run does not contain the requested network or weights. */
export class ExportError extends Error {}

/**
 * The parameters of a cell, each F32 in its shape with +0 where masked, and the mask of each prunable one under
 * `<name>.mask` (U8, the same shape; 1 is alive).
 *
 * `reset` weights are those from which the ticket's training of the round started: θ0, the winning ticket in the
 * sense of Frankle and Carbin (arXiv 1803.03635); or the dense network at the rewind iteration; or, without
 * rewinding, the trained weights of the round before. Only tickets have them: a control may start from others, which
 * the run does not keep.
 *
 * @throws {ExportError} if the run does not contain the cell or its weights; the message has the remedy.
 * @throws {BadFileError} if a file of it is damaged.
 */
export function exportTicket(
  runDir: string,
  options: Cell & { readonly weights: TicketWeights },
): NamedTensors {
  const manifest = readManifest(runDir);
  needWhole(runDir, manifest);
  const { file, weights } = readWeights(runDir, options);
  const masks = readMasks(runDir, options, manifest.identity);
  const tensors = new Map([...masks].map(([name, mask]): [string, WritableTensor] => [`${name}.mask`, mask]));
  for (const [name, { dtype, shape, data }] of weights) {
    const mask = masks.get(name)?.data;
    if (mask && mask.length !== data.length)
      throw new BadFileError(file, `does not fit the mask of ${name}.`);
    // Multiplying by the mask would turn negative weights into −0 and keep NaN.
    tensors.set(name, {
      dtype,
      shape,
      data: mask ? data.map((value, i) => (mask[i] === 1 ? value : 0)) : data,
    });
  }
  return tensors;
}

interface Weights {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The same weights without the mask, as stored: a pruned weight has its reset value.
 *
 * @throws {ExportError | BadFileError} as {@link exportTicket} does.
 */
export function readWeights(
  runDir: string,
  options: Cell & { readonly weights: TicketWeights },
): { readonly file: string; readonly weights: ReadonlyMap<string, Weights> } {
  const { trial, arm, round } = options;
  if (!cellExists(runDir, { trial, arm, round })) {
    throw new ExportError(
      `${cellPath(options)} is not in the run: it is not trained yet, or not in the plan.`,
    );
  }
  const manifest = readManifest(runDir);
  const file = weightsPath(runDir, options, manifest);
  const place = path.join(runDir, file);
  const weights = new Map<string, Weights>();
  for (const [name, tensor] of readTensors(runDir, { run: manifest.identity, file }).tensors) {
    if (tensor.dtype !== 'F32')
      throw new BadFileError(place, `has ${tensor.dtype} weights in ${name}, not F32.`);
    weights.set(name, tensor);
  }
  return { file: place, weights };
}

/** The file with the weights, relative to the run directory. */
function weightsPath(
  runDir: string,
  { weights, ...cell }: Cell & { readonly weights: TicketWeights },
  manifest: RunManifest,
): string {
  if (weights === 'reset') {
    if (cell.arm !== 'ticket') {
      throw new ExportError(
        `The run does not keep the weights from which ${cell.arm} started. Export its early-stop or trained weights.`,
      );
    }
    return startPath(cell, manifest);
  }
  const name = weights === 'trained' ? 'weights.safetensors' : 'early-stop.safetensors';
  if (isThere(runDir, cellFile(runDir, cell, name))) return `${cellPath(cell)}/${name}`;
  if (readMetrics(runDir, cell, manifest.identity)?.diverged)
    throw new ExportError(`${cellPath(cell)} diverged and has no weights.`);
  const committed = readRound(runDir, cell.round, manifest.identity)?.files ?? {};
  const was = Object.hasOwn(committed, `${cellPath(cell)}/${name}`) ? 'freed' : 'not kept';
  throw new ExportError(
    `The weights of ${cellPath(cell)} were ${was}. Set \`run: { keep: all }\` in the spec to keep those of every network.`,
  );
}

/** The file of the weights from which the ticket's training of a round started, before the mask. */
function startPath(cell: Cell, { rewind, rounds }: RunManifest): string {
  if (cell.round === 0 || rewind === 'init') return initPath(cell.trial);
  if (rewind !== 'trained') return `${cellPath({ ...cell, round: 0 })}/rewind.safetensors`;
  const source = rounds[cell.round]?.source ?? cell.round - 1;
  return `${cellPath({ ...cell, round: source })}/weights.safetensors`;
}
