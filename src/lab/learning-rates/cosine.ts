import type { Static } from 'typebox';
import type { LearningRate } from '../kinds';
import { optionsOf, real } from '../options';

const options = optionsOf({
  to: real({
    description: 'Factor at the end of training.',
    minimum: 0,
    maximum: 1,
    default: 0,
  }),
});

/** Cosine annealing from 1 at iteration 0 to `to` after the last iteration. */
export const cosine: LearningRate<Static<typeof options>> = {
  name: 'cosine',
  description: 'Cosine annealing until the end of training.',
  reference: 'Loshchilov & Hutter 2017, arXiv:1608.03983 (without restarts)',
  equation: 'factor = to + (1 − to)·(1 + cos(π·iteration/iterations))/2',
  semantics: 1,
  options,
  factor: ({ to }, iteration, iterations) =>
    to + ((1 - to) * (1 + Math.cos((Math.PI * iteration) / iterations))) / 2,
};
