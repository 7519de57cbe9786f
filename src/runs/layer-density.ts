// Density of each layer of a network, from its metrics without reading masks.
import { readMetrics } from './cells';
import { readManifest } from './manifest';
import type { Cell } from './types';

export interface LayerDensity {
  /** The layer's prunable parameters, such as `fc1.weight`. */
  readonly parameters: readonly string[];
  readonly alive: number;
  readonly weights: number;
}

/** The layer that a parameter belongs to: `fc1` of `fc1.weight`. */
export const layerOf = (parameter: string): string => parameter.replace(/\.[^.]*$/, '');

/**
 * Densities by layer, in the order of the network; empty if the network or its trial's dense network is not trained.
 *
 * @throws {BadFileError} if a file of the run is damaged or belongs to another run.
 */
export function layerDensities(runDir: string, cell: Cell): ReadonlyMap<string, LayerDensity> {
  const { identity } = readManifest(runDir);
  const dense = readMetrics(runDir, { trial: cell.trial, arm: 'ticket', round: 0 }, identity);
  const own = readMetrics(runDir, cell, identity);
  const found = new Map<string, LayerDensity>();
  if (!dense || !own) return found;
  for (const [parameter, weights] of Object.entries(dense.alive)) {
    const layer = layerOf(parameter);
    const before = found.get(layer) ?? { parameters: [], alive: 0, weights: 0 };
    found.set(layer, {
      parameters: [...before.parameters, parameter],
      alive: before.alive + (own.alive[parameter] ?? 0),
      weights: before.weights + weights,
    });
  }
  return found;
}
