import type { Rewind } from '../kinds';
import { noOptions } from '../options';

/** Survivors return to θ0 and train in full: the lottery ticket experiment. */
export const init: Rewind = {
  name: 'init',
  description: 'Survivors go back to their initial values and train in full.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635',
  equation: 'w = m ⊙ θ₀',
  semantics: 1,
  options: noOptions,
  start: () => ({ weights: 'init', iteration: 0, learningRate: 'schedule' }),
};
