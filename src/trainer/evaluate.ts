// Computes loss and accuracy over many examples, as an iteration that an engine repeats: each pass takes some examples
// and adds to two sums.
import type { Split } from '../lab/kinds';
import type { Tensor, TensorMap, Tf } from '../lab/tf';
import { fault } from '../runs/fault';
import type { Engine, Iteration, Program } from './engine/engine';
import type { Experiment } from './experiment';

/** Examples on the device: inputs [count, …input], labels [count] int32. */
export interface Loaded {
  readonly inputs: Tensor;
  readonly labels: Tensor;
}

/** A contiguous range of the loaded examples. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

/** Concatenates splits on the device. */
export function loadExamples(tf: Tf, splits: readonly Split[], input: readonly number[]): Loaded {
  return tf.tidy(() => ({
    inputs: tf.concat(splits.map(({ inputs, count }) => tf.tensor(inputs, [count, ...input]))),
    labels: tf.concat(splits.map(({ labels }) => tf.tensor1d(labels, 'int32'))),
  }));
}

/** Mean loss and accuracy over a range of examples; `parameters` maps names to tensors. */
export type Evaluate = (parameters: TensorMap, range: Range) => { loss: number; accuracy: number };

/** Examples per forward pass; limits the memory of activations. */
const AT_ONCE = 500;
/** Passes per call into the library, which blocks the process. */
const PASSES = 100;

const INPUTS = 'examples:inputs';
const LABELS = 'examples:labels';

export function makeEvaluate(tf: Tf, engine: Engine, experiment: Experiment, examples: Loaded): Evaluate {
  const iteration = evaluationIteration(experiment);

  return (parameters, { first, count }) => {
    const constants = { ...parameters, [INPUTS]: examples.inputs, [LABELS]: examples.labels };
    const program = engine.prepare(iteration, constants);
    const sums = { loss: 0, accuracy: 0 };
    const whole = count - (count % AT_ONCE);
    for (let done = 0; done < count;) {
      fault('evaluation');
      const size = done < whole ? AT_ONCE : count - whole;
      const passes = done < whole ? Math.min(PASSES, (whole - done) / AT_ONCE) : 1;
      const part = pass(tf, program, first + done, size, passes);
      sums.loss += part.loss;
      sums.accuracy += part.accuracy;
      done += passes * size;
    }
    return { loss: sums.loss / count, accuracy: sums.accuracy / count };
  };
}

/** Sums over `passes` batches of `size` examples, starting at example `first`. */
function pass(
  tf: Tf,
  program: Program,
  first: number,
  size: number,
  passes: number,
): { readonly loss: number; readonly accuracy: number } {
  return tf.tidy(() => {
    const batches = Int32Array.from({ length: passes * size }, (_, i) => first + i);
    const start = { accuracy: tf.scalar(0) };
    const { state, losses } = program.run(start, { batches, first: 0, scalars: {} }, passes);
    const [accuracy = NaN] = (state.accuracy as Tensor).dataSync();
    return { loss: size * losses.reduce((sum, loss) => sum + loss, 0), accuracy: size * accuracy };
  });
}

function evaluationIteration({ workload, model }: Experiment): Iteration {
  return (tf, state, { batch }, constants) => {
    const x = tf.gather(constants[INPUTS] as Tensor, batch);
    const labels = tf.gather(constants[LABELS] as Tensor, batch);
    const outputs = model.entry.forward(tf, constants, x, model.options, (_, activation) => activation);
    const accuracy = workload.entry.accuracy(tf, outputs, labels);
    return {
      state: { accuracy: tf.add(state.accuracy as Tensor, accuracy) },
      loss: workload.entry.loss(tf, outputs, labels),
    };
  };
}
