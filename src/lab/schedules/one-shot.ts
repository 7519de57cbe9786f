import type { Schedule } from '../kinds';
import { noOptions } from '../options';

/** Each round prunes the dense network directly to the round's density. */
export const oneShot: Schedule = {
  name: 'one-shot',
  description: "Prunes the trained dense network directly to each round's density.",
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635 (section 2, one-shot pruning)',
  equation: 'mask of round n from the trained weights of round 0',
  semantics: 1,
  options: noOptions,
  source: () => 0,
};
