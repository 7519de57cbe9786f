// The magnitudes of a layer's trained weights, and the threshold below which the next round prunes.

/** Bars of a histogram. */
const BARS = 60;

export interface Magnitudes {
  /** The largest magnitude. The bars divide the range from 0 up to it equally. */
  readonly most: number;
  /** Per bar: the weights that the next round keeps, or all that are left if there is no next round. */
  readonly kept: readonly number[];
  /** Per bar: the weights that the next round prunes. */
  readonly pruned: readonly number[];
  /** The largest pruned magnitude; absent if nothing is pruned, or if the next round does not prune the smallest. */
  readonly threshold?: number;
}

/**
 * A histogram of the magnitudes of the weights that a mask keeps.
 *
 * @param weights trained weights of the round
 * @param mask 1 for each weight that the round keeps
 * @param next the same of the round that is pruned from these weights
 */
export function magnitudesOf(weights: Float32Array, mask: Uint8Array, next: Uint8Array = mask): Magnitudes {
  let [most, largestPruned, smallestKept] = [0, -1, Infinity];
  for (let i = 0; i < weights.length; i++) {
    if (mask[i] !== 1) continue;
    const magnitude = Math.abs(weights[i] ?? 0);
    most = Math.max(most, magnitude);
    if (next[i] === 1) smallestKept = Math.min(smallestKept, magnitude);
    else largestPruned = Math.max(largestPruned, magnitude);
  }
  const [kept, pruned] = [new Array<number>(BARS).fill(0), new Array<number>(BARS).fill(0)];
  for (let i = 0; i < weights.length; i++) {
    if (mask[i] !== 1) continue;
    const share = most > 0 ? Math.abs(weights[i] ?? 0) / most : 0;
    const bar = Math.min(BARS - 1, Math.floor(BARS * share));
    const bars = next[i] === 1 ? kept : pruned;
    bars[bar] = (bars[bar] ?? 0) + 1;
  }
  const isBySize = largestPruned >= 0 && largestPruned <= smallestKept;
  return { most, kept, pruned, ...(isBySize && { threshold: largestPruned }) };
}
