import type { Static } from 'typebox';
import type { Rewind } from '../kinds';
import { iterations, optionsOf } from '../options';

const options = optionsOf({ iteration: iterations('How far into the training of the dense network.', 1) });

/** Survivors return to what the dense network had early in training, and training goes on from there. */
export const iteration: Rewind<Static<typeof options>> = {
  name: 'iteration',
  description: 'Survivors go back to the dense network early in training, and go on from there.',
  reference: 'Frankle et al. 2020, arXiv:1912.05671 (first in arXiv:1903.01611)',
  equation: 'w = m ⊙ θₖ',
  semantics: 1,
  options,
  start: ({ iteration }) => ({ weights: { iteration }, iteration, learningRate: 'schedule' }),
};
