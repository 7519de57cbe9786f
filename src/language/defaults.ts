// Defaults of a spec: the LeNet experiment of Frankle & Carbin 2019 (arXiv:1803.03635).

export const defaults = {
  seed: 1,
  trials: 5,
  train: {
    optimizer: 'adam',
    schedule: 'constant',
    batch: 60,
    iterations: 50_000,
    evaluateEvery: 100,
  },
  prune: {
    rounds: 20,
    rate: 0.2,
    criterion: 'magnitude',
    structure: 'element',
    scope: 'layer',
    schedule: 'iterative',
  },
  rewind: 'init',
  claim: { at: 'end', over: 'mean' },
  run: { engine: 'auto', workers: 'auto', keep: 'tickets', checkpointSeconds: 30 },
} as const;

/** The layer that the paper, and a spec without `rates`, prunes at half the rate of the others. */
export const outputLayer = 'output';

export function defaultRates(rate: number): Readonly<Record<string, number>> {
  return { [outputLayer]: rate / 2 };
}
