// Trains one cell: chunks of iterations, evaluations in between, checkpoints, and the final test.
import type { Masks, Weights } from '../lab/kinds';
import type { TensorMap, Tf } from '../lab/tf';
import type { Evaluation } from '../runs/types';
import { download, maskTensors, parametersOf, startingArrays, upload } from './device';
import { culprit, firstBroken } from './divergence';
import { MOST_ROWS, type Engine, type Program } from './engine/engine';
import { shareCalls, type SharedTraining } from './engine/share-calls';
import { loadExamples, makeEvaluate, type Evaluate, type Range } from './evaluate';
import type { Experiment } from './experiment';
import {
  iterationRows,
  parameterNames,
  TRAIN_INPUTS,
  TRAIN_LABELS,
  trainingIteration,
  type Beginning,
} from './iteration';
import { dataOrder } from './order';
import { shapesOf } from './tensor-files';
import type { TrainingState } from './training-state';

/** An experiment on a device, shared by all cells that a worker trains. */
export interface Trainer {
  readonly tf: Tf;
  readonly experiment: Experiment;
  /** The training under masks; `masks` are on the device, as `maskTensors` makes them. */
  training(masks: TensorMap): Program;
  /** The same for a cell, batched with the other cells of this process. */
  sharedTraining(masks: TensorMap): SharedTraining;
  readonly evaluate: Evaluate;
  /** Positions of the splits in the examples that `evaluate` reads. */
  readonly ranges: { readonly validation: Range; readonly test: Range };
}

/** @param places Cells trained at once. */
export function makeTrainer(tf: Tf, engine: Engine, experiment: Experiment, places = 1): Trainer {
  const { splits, plan } = experiment;
  const train = loadExamples(tf, [splits.train], plan.input);
  const iteration = trainingIteration(experiment);
  const data = { [TRAIN_INPUTS]: train.inputs, [TRAIN_LABELS]: train.labels };
  // Both splits in one tensor, so that one program evaluates both.
  const heldOut = loadExamples(tf, [splits.validation, splits.test], plan.input);
  return {
    tf,
    experiment,
    training: (masks) => engine.prepare(iteration, { ...masks, ...data }),
    sharedTraining: shareCalls(engine, iteration, data, places),
    evaluate: makeEvaluate(tf, engine, experiment, heldOut),
    ranges: {
      validation: { first: 0, count: splits.validation.count },
      test: { first: splits.validation.count, count: splits.test.count },
    },
  };
}

/** The start of a cell's training. */
export interface CellStart {
  readonly trial: number;
  readonly begin: Beginning;
  /** Already masked. */
  readonly weights: Weights;
  readonly masks: Masks;
  /** After this iteration, the weights are saved for later rounds to rewind to. */
  readonly saveAt?: number;
}

/** Callbacks of a training. It awaits `pause` between chunks to decide whether to continue. */
export interface TrainingHooks {
  pause(): Promise<'go on' | 'checkpoint' | 'stop'>;
  checkpoint(state: TrainingState): void;
  progress(iteration: number, iterationsPerSecond: number): void;
  evaluated(evaluation: Evaluation): void;
}

/** An evaluation, with the test accuracy of the same weights. */
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

/** Limits the duration of a call into the library, which blocks the process. Chunk sizes never change a number. */
const CHUNK_MS = 2000;
const FIRST_CHUNK = 1;
const LONGEST_CHUNK = MOST_ROWS;

/** Trains one cell, from its start or from its checkpoint, to the end unless `hooks.pause` asks to stop. */
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
  const training = trainer.sharedTraining(masks);
  const order = dataOrder(
    experiment.random('order', start.trial),
    experiment.splits.train.count,
    spec.train.batch,
  );
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
      const most = Math.min(chunk, next - iteration);
      const rows = iterationRows(experiment, order, start.begin, iteration, most);
      const { elapsedMs, ...result } = await training.run(state, rows, most);
      const count = result.losses.length;

      const bad = result.losses.findIndex((loss) => !Number.isFinite(loss));
      if (bad >= 0) {
        tf.dispose(result.state);
        const before = iterationRows(experiment, order, start.begin, iteration, bad);
        const layer = culprit(tf, trainer.training(masks), state, before, bad, names);
        return { kind: 'diverged', evaluations, iteration: iteration + bad, layer };
      }
      tf.dispose(state);
      state = result.state;
      losses.push(...result.losses);
      iteration += count;
      chunk = Math.max(1, Math.min(LONGEST_CHUNK, Math.floor((CHUNK_MS * count) / elapsedMs)));
      if (iteration === start.saveAt) saved = weights();

      if (iteration === nextEvaluation(iteration - 1, plan.evaluateEvery, plan.iterations)) {
        const { loss, accuracy } = trainer.evaluate(parametersOf(state, names), trainer.ranges.validation);
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
      const testAccuracy = trainer.evaluate(parameters, trainer.ranges.test).accuracy;
      tf.dispose(parameters);
      const { iteration, validationLoss, validationAccuracy } = evaluation;
      return { iteration, validationLoss, validationAccuracy, testAccuracy };
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
    training.close();
    tf.dispose(state);
    tf.dispose(masks);
  }
}

/** The first evaluation with the lowest validation loss. The test split plays no part. */
export function earlyStop(evaluations: readonly Evaluation[]): Evaluation | undefined {
  return evaluations.reduce<Evaluation | undefined>(
    (lowest, evaluation) =>
      lowest && lowest.validationLoss <= evaluation.validationLoss ? lowest : evaluation,
    undefined,
  );
}

/** The first iteration after `iteration` with a validation: a multiple of `every`, or the end. */
function nextEvaluation(iteration: number, every: number, end: number): number {
  return Math.min((Math.floor(iteration / every) + 1) * every, end);
}

function boundary(iteration: number, saveAt: number | undefined): number {
  return saveAt !== undefined && saveAt > iteration ? saveAt : Infinity;
}
