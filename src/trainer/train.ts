// The training of one cell: chunks of iterations, evaluations between them, checkpoints, and the end.
import type { Masks, Weights } from '../lab/kinds';
import type { Tensor, TensorMap, Tf } from '../lab/tf';
import type { Evaluation } from '../runs/types';
import type { Engine, Program } from './engine/engine';
import { evaluate, loadSplit, type LoadedSplit } from './evaluate';
import type { Experiment } from './experiment';
import {
  iterationRows,
  maskName,
  parameterNames,
  slotName,
  TRAIN_INPUTS,
  TRAIN_LABELS,
  trainingIteration,
  type Beginning,
} from './iteration';
import { dataOrder } from './order';
import { shapesOf, type Shapes } from './tensor-files';
import type { TrainingState } from './training-state';

/** An experiment on a device: what all cells that a worker trains share. */
export interface Trainer {
  readonly tf: Tf;
  readonly engine: Engine;
  readonly experiment: Experiment;
  readonly train: LoadedSplit;
  readonly validation: LoadedSplit;
  readonly test: LoadedSplit;
}

export function makeTrainer(tf: Tf, engine: Engine, experiment: Experiment): Trainer {
  const { splits, plan } = experiment;
  const load = (split: keyof typeof splits): LoadedSplit => loadSplit(tf, splits[split], plan.input);
  return { tf, engine, experiment, train: load('train'), validation: load('validation'), test: load('test') };
}

/** What a cell's network starts from. */
export interface CellStart {
  readonly trial: number;
  readonly begin: Beginning;
  /** Already under their masks. */
  readonly weights: Weights;
  readonly masks: Masks;
  /** Weights after this iteration are kept for later rounds to rewind to. */
  readonly saveAt?: number;
}

/** What the training tells while it runs; `pause` is awaited between chunks and decides whether to go on. */
export interface TrainingHooks {
  pause(): Promise<'go on' | 'checkpoint' | 'stop'>;
  checkpoint(state: TrainingState): void;
  progress(iteration: number, iterationsPerSecond: number): void;
  evaluated(evaluation: Evaluation): void;
}

/** An evaluation with the test accuracy of the same weights. */
export type Tested = Omit<Evaluation, 'trainingLoss'> & { readonly testAccuracy: number };

export type Outcome =
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'diverged';
      readonly evaluations: readonly Evaluation[];
      readonly iteration: number;
      readonly layer: string;
    }
  | {
      readonly kind: 'finished';
      readonly evaluations: readonly Evaluation[];
      readonly earlyStop: Tested;
      readonly end: Tested;
      readonly weights: Weights;
      readonly earlyStopWeights: Weights;
      readonly saved: Weights;
    };

/** A call into the library blocks the process; this bounds how long. The cut never changes a number. */
const CHUNK_MS = 2000;
const FIRST_CHUNK = 8;
const LONGEST_CHUNK = 500;

/** Trains one cell, from its start or from a checkpoint of it, to the end unless `hooks.pause` says to stop. */
export async function trainCell(
  trainer: Trainer,
  start: CellStart,
  resumed: TrainingState | undefined,
  hooks: TrainingHooks,
): Promise<Outcome> {
  const { tf, experiment } = trainer;
  const { plan, spec } = experiment;
  const names = parameterNames(experiment);
  const masks = maskTensors(tf, experiment, start.masks);
  const program = trainer.engine.prepare(trainingIteration(experiment), {
    ...masks,
    [TRAIN_INPUTS]: trainer.train.inputs,
    [TRAIN_LABELS]: trainer.train.labels,
  });
  const order = dataOrder(experiment.random('order', start.trial), trainer.train.count, spec.train.batch);
  const shapes = shapesOf(experiment.plan);

  let state = upload(tf, shapes, resumed?.arrays ?? startingArrays(experiment, start.weights));
  let best: Weights = resumed?.best ?? new Map<string, Float32Array>();
  let saved: Weights = resumed?.saved ?? new Map<string, Float32Array>();
  let iteration = resumed?.iteration ?? start.begin.iteration;
  const evaluations = [...(resumed?.evaluations ?? [])];
  let losses = [...(resumed?.losses ?? [])];
  let chunk = FIRST_CHUNK;
  const weights = (): Weights => download(state, names);

  try {
    while (iteration < plan.iterations) {
      const next = Math.min(
        nextEvaluation(iteration, plan.evaluateEvery, plan.iterations),
        boundary(iteration, start.saveAt),
      );
      const count = Math.min(chunk, next - iteration);
      const began = performance.now();
      const rows = iterationRows(experiment, order, start.begin, iteration, count);
      const result = program.run(state, rows, count);
      const elapsedMs = performance.now() - began;

      const bad = result.losses.findIndex((loss) => !Number.isFinite(loss));
      if (bad >= 0) {
        const layer = culprit(
          tf,
          experiment,
          program,
          state,
          (n) => iterationRows(experiment, order, start.begin, iteration, n),
          bad,
        );
        tf.dispose(result.state);
        return { kind: 'diverged', evaluations, iteration: iteration + bad, layer };
      }
      tf.dispose(state);
      state = result.state;
      losses.push(...result.losses);
      iteration += count;
      chunk = Math.max(1, Math.min(LONGEST_CHUNK, Math.floor((CHUNK_MS * count) / elapsedMs)));
      if (iteration === start.saveAt) saved = weights();

      if (iteration === nextEvaluation(iteration - 1, plan.evaluateEvery, plan.iterations)) {
        const { loss, accuracy } = evaluate(tf, experiment, parametersOf(state, names), trainer.validation);
        const trainingLoss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
        const evaluation = { iteration, validationLoss: loss, validationAccuracy: accuracy, trainingLoss };
        if (!Number.isFinite(loss))
          return { kind: 'diverged', evaluations, iteration, layer: firstBroken(state, names) };
        if (evaluations.every((earlier) => loss < earlier.validationLoss)) best = weights();
        evaluations.push(evaluation);
        losses = [];
        hooks.evaluated(evaluation);
      }
      hooks.progress(iteration, (1000 * count) / elapsedMs);

      const request = await hooks.pause();
      if (request !== 'go on' && iteration < plan.iterations) {
        const arrays = download(state, Object.keys(state));
        hooks.checkpoint({ iteration, arrays, losses: Float32Array.from(losses), evaluations, best, saved });
        if (request === 'stop') return { kind: 'stopped' };
      }
    }
    const last = evaluations.at(-1);
    const lowest = earlyStop(evaluations);
    if (!last || !lowest) throw new Error('A training ended without an evaluation.');
    const tested = (evaluation: Evaluation, at: Weights): Tested => {
      const parameters = upload(tf, shapes, at);
      const testAccuracy = evaluate(tf, experiment, parameters, trainer.test).accuracy;
      tf.dispose(parameters);
      const { trainingLoss: _, ...rest } = evaluation;
      return { ...rest, testAccuracy };
    };
    const end = weights();
    return {
      kind: 'finished',
      evaluations,
      earlyStop: tested(lowest, best),
      end: tested(last, end),
      weights: end,
      earlyStopWeights: best,
      saved,
    };
  } finally {
    tf.dispose(state);
    tf.dispose(masks);
  }
}

