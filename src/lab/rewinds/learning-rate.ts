import type { Rewind } from '../kinds';
import { noOptions } from '../options';

/** Learning-rate rewinding: keeps trained weights, restarts the schedule and trains in full. */
export const learningRate: Rewind = {
  name: 'learning-rate',
  description: 'Keeps the trained values of surviving weights and restarts the learning-rate schedule.',
  reference: 'Renda et al. 2020, arXiv:2003.02389',
  equation: 'w = m ⊙ θ_T, learning rate from iteration 0',
  semantics: 1,
  options: noOptions,
  start: () => ({ weights: 'trained', iteration: 0, learningRate: 'schedule' }),
};
