import type { Criterion } from '../kinds';
import { noOptions } from '../options';

/** Magnitude pruning: removes the weights that are smallest after training. */
export const magnitude: Criterion = {
  name: 'magnitude',
  description: 'Removes the trained weights with the smallest magnitude.',
  reference: 'Han et al. 2015, arXiv:1506.02626; Frankle & Carbin 2019, arXiv:1803.03635',
  equation: 'score = |w|',
  semantics: 1,
  options: noOptions,
  needs: ['weights'],
  score: (tf, { weights }) => tf.abs(weights),
};
