import type { LearningRate } from '../kinds';
import { noOptions } from '../options';

/** The optimizer's learning rate throughout training. */
export const constant: LearningRate = {
  name: 'constant',
  description: "The optimizer's learning rate throughout training.",
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635 (LeNet and Conv networks)',
  equation: 'factor = 1',
  semantics: 1,
  options: noOptions,
  factor: () => 1,
};
