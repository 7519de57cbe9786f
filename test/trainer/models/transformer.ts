// A transformer block: embeddings, layer norm, attention with one gate per head, and taps that are part of the state.
import { dropout } from '../../../src/lab/noise';
import { keyOf, stream } from '../../../src/lab/random';
import type { Tensor, TensorMap, Tf } from '../../../src/lab/tf';
import { crossEntropy } from '../../../src/lab/workloads/classification';
import { beginning, descend, drawn, EXAMPLES, masksOf, rows, the, type TestModel } from './model';

const [VOCABULARY, LENGTH, WIDTH, HEADS, HIDDEN, CLASSES] = [11, 6, 12, 3, 24, 4];
const SIZE = WIDTH / HEADS;
const GATE = 'gate:heads';
const TAPS: Readonly<Record<string, readonly number[]>> = {
  'tap:attention': [HEADS, LENGTH, LENGTH],
  'tap:hidden': [HIDDEN],
};

const shapes: Readonly<Record<string, readonly number[]>> = {
  'tokens.table': [VOCABULARY, WIDTH],
  'positions.table': [LENGTH, WIDTH],
  'norm1.scale': [WIDTH],
  'norm1.shift': [WIDTH],
  'query.weight': [WIDTH, WIDTH],
  'key.weight': [WIDTH, WIDTH],
  'value.weight': [WIDTH, WIDTH],
  'projection.weight': [WIDTH, WIDTH],
  'norm2.scale': [WIDTH],
  'norm2.shift': [WIDTH],
  'fc1.weight': [WIDTH, HIDDEN],
  'fc1.bias': [HIDDEN],
  'fc2.weight': [HIDDEN, WIDTH],
  'fc2.bias': [WIDTH],
  'output.weight': [WIDTH, CLASSES],
};
const prunable = Object.keys(shapes).filter((name) => name.endsWith('weight'));

export function transformer(tf: Tf): TestModel {
  const parameters = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]): [string, Tensor] => {
      if (shape.length > 1) return [name, drawn(tf, name, shape)];
      return [name, name.endsWith('scale') ? tf.ones([...shape]) : tf.zeros([...shape])];
    }),
  );
  const constants = {
    ...masksOf(tf, parameters, prunable),
    ...data(tf),
    [GATE]: tf.tensor([1, 0.5, 1], [HEADS, 1, 1]),
  };
  return {
    prunable,
    rows,
    constants,
    start: {
      ...beginning(tf, parameters, constants),
      [`gradient:${GATE}`]: tf.zeros([HEADS, 1, 1]),
      ...Object.fromEntries(Object.entries(TAPS).map(([name, shape]) => [name, tf.zeros([...shape])])),
    },
    iteration(on, state, { batch, counter, scalars }, held) {
      const tokens = on.gather(the(held, 'inputs'), batch);
      const labels = on.gather(the(held, 'labels'), batch);
      const names = Object.keys(shapes);
      const { loss, next, aside } = descend(
        on,
        state,
        { scalars, constants: held, parameters: names, gates: [GATE] },
        (p, tap) => {
          const dense = (name: string, x: Tensor): Tensor => {
            const weight = the(p, `${name}.weight`);
            const [from = 0, to = 0] = weight.shape;
            return on.reshape(on.matMul(on.reshape(x, [-1, from]), weight), [...x.shape.slice(0, -1), to]);
          };
          const drop = (name: string, x: Tensor): Tensor =>
            dropout(on, x, 0.1, keyOf(1, 'dropout', name), counter);
          const embedded = on.add(
            on.gather(the(p, 'tokens.table'), on.cast(tokens, 'int32')),
            the(p, 'positions.table'),
          );
          const heads = (x: Tensor): Tensor =>
            on.transpose(on.reshape(x, [-1, LENGTH, HEADS, SIZE]), [0, 2, 1, 3]);

          const normal = layerNorm(on, p, 'norm1', embedded);
          const [q, k, v] = ['query', 'key', 'value'].map((name) => heads(dense(name, normal))) as [
            Tensor,
            Tensor,
            Tensor,
          ];
          const weights = on.softmax(on.mul(on.matMul(q, k, false, true), 1 / Math.sqrt(SIZE)));
          tap('tap:attention', on.mean(weights, 0));
          const seen = on.mul(on.matMul(weights, v), the(p, GATE));
          const joined = on.reshape(on.transpose(seen, [0, 2, 1, 3]), [-1, LENGTH, WIDTH]);
          const attended = on.add(embedded, drop('projection', dense('projection', joined)));

          const hidden = gelu(
            on,
            on.add(dense('fc1', layerNorm(on, p, 'norm2', attended)), the(p, 'fc1.bias')),
          );
          tap('tap:hidden', on.mean(on.abs(hidden), [0, 1]));
          const block = on.add(attended, drop('fc2', on.add(dense('fc2', hidden), the(p, 'fc2.bias'))));
          return crossEntropy(on, dense('output', on.mean(block, 1)), labels);
        },
      );
      return { state: { ...next, ...aside }, loss };
    },
  };
}

function layerNorm(tf: Tf, parameters: TensorMap, name: string, x: Tensor): Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normal, the(parameters, `${name}.scale`)), the(parameters, `${name}.shift`));
}

const gelu = (tf: Tf, x: Tensor): Tensor =>
  tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));

/** Sequences of tokens; the largest token determines the class. */
function data(tf: Tf): TensorMap {
  const random = stream(5, 'sequences');
  const sequences = Array.from({ length: EXAMPLES }, () =>
    Array.from({ length: LENGTH }, () => random.below(VOCABULARY)),
  );
  return {
    inputs: tf.tensor2d(sequences, [EXAMPLES, LENGTH], 'int32'),
    labels: tf.tensor1d(
      sequences.map((tokens) => Math.max(...tokens) % CLASSES),
      'int32',
    ),
  };
}
