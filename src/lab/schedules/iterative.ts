import type { Schedule } from '../kinds';
import { noOptions } from '../options';

/** Each round prunes the network of the previous round. */
export const iterative: Schedule = {
  name: 'iterative',
  description:
    'Prunes, rewinds and retrains round by round; each round prunes the network of the previous one.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635',
  equation: 'mask of round n from the trained weights of round n − 1',
  semantics: 1,
  options: noOptions,
  source: (round) => round - 1,
};
