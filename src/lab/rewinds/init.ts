import type { Rewind } from '../kinds';
import { noOptions } from '../options';

/** Resets surviving weights to θ0 and trains in full: the lottery ticket experiment. */
export const init: Rewind = {
  name: 'init',
  description: 'Resets surviving weights to their initial values and trains in full.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635',
  equation: 'w = m ⊙ θ₀',
  semantics: 1,
  options: noOptions,
  start: () => ({ weights: 'init', iteration: 0, learningRate: 'schedule' }),
};
