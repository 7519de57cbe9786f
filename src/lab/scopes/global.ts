import type { Scope } from '../kinds';
import { noOptions } from '../options';

/** Ranks parameters with the same rate together, so layers may end at different densities. */
export const global: Scope = {
  name: 'global',
  description: 'Ranks the weights of all layers with the same rate together.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635 (VGG-19 and ResNet-18)',
  semantics: 1,
  options: noOptions,
  pools(prunable) {
    const rates = [...new Set(prunable.map(({ rate }) => rate))];
    return rates.flatMap((rate) => {
      const parameters = prunable.filter((one) => one.rate === rate).map(({ parameter }) => parameter);
      // A parameter with rate 0 is never pruned, so it is not ranked with others.
      return rate === 0 ? parameters.map((name) => ({ parameters: [name], rate })) : [{ parameters, rate }];
    });
  },
};
