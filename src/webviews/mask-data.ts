// Data of the mask panel, read from a run's files.
import { check } from '../language/check';
import { existingCells } from '../runs/cells';
import { messageOf } from '../runs/error-message';
import { readWeights, type TicketWeights } from '../runs/export-ticket';
import { cellPath } from '../runs/layout';
import type { RunListing } from '../runs/list';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { readsImage } from '../runs/mask';
import { readMasks, type StoredMask } from '../runs/masks';
import type { Cell } from '../runs/types';
import type { MaskFacts, MaskPlace } from './messages/masks';

/** The trials, arms, rounds, layers and networks to choose from. */
export function maskFacts({
  path: runDir,
  name,
  label,
}: Pick<RunListing, 'path' | 'name' | 'label'>): MaskFacts {
  const manifest = readManifest(runDir);
  const { shape, plan } = check(readFrozenSpec(runDir, manifest));
  const cells = existingCells(runDir);
  const [first] = cells;
  const masks = first ? readMasks(runDir, first, manifest.identity) : new Map<string, StoredMask>();
  // The mask file sorts layers by name; sort them in network order.
  const planned = plan?.layers.flatMap(({ parameters }) => parameters.map((one) => one.name)) ?? [];
  const layers = [...masks]
    .map(([layer, { shape }]) => ({ name: layer, shape: [...shape] }))
    .sort((a, b) => planned.indexOf(a.name) - planned.indexOf(b.name));
  const image = shape?.input.length === 3 ? [...shape.input] : undefined;
  // A run does not store a module's layer order, so the layer as wide as the image is taken as the first.
  const reads = image && (plan ? layers[0] : layers.find((layer) => readsImage(layer.shape, image)));
  return {
    path: runDir,
    name: label === undefined ? name : `${name} · ${label}`,
    trials: manifest.trials,
    arms: manifest.arms.map((arm) => arm.name),
    rounds: manifest.rounds.map(({ round, density }) => ({ round, density })),
    layers,
    ...(image && { image }),
    ...(reads && { reads: reads.name }),
    cells: cells.map(({ trial, arm, round }) => `${trial}/${arm}/${round}`),
  };
}

/**
 * A cell that the page asks for. Its fields become parts of paths, so they are checked against the manifest.
 *
 * @throws {Error} if the run has no such cell.
 */
export function cellOf(runDir: string, { trial, arm, round }: Cell): Cell {
  const { trials, arms, rounds } = readManifest(runDir);
  if (trial >= trials || round >= rounds.length || !arms.some(({ name }) => name === arm))
    throw new Error(`The run has no ${cellPath({ trial, arm, round })}.`);
  return { trial, arm, round };
}

/** A network's initial and trained weights, including pruned ones, as far as the run keeps them. */
export function weightsOf(
  runDir: string,
  { layer, ...cell }: MaskPlace,
): { initial?: Float32Array; trained?: Float32Array; why?: string } {
  const why: string[] = [];
  const read = (weights: TicketWeights): Float32Array | undefined => {
    try {
      const found = readWeights(runDir, { ...cellOf(runDir, cell), weights }).weights.get(layer);
      return found && Float32Array.from(found.data);
    } catch (error) {
      // The mask stays viewable even if a weights file is damaged.
      why.push(messageOf(error));
      return undefined;
    }
  };
  const [initial, trained] = [read('reset'), read('trained')];
  return {
    ...(initial && { initial }),
    ...(trained && { trained }),
    ...(why.length > 0 && { why: why.join(' ') }),
  };
}
