// Compares a backend with pure JavaScript on exactly the ops of an experiment: loss, gradients and optimizer update. A
// wrong kernel must be an error, never a result.
import type { Optimizer, Split, Weights } from '../../lab/kinds';
import type { Tf } from '../../lab/tf';
import { drawInit } from '../cell-start';
import { download, maskTensors, startingArrays, upload } from '../device';
import { eagerEngine } from '../engine/eager';
import { loadExamples, makeEvaluate } from '../evaluate';
import type { Chosen, Experiment } from '../experiment';
import { iterationRows, parameterNames, TRAIN_INPUTS, TRAIN_LABELS, trainingIteration } from '../iteration';
import { applyMasks, denseMasks } from '../prune';
import { shapesOf } from '../tensor-files';

/** Few enough for a convolution in pure JavaScript. */
const EXAMPLES = 4;
/** Rounding alone can flip a ReLU or a max, which makes a gradient jump, but not for every draw. */
const DRAWS = 3;
/** Relative to the largest element of the compared array. */
const TOLERANCE = 1e-4;
/** Relative change of each weight, to measure how far rounding can move a result. */
const NUDGE = 1e-6;
/** Allowed deviation, as a multiple of the change that the nudge causes. */
const NUDGES = 10;

/**
 * Compares the active backend with pure JavaScript on a few examples, with a mask. The backend stays active.
 *
 * @throws {Error} naming the array that differs, and the deviation.
 */
export async function selfTest(tf: Tf, experiment: Experiment): Promise<void> {
  const tested = tf.getBackend();
  let difference: string | undefined;
  for (let draw = 0; draw < DRAWS; draw++) {
    const found = compute(tf, experiment, draw);
    await tf.setBackend('cpu');
    const right = compute(tf, experiment, draw, found.gradients).results;
    difference = firstDifference(found.results, right);
    // A small difference of large numbers (a bias before a normalization) can be rounding alone.
    if (difference !== undefined) {
      const nudged = compute(tf, experiment, draw, found.gradients, NUDGE).results;
      difference = firstDifference(found.results, right, nudged);
    }
    await tf.setBackend(tested);
    // An overflow is not the backend's fault; training reports it.
    const overflows = !Number.isFinite(right.get(TRAINING_LOSS)?.[0]);
    if (difference === undefined || overflows) return;
  }
  throw new Error(
    `The ${tested} backend computes this network incorrectly: ${difference ?? ''}. Install TensorFlow with \`ticket runtime install\`.`,
  );
}

const TRAINING_LOSS = 'the training loss';

interface Computed {
  /** Every compared array, by its description. */
  readonly results: ReadonlyMap<string, ArrayLike<number>>;
  readonly gradients: Weights;
}

/**
 * @param gradients Gradients for the optimizer; by default the network's own. Adam's step follows a gradient's sign
 * however small it is, so the last bit of a gradient near 0 would become a full step.
 * @param nudge Relative change of each weight.
 */
function compute(tf: Tf, experiment: Experiment, draw: number, gradients?: Weights, nudge = 0): Computed {
  const { plan, splits } = experiment;
  const names = parameterNames(experiment);
  const shapes = shapesOf(plan);
  const masks = new Map(
    [...denseMasks(experiment)].map(([name, mask]) => [name, mask.map((_, i) => Number(i % 3 !== 0))]),
  );
  const drawn = [...drawInit(experiment, draw)].map(
    ([name, values]) => [name, values.map((value, i) => value * (i % 2 ? 1 - nudge : 1 + nudge))] as const,
  );
  const weights = applyMasks(new Map(drawn), masks);
  const few = head(splits.train, draw * EXAMPLES);
  const examples = loadExamples(tf, [few], plan.input);
  const constants = {
    ...maskTensors(tf, experiment, masks),
    [TRAIN_INPUTS]: examples.inputs,
    [TRAIN_LABELS]: examples.labels,
  };
  const start = startingArrays(experiment, weights);
  const order = { batches: () => Int32Array.from({ length: few.count }, (_, i) => i) };
  const rows = iterationRows(experiment, order, { iteration: 0, learningRate: 'schedule' }, 0, 1);
  const run = (optimizer: Chosen<Optimizer>): { arrays: Weights; losses: Float32Array } => {
    const program = eagerEngine(tf).prepare(trainingIteration({ ...experiment, optimizer }), constants);
    const state = upload(tf, shapes, start);
    const after = program.run(state, rows, 1);
    const arrays = download(after.state, Object.keys(after.state));
    tf.dispose([...Object.values(state), ...Object.values(after.state)]);
    return { arrays, losses: after.losses };
  };

  const { entry, options } = experiment.optimizer;
  const first = run({
    entry: { ...entry, update: (_, { gradient, slots }) => ({ weight: gradient, slots }) },
    options,
  });
  const found: Weights = new Map(names.map((name) => [name, first.arrays.get(name) ?? new Float32Array()]));
  const given = upload(tf, shapes, gradients ?? found);
  let next = 0;
  const update: Optimizer['update'] = (on, input, chosen) =>
    entry.update(
      on,
      { ...input, gradient: given[names[next++ % names.length] ?? ''] ?? input.gradient },
      chosen,
    );
  const second = run({ entry: { ...entry, update }, options });
  const parameters = upload(tf, shapes, weights);
  const { loss, accuracy } = makeEvaluate(
    tf,
    eagerEngine(tf),
    experiment,
    examples,
  )(parameters, {
    first: 0,
    count: few.count,
  });
  tf.dispose([...Object.values(constants), ...Object.values(parameters), ...Object.values(given)]);
  return {
    gradients: found,
    results: new Map<string, ArrayLike<number>>([
      [TRAINING_LOSS, first.losses],
      ['the loss of an evaluation', [loss]],
      ['the accuracy of an evaluation', [accuracy]],
      ...[...found].map(([name, values]) => [`the gradient of ${name}`, values] as const),
      ...[...second.arrays].map(([name, values]) => [`${name} after an update`, values] as const),
    ]),
  };
}

function head({ inputs, labels, count }: Split, from: number): Split {
  const size = inputs.length / count;
  const first = Math.min(from, Math.max(0, count - EXAMPLES));
  const last = Math.min(first + EXAMPLES, count);
  return {
    count: last - first,
    inputs: inputs.slice(first * size, last * size),
    labels: labels.slice(first, last),
  };
}

/**
 * Describes the first array of `found` that differs from `right` by more than rounding; `nudged` is `right` computed
 * with slightly changed weights.
 */
function firstDifference(
  found: Computed['results'],
  right: Computed['results'],
  nudged: Computed['results'] = right,
): string | undefined {
  for (const [what, values] of right) {
    const largest = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value) || 0), 1e-6);
    const gap = widestGap(found.get(what) ?? [], values) / largest;
    const moved = widestGap(nudged.get(what) ?? [], values) / largest;
    if (gap > TOLERANCE + (Number.isFinite(moved) ? NUDGES * moved : 0))
      return `${what} differs from pure JavaScript by ${gap.toPrecision(2)} of its largest element`;
  }
  return undefined;
}

function widestGap(found: ArrayLike<number>, right: ArrayLike<number>): number {
  let widest = 0;
  for (let i = 0; i < right.length; i++) {
    const [one, other] = [found[i] ?? NaN, right[i] ?? NaN];
    const gap = Math.abs(one - other);
    widest = Number.isNaN(gap) ? Infinity : Math.max(widest, gap);
  }
  return widest;
}
