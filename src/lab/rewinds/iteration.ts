import type { Static } from 'typebox';
import type { Rewind } from '../kinds';
import { iterations, optionsOf } from '../options';

const options = optionsOf({ iteration: iterations('The iteration of the dense network to rewind to.', 1) });

/** Rewinds surviving weights to their values early in the dense training and continues from there. */
export const iteration: Rewind<Static<typeof options>> = {
  name: 'iteration',
  description:
    'Rewinds surviving weights to their values early in the dense training and continues from there.',
  reference: 'Frankle et al. 2020, arXiv:1912.05671 (first in arXiv:1903.01611)',
  equation: 'w = m ⊙ θₖ',
  semantics: 1,
  options,
  start: ({ iteration }) => ({ weights: { iteration }, iteration, learningRate: 'schedule' }),
};
