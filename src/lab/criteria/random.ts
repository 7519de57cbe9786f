import type { Criterion } from '../kinds';
import { elements } from '../lookup';
import { noOptions } from '../options';

/** Random pruning, independent of the weights: the baseline for criteria. */
export const random: Criterion = {
  name: 'random',
  description: 'Removes weights at random: the baseline for other criteria.',
  reference: 'Frankle et al. 2021, arXiv:2009.08576 (random pruning)',
  equation: 'score ~ U(0, 1)',
  semantics: 1,
  options: noOptions,
  needs: [],
  score: (tf, { weights, random }) =>
    tf.tensor(
      Float32Array.from({ length: elements(weights.shape) }, () => random.uniform()),
      weights.shape,
    ),
};
