// Data of the mask panel, read from a run's files.
import { check } from '../language/check';
import { cellExists, existingCells } from '../runs/cells';
import { messageOf } from '../runs/error-message';
import { readWeights, type TicketWeights } from '../runs/export-ticket';
import { cellPath } from '../runs/layout';
import { TICKET } from '../runs/lineage';
import type { RunListing } from '../runs/list';
import { magnitudesOf } from '../runs/magnitudes';
import { readFrozenSpec, readManifest } from '../runs/manifest';
import { readsImage } from '../runs/mask';
import { readMasks, type StoredMask } from '../runs/masks';
import type { Cell } from '../runs/types';
import type { LayerMagnitudes, MaskFacts, MaskPlace } from './messages/masks';

/** The trials, arms, rounds, layers and networks to choose from. */
export function maskFacts({
  path: runDir,
  name,
  label,
  difference,
}: Pick<RunListing, 'path' | 'name' | 'label'> & { readonly difference?: string }): MaskFacts {
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
    name: [name, label ?? difference].filter((one) => one !== undefined).join(' · '),
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
 * A cell that the page asks for. Its fields become parts of paths, so this checks them against the manifest.
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

/**
 * The magnitudes of a layer's trained weights, and which of them the round pruned from them removes. Controls have no
 * such round: their masks do not depend on their weights.
 */
export function layerMagnitudes(
  runDir: string,
  { layer, ...wanted }: MaskPlace,
): { readonly magnitudes?: LayerMagnitudes; readonly why?: string } {
  try {
    const { identity, rounds } = readManifest(runDir);
    const cell = cellOf(runDir, wanted);
    const maskAt = (round: number): Uint8Array | undefined =>
      readMasks(runDir, { ...cell, round }, identity).get(layer)?.data;
    const next = rounds.find(
      ({ round, source = round - 1 }) =>
        cell.arm === TICKET && round > 0 && source === cell.round && cellExists(runDir, { ...cell, round }),
    )?.round;
    const weights = readWeights(runDir, { ...cell, weights: 'trained' }).weights.get(layer);
    const mask = maskAt(cell.round);
    if (!weights || !mask) throw new Error(`The network has no layer ${layer}.`);
    const magnitudes = magnitudesOf(weights.data, mask, next === undefined ? mask : maskAt(next));
    return { magnitudes: { ...magnitudes, ...(next !== undefined && { next }) } };
  } catch (error) {
    return { why: messageOf(error) };
  }
}
