import type { Static } from 'typebox';
import type { LearningRate } from '../kinds';
import { iterations, optionsOf } from '../options';

const options = optionsOf({ iterations: iterations('How long the learning rate rises.', 1) });

/** Rises linearly from 1/k at the first update (iteration 0) to 1 at update k, and stays there. */
export const warmup: LearningRate<Static<typeof options>> = {
  name: 'warmup',
  description: 'Rises linearly to the full learning rate, and stays there.',
  reference:
    'Goyal et al. 2017, arXiv:1706.02677; for tickets of deep networks Frankle & Carbin 2019, arXiv:1803.03635',
  equation: 'factor = min(1, (iteration + 1)/k)',
  semantics: 1,
  options,
  factor: (options, iteration) => Math.min(1, (iteration + 1) / options.iterations),
};
