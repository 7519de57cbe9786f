import type { Rewind } from '../kinds';
import { noOptions } from '../options';

/** Fine-tuning: keeps trained weights and continues at the final learning rate. */
export const none: Rewind = {
  name: 'none',
  description:
    'Keeps the trained values of surviving weights and continues at the final learning rate (fine-tuning).',
  reference: 'Han et al. 2015, arXiv:1506.02626; compared in Renda et al. 2020, arXiv:2003.02389',
  equation: 'w = m ⊙ θ_T, learning rate as at iteration T',
  semantics: 1,
  options: noOptions,
  start: () => ({ weights: 'trained', iteration: 0, learningRate: 'last' }),
};
