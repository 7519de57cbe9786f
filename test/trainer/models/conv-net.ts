// A convolutional net with pooling, dropout, and batch normalization whose running statistics are part of the state.
import { dropout } from '../../../src/lab/noise';
import { keyOf, stream } from '../../../src/lab/random';
import type { Tensor, TensorMap, Tf } from '../../../src/lab/tf';
import { crossEntropy } from '../../../src/lab/workloads/classification';
import { beginning, descend, drawn, EXAMPLES, masksOf, rows, the, type TestModel } from './model';

const SIDE = 8;
const CLASSES = 4;
const MOMENTUM = 0.9;
/** Running statistics, [channels] each. */
export const STATISTICS = ['norm1:mean', 'norm1:variance', 'norm2:mean', 'norm2:variance'];

const shapes = {
  'conv1.weight': [3, 3, 1, 6],
  'norm1.scale': [6],
  'norm1.shift': [6],
  'conv2.weight': [3, 3, 6, 8],
  'norm2.scale': [8],
  'norm2.shift': [8],
  'output.weight': [2 * 2 * 8, CLASSES],
  'output.bias': [CLASSES],
} as const;
const prunable = ['conv1.weight', 'conv2.weight', 'output.weight'];

export function convNet(tf: Tf): TestModel {
  const parameters = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]): [string, Tensor] => {
      if (shape.length > 1) return [name, drawn(tf, name, shape)];
      return [name, name.endsWith('scale') ? tf.ones([...shape]) : tf.zeros([...shape])];
    }),
  );
  const constants = { ...masksOf(tf, parameters, prunable), ...data(tf) };
  const key = keyOf(1, 'dropout', 'output');
  return {
    prunable,
    rows,
    constants,
    start: {
      ...beginning(tf, parameters, constants),
      'norm1:mean': tf.zeros([6]),
      'norm1:variance': tf.ones([6]),
      'norm2:mean': tf.zeros([8]),
      'norm2:variance': tf.ones([8]),
    },
    iteration(on, state, { batch, counter, scalars }, held) {
      const x = on.gather(the(held, 'inputs'), batch);
      const labels = on.gather(the(held, 'labels'), batch);
      const names = Object.keys(shapes);
      const { loss, next, aside } = descend(
        on,
        state,
        { scalars, constants: held, parameters: names },
        (p, aside) => {
          const layer = (name: string, h: Tensor): Tensor => {
            const convolved = on.conv2d(h as never, the(p, `conv${name}.weight`) as never, 1, 'same');
            const { mean, variance } = on.moments(convolved, [0, 1, 2]);
            aside(`norm${name}:mean`, mean);
            aside(`norm${name}:variance`, variance);
            const normal = on.batchNorm(
              convolved,
              mean,
              variance,
              the(p, `norm${name}.shift`),
              the(p, `norm${name}.scale`),
              1e-3,
            );
            return on.relu(normal);
          };
          const h = on.maxPool(layer('1', x) as never, 2, 2, 'same');
          const pooled = on.avgPool(layer('2', h) as never, 2, 2, 'same');
          const flat = dropout(on, on.reshape(pooled, [-1, 32]), 0.2, key, counter);
          const outputs = on.add(on.matMul(flat, the(p, 'output.weight')), the(p, 'output.bias'));
          return crossEntropy(on, outputs, labels);
        },
      );
      const running = Object.fromEntries(
        Object.entries(aside).map(([name, value]) => [
          name,
          on.add(on.mul(the(state, name), MOMENTUM), on.mul(value, 1 - MOMENTUM)),
        ]),
      );
      return { state: { ...next, ...running }, loss };
    },
  };
}

/** Noise with one bright quarter, which determines the class. */
function data(tf: Tf): TensorMap {
  const random = stream(5, 'images');
  const labels = Int32Array.from({ length: EXAMPLES }, () => random.below(CLASSES));
  const pixels = Float32Array.from({ length: EXAMPLES * SIDE * SIDE }, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE) % SIDE, i % SIDE];
    const quarter = 2 * Number(row >= SIDE / 2) + Number(column >= SIDE / 2);
    return random.normal() + Number(labels[Math.floor(i / SIDE ** 2)] === quarter);
  });
  return { inputs: tf.tensor(pixels, [EXAMPLES, SIDE, SIDE, 1]), labels: tf.tensor1d(labels, 'int32') };
}
