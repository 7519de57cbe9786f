// Loss and accuracy over a whole split.
import type { Split } from '../lab/kinds';
import type { Tensor, TensorMap, Tf } from '../lab/tf';
import { fault } from '../runs/fault';
import type { Experiment } from './experiment';

/** A split on the device: inputs [count, …input], labels [count] int32. */
export interface LoadedSplit {
  readonly count: number;
  readonly inputs: Tensor;
  readonly labels: Tensor;
}

export function loadSplit(tf: Tf, split: Split, input: readonly number[]): LoadedSplit {
  return {
    count: split.count,
    inputs: tf.tensor(split.inputs, [split.count, ...input]),
    labels: tf.tensor1d(split.labels, 'int32'),
  };
}

/** Examples per forward pass: bounds the memory of activations. */
const AT_ONCE = 2000;

/** Mean loss and accuracy of a network over a split. */
export function evaluate(
  tf: Tf,
  experiment: Experiment,
  parameters: TensorMap,
  split: LoadedSplit,
): { loss: number; accuracy: number } {
  const { workload, model } = experiment;
  let loss = 0;
  let accuracy = 0;
  for (let start = 0; start < split.count; start += AT_ONCE) {
    fault('evaluation');
    const count = Math.min(AT_ONCE, split.count - start);
    const [partLoss = NaN, partAccuracy = NaN] = tf.tidy(() => {
      const x = tf.slice(split.inputs, [start], [count]);
      const labels = tf.slice(split.labels, [start], [count]);
      const outputs = model.entry.forward(tf, parameters, x, model.options, (_, activation) => activation);
      return tf
        .stack([workload.entry.loss(tf, outputs, labels), workload.entry.accuracy(tf, outputs, labels)])
        .dataSync();
    });
    loss += partLoss * count;
    accuracy += partAccuracy * count;
  }
  return { loss: loss / split.count, accuracy: accuracy / split.count };
}
