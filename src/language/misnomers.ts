// Names that other tools use for keys and values of a spec, for "Did you mean" suggestions.

/** The names of a spec by other tools' names, in lower case without `-` and `_`. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  lr: ['learningRate'],
  eta: ['learningRate'],
  alpha: ['learningRate'],
  stepsize: ['learningRate'],
  wd: ['weightDecay'],
  l2: ['weightDecay'],
  bs: ['batch'],
  minibatch: ['batch'],
  epochs: ['iterations'],
  epoch: ['iterations'],
  steps: ['iterations'],
  maxsteps: ['iterations'],
  trainingsteps: ['iterations'],
  hidden: ['layers'],
  hiddenlayers: ['layers'],
  hiddensizes: ['layers'],
  units: ['layers'],
  widths: ['layers'],
  dataset: ['workload'],
  data: ['workload'],
  task: ['workload'],
  network: ['model'],
  net: ['model'],
  architecture: ['model'],
  arch: ['model'],
  training: ['train'],
  pruning: ['prune'],
  optim: ['optimizer'],
  opt: ['optimizer'],
  lrschedule: ['schedule'],
  scheduler: ['schedule'],
  sparsity: ['rate'],
  amount: ['rate'],
  fraction: ['rate'],
  levels: ['rounds'],
  level: ['round'],
  repeats: ['trials'],
  replicates: ['trials'],
  replicate: ['trials'],
  seeds: ['seed', 'trials'],
  name: ['title'],
  baselines: ['controls'],
  hypotheses: ['claims'],
  hypothesis: ['claims'],
  weights: ['kind'],
  type: ['kind'],
  accuracy: ['testAccuracy'],
  acc: ['testAccuracy'],
  testacc: ['testAccuracy'],
  loss: ['validationLoss'],
  valloss: ['validationLoss'],
  full: ['dense'],
  unpruned: ['dense'],
  original: ['dense'],
  winningticket: ['ticket'],
  pruned: ['ticket'],
  min: ['atLeast'],
  minimum: ['atLeast'],
  max: ['atMost'],
  maximum: ['atMost'],
  equal: ['equals'],
  l1: ['magnitude'],
  l1unstructured: ['magnitude'],
};

/** Advice for keys that Ticket has no counterpart for. */
const ABSENT: Readonly<Record<string, string>> = {
  dropout: 'Ticket has no dropout.',
};

/** A name in the form in which names are compared: lower case, without `-`, `_` and spaces. */
export const plainName = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '');

const own = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, plainName(word)) ? table[plainName(word)] : undefined;

/** The candidate that another tool calls `word`. */
export const meantBy = (word: string, candidates: readonly string[]): string | undefined =>
  own(MEANT, word)?.find((name) => candidates.includes(name));

export const adviceFor = (word: string): string | undefined => own(ABSENT, word);
