// Times engines on an experiment in a child process, and compares their numbers with `eager`. A crash in TensorFlow
// ends only this process; the parent kills it if it hangs.
import type { Known } from '../../language/check';
import { exitCodes } from '../../runs/exit-codes';
import type { Arrangement, EngineName, Measured, Timing } from '../../runs/engine-choice';
import { messageOf } from '../../runs/error-message';
import { pinnedSplits } from '../../runs/manifest';
import type { StartRequest } from '../../runs/request';
import { loadBackend } from '../backend';
import { drawInit } from '../cell-start';
import { download, maskTensors, startingArrays, upload } from '../device';
import { loadExperiment, type Experiment } from '../experiment';
import { iterationRows, parameterNames } from '../iteration';
import { dataOrder } from '../order';
import { denseMasks } from '../prune';
import { shapesOf } from '../tensor-files';
import { makeTrainer } from '../train';
import type { Tf } from '../../lab/tf';
import { MOST_ROWS, type Trained } from './engine';
import { makeEngine } from './engines';

/** Messages of the child process: an engine about to be timed, and its outcome. */
export type TrialMessage =
  | { readonly type: 'trying'; readonly engine: EngineName }
  | {
      readonly type: 'tried';
      readonly engine: EngineName;
      readonly outcome: NonNullable<Measured[EngineName]>;
    };

export interface TrialRequest {
  readonly request: StartRequest;
  readonly engines: readonly EngineName[];
  readonly arrangement: Arrangement;
}

/** Iterations whose numbers are compared. */
const COMPARED = 8;
/** Maximum relative deviation from `eager`, for a loss and for a parameter (vector norm). */
const TOLERANCE = 1e-4;
const WEIGHT_TOLERANCE = 1e-3;
/** Long enough to exceed the noise, short enough to wait for. */
const TIMED_MS = 600;

interface Computed {
  readonly losses: Float32Array;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly validationLoss: number;
  readonly timing: Timing;
}

/** Times the engines that the parent process requests, then exits. */
export function serveTrial(): void {
  process.once('message', (trial: TrialRequest) => {
    tryEngines(trial, (message) => process.send?.(message)).then(
      () => process.disconnect(),
      (error: unknown) => {
        console.error(error);
        process.exit(exitCodes.failed);
      },
    );
  });
}

/** Times engines in order. `eager` always runs first, because it is the reference. */
async function tryEngines(
  { request, engines, arrangement }: TrialRequest,
  say: (message: TrialMessage) => void,
): Promise<void> {
  const { tf } = await loadBackend(request.runtime, arrangement.threads);
  const experiment = await loadExperiment(request.spec, request.known as Known, {
    ...request,
    splits: pinnedSplits(request.runDir),
  });
  say({ type: 'trying', engine: 'eager' });
  const right = await compute(tf, experiment, 'eager', 1);
  if (arrangement.places === 1) say({ type: 'tried', engine: 'eager', outcome: right.timing });
  for (const engine of engines.filter((name) => name !== 'eager')) {
    say({ type: 'trying', engine });
    say({
      type: 'tried',
      engine,
      outcome: await outcomeOf(tf, experiment, engine, arrangement.places, right),
    });
  }
}

async function outcomeOf(
  tf: Tf,
  experiment: Experiment,
  engine: EngineName,
  places: number,
  right: Computed,
): Promise<NonNullable<Measured[EngineName]>> {
  try {
    const found = await compute(tf, experiment, engine, places);
    const wrong = firstDifference(found, right);
    return wrong === undefined ? found.timing : { failed: `its numbers differ from eager: ${wrong}` };
  } catch (error) {
    return { failed: messageOf(error) };
  }
}

/**
 * Runs the first iterations of the dense network and an evaluation, then times more of both.
 *
 * @param places Number of copies trained as one batch.
 */
async function compute(tf: Tf, experiment: Experiment, name: EngineName, places: number): Promise<Computed> {
  const { plan, spec } = experiment;
  const trainer = makeTrainer(tf, makeEngine(tf, name), experiment, places);
  const masks = denseMasks(experiment);
  const shapes = shapesOf(plan);
  const names = parameterNames(experiment);
  const held = maskTensors(tf, experiment, masks);
  const trainings = Array.from({ length: places }, () => trainer.sharedTraining(held));
  const order = dataOrder(experiment.random('order', 0), experiment.splits.train.count, spec.train.batch);
  const start = upload(tf, shapes, startingArrays(experiment, drawInit(experiment, 0)));
  const run = async (count: number): Promise<Trained> => {
    const begin = { iteration: 0, learningRate: 'schedule' } as const;
    const rows = iterationRows(experiment, order, begin, 0, count);
    const parts = await Promise.all(trainings.map((training) => training.run(start, rows, count)));
    const [first, ...others] = parts;
    for (const { state } of others) tf.dispose(state);
    return first as Trained;
  };
  const evaluate = (parameters: typeof start): number =>
    trainer.evaluate(parameters, trainer.ranges.validation).loss;

  const began = performance.now();
  const first = await run(COMPARED);
  const validationLoss = evaluate(first.state);
  const startMs = performance.now() - began;
  const weights = download(first.state, names);

  let iterationMs = Infinity;
  const timing = performance.now();
  for (let count = 1; performance.now() - timing < TIMED_MS; count = longer(count, iterationMs)) {
    const before = performance.now();
    const { state } = await run(count);
    iterationMs = Math.min(iterationMs, (performance.now() - before) / count);
    tf.dispose(state);
  }
  const evaluating = performance.now();
  evaluate(first.state);
  const evaluationMs = performance.now() - evaluating;
  for (const training of trainings) training.close();
  tf.dispose([...Object.values(first.state), ...Object.values(start), ...Object.values(held)]);
  const doneTwice = COMPARED * iterationMs + evaluationMs;
  return {
    losses: first.losses,
    weights,
    validationLoss,
    timing: {
      startMs: Math.max(0, startMs - doneTwice),
      iterationMs: iterationMs / places,
      evaluationMs,
    },
  };
}

/** Enough iterations to fill a third of the time, so that the call's overhead is negligible. */
const longer = (count: number, iterationMs: number): number =>
  Math.min(MOST_ROWS, 4 * count, Math.max(1, Math.floor(TIMED_MS / 3 / iterationMs)));

function firstDifference(found: Computed, right: Computed): string | undefined {
  const isFar = (one: number, other: number): boolean =>
    Number.isFinite(other) ? !(Math.abs(one - other) <= TOLERANCE * Math.abs(other)) : Number.isFinite(one);
  const row = right.losses.findIndex((loss, i) => isFar(found.losses[i] ?? NaN, loss));
  if (row >= 0) return `loss ${found.losses[row]} instead of ${right.losses[row]} at iteration ${row + 1}`;
  if (isFar(found.validationLoss, right.validationLoss))
    return `validation loss ${found.validationLoss} instead of ${right.validationLoss}`;
  for (const [name, values] of right.weights) {
    // By norm: if a gradient is only rounding noise, Adam still takes a step in one direction or the other.
    const others = found.weights.get(name) ?? new Float32Array();
    const distance = norm(values, (value, i) => value - (others[i] ?? NaN));
    const size = norm(values, (value) => value);
    if (!(distance <= WEIGHT_TOLERANCE * size))
      return `${name} deviates by ${(distance / size).toPrecision(2)} of its norm after ${COMPARED} iterations`;
  }
  return undefined;
}

function norm(values: Float32Array, of: (value: number, i: number) => number): number {
  return Math.sqrt(values.reduce((sum, value, i) => sum + of(value, i) ** 2, 0));
}
