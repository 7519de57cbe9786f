import type { Static } from 'typebox';
import type { LearningRate } from '../kinds';
import { iterations, optionsOf } from '../options';

const options = optionsOf({ iterations: iterations('Length of the warmup.', 1) });

/** Rises linearly from 1/k at the first update (iteration 0) to 1 at update k, then stays constant. */
export const warmup: LearningRate<Static<typeof options>> = {
  name: 'warmup',
  description: 'Rises linearly to the full learning rate, then stays constant.',
  reference:
    'Goyal et al. 2017, arXiv:1706.02677; for tickets of deep networks Frankle & Carbin 2019, arXiv:1803.03635',
  equation: 'factor = min(1, (iteration + 1)/k)',
  semantics: 1,
  options,
  factor: (options, iteration) => Math.min(1, (iteration + 1) / options.iterations),
};
