import type { Schedule } from '../kinds';
import { noOptions } from '../options';

/** Each round prunes the network that the round before trained. */
export const iterative: Schedule = {
  name: 'iterative',
  description: 'Prunes a little, rewinds, trains, and prunes again: each round starts from the one before.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635',
  equation: 'mask of round n from the trained weights of round n − 1',
  semantics: 1,
  options: noOptions,
  source: (round) => round - 1,
};
