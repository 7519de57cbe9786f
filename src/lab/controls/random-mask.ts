import type { Control } from '../kinds';
import { noOptions } from '../options';

/** Tests the layer densities: if they matter, a mask drawn uniformly over all layers must do worse. */
export const randomMask: Control = {
  name: 'random-mask',
  description: "The ticket's initial values with a random mask of the same overall density.",
  reference: 'Frankle et al. 2021, arXiv:2009.08576 (random pruning)',
  equation: "w = m' ⊙ θ₀, m' uniform over all masks with Σm' = Σm",
  semantics: 1,
  options: noOptions,
  start({ start, masks, random }) {
    const before = [...masks.values()];
    const length = before.reduce((sum, mask) => sum + mask.length, 0);
    const alive = before.reduce((sum, mask) => sum + mask.filter((value) => value !== 0).length, 0);
    const all = new Uint8Array(length);
    for (const index of random.permutation(length).subarray(0, alive)) all[index] = 1;

    const drawn = new Map<string, Uint8Array>();
    let offset = 0;
    for (const [name, mask] of masks) {
      drawn.set(name, all.slice(offset, offset + mask.length));
      offset += mask.length;
    }
    return { weights: start, masks: drawn };
  },
};
