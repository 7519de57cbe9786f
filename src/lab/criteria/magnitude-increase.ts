import type { Criterion } from '../kinds';
import { noOptions } from '../options';

/** Removes the weights that training moved towards 0, or least away from it. */
export const magnitudeIncrease: Criterion = {
  name: 'magnitude-increase',
  description: 'Removes the weights whose magnitude grew least since initialization.',
  reference: 'Zhou et al. 2019, arXiv:1905.01067',
  equation: 'score = |w| − |w₀|',
  semantics: 1,
  options: noOptions,
  needs: ['weights', 'init'],
  score: (tf, { weights, init }) => tf.sub(tf.abs(weights), tf.abs(init)),
};
