import Type, { type Static } from 'typebox';
import type { LearningRate } from '../kinds';
import { iterations, optionsOf, real } from '../options';

const options = optionsOf({
  at: Type.Array(iterations('After how many iterations.', 1), {
    description: 'When the learning rate drops; each time counts from the start of training.',
    minItems: 1,
  }),
  factor: real({
    description: 'What each drop multiplies the learning rate by.',
    exclusiveMinimum: 0,
    default: 0.1,
  }),
});

/** Drops at given times: `at: [20000]` lets 20,000 updates pass before the first smaller one. */
export const steps: LearningRate<Static<typeof options>> = {
  name: 'steps',
  description: 'Drops by a factor at given times.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635 (ResNet-18: a tenth at 20,000 and 25,000 iterations)',
  equation: 'factor^(number of `at` that are ≤ iteration)',
  semantics: 1,
  options,
  factor: ({ at, factor }, iteration) => factor ** at.filter((time) => time <= iteration).length,
};
