// A small model and a small workload as modules, with replaceable functions.
import { spec } from './workplace';

/** JavaScript that replaces a function. */
export type Parts = Readonly<Record<string, string>>;

/** @param head precedes the default export */
const moduleOf = (head: string, parts: Parts): string =>
  `${head}\nexport default {\n${Object.entries(parts)
    .map(([name, code]) => `  ${name}: ${code},\n`)
    .join('')}};\n`;

/** A linear model with one weight matrix. */
export const net = (parts: Parts = {}, head = ''): string =>
  moduleOf(head, {
    layers: `([inputs], outputs) => [${layer()}]`,
    forward: `(tf, parameters, x) => tf.matMul(x, parameters['output.weight'])`,
    ...parts,
  });

/** The layer of that model. */
export const layer = (changes: Parts = {}): string => {
  const parameter = {
    name: "'output.weight'",
    shape: '[inputs, outputs]',
    initializer: "'glorot-normal'",
    prunable: 'true',
    ...changes,
  };
  const keys = Object.entries(parameter).map(([name, code]) => `${name}: ${code}`);
  return `{ name: 'output', parameters: [{ ${keys.join(', ')} }] }`;
};

/** A workload with two classes of points. */
export const task = (parts: Parts = {}, head = ''): string =>
  moduleOf(
    `const split = (count, input = (i) => Math.sin(i), label = (i) => i % 2) => ({
  count,
  inputs: Float32Array.from({ length: 2 * count }, (_, i) => input(i)),
  labels: Array.from({ length: count }, (_, i) => label(i)),
});
${head}`,
    {
      shape: '() => ({ input: [2], outputs: 2, train: 40, validation: 20, test: 20 })',
      files: '() => []',
      read: '() => ({ train: split(40), validation: split(20), test: split(20) })',
      loss: "(tf, outputs, labels) => tf.neg(tf.mean(tf.sum(tf.mul(tf.oneHot(labels, 2, 1, 0, 'float32'), tf.logSoftmax(outputs)), -1)))",
      accuracy:
        "(tf, outputs, labels) => tf.mean(tf.cast(tf.equal(tf.argMax(outputs, -1), labels), 'float32'))",
      ...parts,
    },
  );

/** A spec with both modules; it trains in a second. */
export const ownSpec = (changes: Readonly<Record<string, unknown>> = {}): string =>
  spec({
    workload: { module: './task.mjs' },
    model: { module: './net.mjs' },
    trials: 1,
    prune: { rounds: 1 },
    controls: [],
    ...changes,
  });
