import type { Scope } from '../kinds';
import { noOptions } from '../options';

/** Each parameter loses its own share, so the density of every layer is known beforehand. */
export const layer: Scope = {
  name: 'layer',
  description: 'Ranks the weights of each layer among themselves; each layer loses its own share.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635 (LeNet and Conv networks)',
  semantics: 1,
  options: noOptions,
  pools: (prunable) => prunable.map(({ parameter, rate }) => ({ parameters: [parameter], rate })),
};
