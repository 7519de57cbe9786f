import Type, { type Static } from 'typebox';
import type { LearningRate } from '../kinds';
import { iterations, optionsOf, real } from '../options';

const options = optionsOf({
  at: Type.Array(iterations('Time of a drop.', 1), {
    description: 'Times of the drops, each counted from the start of training.',
    minItems: 1,
  }),
  factor: real({
    description: 'Factor of each drop.',
    exclusiveMinimum: 0,
    default: 0.1,
  }),
});

/** Drops at given times: with `at: [20000]`, 20,000 updates precede the first smaller one. */
export const steps: LearningRate<Static<typeof options>> = {
  name: 'steps',
  description: 'Multiplies the learning rate by a factor at given times.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635 (ResNet-18: a tenth at 20,000 and 25,000 iterations)',
  equation: 'factor^(number of `at` that are ≤ iteration)',
  semantics: 1,
  options,
  factor: ({ at, factor }, iteration) => factor ** at.filter((time) => time <= iteration).length,
};
