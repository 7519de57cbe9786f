import type { Rewind } from '../kinds';
import { noOptions } from '../options';

/** Survivors keep their trained values; only the learning rate starts again, for a training in full. */
export const learningRate: Rewind = {
  name: 'learning-rate',
  description: 'Survivors keep their trained values; the learning rate starts again.',
  reference: 'Renda et al. 2020, arXiv:2003.02389',
  equation: 'w = m ⊙ θ_T, learning rate from iteration 0',
  semantics: 1,
  options: noOptions,
  start: () => ({ weights: 'trained', iteration: 0, learningRate: 'schedule' }),
};
