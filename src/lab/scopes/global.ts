import type { Scope } from '../kinds';
import { noOptions } from '../options';

/** Parameters of one rate are ranked together, so large layers may give up more than small ones. */
export const global: Scope = {
  name: 'global',
  description: 'Ranks the weights of all layers that have the same rate together.',
  reference: 'Frankle & Carbin 2019, arXiv:1803.03635 (VGG-19 and ResNet-18)',
  semantics: 1,
  options: noOptions,
  pools(prunable) {
    const rates = [...new Set(prunable.map(({ rate }) => rate))];
    return rates.flatMap((rate) => {
      const parameters = prunable.filter((one) => one.rate === rate).map(({ parameter }) => parameter);
      // A rate of 0 leaves a parameter alone; there is nothing to rank it with.
      return rate === 0 ? parameters.map((name) => ({ parameters: [name], rate })) : [{ parameters, rate }];
    });
  },
};
