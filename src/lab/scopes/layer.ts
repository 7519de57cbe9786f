import type { Scope } from '../kinds';
import { noOptions } from '../options';

/** Ranks each parameter separately, so every layer's density is known in advance. */
export const layer: Scope = {
  name: 'layer',
  description: 'Ranks the weights of each layer separately; each layer is pruned at its own rate.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635 (LeNet and Conv networks)',
  semantics: 1,
  options: noOptions,
  pools: (prunable) => prunable.map(({ parameter, rate }) => ({ parameters: [parameter], rate })),
};
