import type { Control } from '../kinds';
import { noOptions } from '../options';

/** Tests the positions within layers: if they matter, the same number of other weights must do worse. */
export const shuffledMask: Control = {
  name: 'shuffled-mask',
  description: "The ticket's initial values with its masks shuffled within each layer.",
  reference: 'Frankle et al. 2021, arXiv:2009.08576 (shuffling within layers)',
  equation: "w = m' ⊙ θ₀, m' a permutation of m in each layer",
  semantics: 1,
  options: noOptions,
  start({ start, masks, random }) {
    const shuffled = new Map(
      [...masks].map(([name, mask]) => {
        const order = random.at(name).permutation(mask.length);
        return [name, mask.map((_, i) => mask[order[i] ?? 0] ?? 0)];
      }),
    );
    return { weights: start, masks: shuffled };
  },
};