/** The first evaluation with the lowest validation loss. The test split has no say in it. */
export function earlyStop(evaluations: readonly Evaluation[]): Evaluation | undefined {
  return evaluations.reduce<Evaluation | undefined>(
    (lowest, evaluation) =>
      lowest && lowest.validationLoss <= evaluation.validationLoss ? lowest : evaluation,
    undefined,
  );
}

/** The first iteration after `iteration` at which validation is due: multiples of `every`, and the end. */
function nextEvaluation(iteration: number, every: number, end: number): number {
  return Math.min((Math.floor(iteration / every) + 1) * every, end);
}

function boundary(iteration: number, saveAt: number | undefined): number {
  return saveAt !== undefined && saveAt > iteration ? saveAt : Infinity;
}

function startingArrays(experiment: Experiment, weights: Weights): ReadonlyMap<string, Float32Array> {
  const slots = experiment.optimizer.entry.slots(experiment.optimizer.options);
  return new Map(
    [...weights].flatMap(([name, values]): [string, Float32Array][] => [
      [name, values],
      ...slots.map((slot): [string, Float32Array] => [slotName(name, slot), new Float32Array(values.length)]),
    ]),
  );
}

function maskTensors(tf: Tf, experiment: Experiment, masks: Masks): TensorMap {
  const shapes = shapesOf(experiment.plan);
  return Object.fromEntries(
    [...masks].map(([name, mask]) => [
      maskName(name),
      tf.tensor(Float32Array.from(mask), [...(shapes.get(name) ?? [])]),
    ]),
  );
}

/** Arrays as tensors of their parameter's shape. The arrays are shared, not copied: nobody may write to them after. */
function upload(tf: Tf, shapes: Shapes, arrays: ReadonlyMap<string, Float32Array>): TensorMap {
  return Object.fromEntries(
    [...arrays].map(([name, values]) => [
      name,
      tf.tensor(values, [...(shapes.get(name.split(':')[0] ?? name) ?? [values.length])]),
    ]),
  );
}

function download(state: TensorMap, names: readonly string[]): Map<string, Float32Array> {
  return new Map(
    names.map((name) => [name, Float32Array.from((state[name] as Tensor).dataSync<'float32'>())]),
  );
}

const parametersOf = (state: TensorMap, names: readonly string[]): TensorMap =>
  Object.fromEntries(names.map((name) => [name, state[name] as Tensor]));

/** The layer where numbers broke first: the chunk is run again up to the bad iteration, which gives the same bits. */
function culprit(
  tf: Tf,
  experiment: Experiment,
  program: Program,
  state: TensorMap,
  rows: (count: number) => ReturnType<typeof iterationRows>,
  bad: number,
): string {
  const names = parameterNames(experiment);
  const before = bad === 0 ? state : program.run(state, rows(bad), bad).state;
  const layer = firstBroken(before, names);
  if (before !== state) tf.dispose(before);
  return layer;
}

/** The first layer with a number that is not finite, else the one with the largest weight. */
function firstBroken(state: TensorMap, names: readonly string[]): string {
  const sizes = names.map((name) => {
    let largest = 0;
    for (const value of (state[name] as Tensor).dataSync<'float32'>()) {
      if (!Number.isFinite(value)) return Infinity;
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  });
  return (names[sizes.indexOf(Math.max(...sizes))] ?? '').replace(/\.[^.]*$/, '');
}
