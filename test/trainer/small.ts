// Small experiments on the real library, for trainer tests.
import { stringify } from 'yaml';
import { findRuntime } from '../../src/runner/runtime/find';
import { loadBackend, type Backend } from '../../src/trainer/backend';
import { loadEmbedded } from '../../src/trainer/embedded/embedded';
import { eagerEngine } from '../../src/trainer/engine/eager';
import { loadExperiment, type Experiment } from '../../src/trainer/experiment';
import {
  makeTrainer,
  trainCell,
  type CellStart,
  type Outcome,
  type Trainer,
  type TrainingHooks,
} from '../../src/trainer/train';
import type { TrainingState } from '../../src/trainer/training-state';
import type { Weights } from '../../src/lab/kinds';

let library: Promise<Backend> | undefined;
export const tensorflow = (): Promise<Backend> =>
  (library ??= findRuntime().then(({ request }) => loadBackend(request)));

let wasm: Promise<Backend> | undefined;
/** The embedded backend; a process can load both, and `tf.setBackend` chooses. */
export const embedded = (): Promise<Backend> => (wasm ??= loadEmbedded(process.env.TICKET_DIST ?? 'dist'));

/** Two spirals, 2-16-8-2, 30 iterations of 20: trains in a tenth of a second. `changes` replaces parts. */
export function small(changes: Readonly<Record<string, unknown>> = {}): Promise<Experiment> {
  const spec = {
    ticket: 1,
    seed: 7,
    trials: 2,
    workload: { kind: 'spirals', train: 90, validation: 50, test: 60 },
    model: { kind: 'mlp', layers: { fc1: 16, fc2: 8 } },
    train: {
      optimizer: { kind: 'adam', learningRate: 0.02 },
      batch: 20,
      iterations: 30,
      evaluate: { every: 10 },
    },
    prune: { rounds: 3, rate: 0.4 },
    controls: ['reinit', 'same-sign-reinit', 'shuffled-mask', 'random-mask'],
    ...changes,
  };
  return loadExperiment(stringify(spec), {}, { specFolder: '.', data: {} });
}

export async function trainerOf(experiment: Experiment): Promise<Trainer> {
  const { tf } = await tensorflow();
  return makeTrainer(tf, eagerEngine(tf), experiment);
}

/** Hooks that never stop. */
export const straight: TrainingHooks = {
  pause: () => Promise.resolve('go on'),
  checkpoint: () => undefined,
  progress: () => undefined,
  evaluated: () => undefined,
};

export async function finish(
  trainer: Trainer,
  start: CellStart,
  from?: TrainingState,
): Promise<Extract<Outcome, { kind: 'finished' }>> {
  const outcome = await trainCell(trainer, start, from, straight);
  if (outcome.kind !== 'finished') throw new Error(`The training ${outcome.kind}.`);
  return outcome;
}

/** The bits of weights, so that +0 and −0 differ and NaN equals itself. */
export const bits = (weights: Weights): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...weights].map(([name, values]) => [name, Buffer.from(values.slice().buffer).toString('hex')]),
  );
