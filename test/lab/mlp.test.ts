import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OptionError } from '../../src/lab/kinds';
import { elements } from '../../src/lab/lookup';
import { mlp } from '../../src/lab/models/mlp';
import { tf, useCpu, values } from './cpu';

useCpu();

const lenet = { layers: { fc1: 300, fc2: 100 }, activation: 'relu' } as const;
const small = { layers: { hidden: 2 }, activation: 'relu' } as const;
const asIs = <T>(_: string, activation: T): T => activation;

describe('an mlp', () => {
  test('of layers 300 and 100 on MNIST has the 266,200 prunable weights of LeNet-300-100', () => {
    const layers = mlp.layers([28, 28, 1], 10, lenet);
    assert.deepEqual(
      layers.map(({ name }) => name),
      ['fc1', 'fc2', 'output'],
    );
    const parameters = layers.flatMap((layer) => layer.parameters);
    const prunable = parameters.filter((parameter) => parameter.prunable);
    assert.deepEqual(
      prunable.map(({ name, shape }) => [name, ...shape]),
      [
        ['fc1.weight', 784, 300],
        ['fc2.weight', 300, 100],
        ['output.weight', 100, 10],
      ],
    );
    assert.equal(
      prunable.reduce((sum, { shape }) => sum + elements(shape), 0),
      266_200,
    );
    const biases = parameters.filter((parameter) => !parameter.prunable);
    assert.deepEqual(
      biases.map(({ name, shape, initializer }) => [name, ...shape, initializer]),
      [
        ['fc1.bias', 300, 'zeros'],
        ['fc2.bias', 100, 'zeros'],
        ['output.bias', 10, 'zeros'],
      ],
    );
  });

  test('leaves its last layer to the workload', () => {
    assert.throws(
      () => mlp.layers([2], 2, { layers: { fc1: 3, output: 2 }, activation: 'relu' }),
      (error: unknown) => error instanceof OptionError && error.option === 'layers',
    );
  });

  const parameters = () => ({
    'hidden.weight': tf.tensor2d([
      [1, -1],
      [2, 0.5],
    ]),
    'hidden.bias': tf.tensor1d([0.5, -1]),
    'output.weight': tf.tensor2d([
      [1, 2],
      [3, -4],
    ]),
    'output.bias': tf.tensor1d([0.25, 0]),
  });
  const x = () =>
    tf.tensor3d([
      [[1], [2]],
      [[-1], [3]],
    ]);

  test('multiplies, adds and rectifies, layer by layer, on flattened inputs', () => {
    const outputs = mlp.forward(tf, parameters(), x(), small, asIs);
    // Hidden: (1 + 4 + .5, −1 + 1 − 1) = (5.5, −1) and (−1 + 6 + .5, 1 + 1.5 − 1) = (5.5, 1.5).
    assert.deepEqual(outputs.shape, [2, 2]);
    assert.deepEqual(values(outputs), [5.5 + 0.25, 11, 5.5 + 4.5 + 0.25, 11 - 6]);
  });

  test('can use tanh as its activation', () => {
    const outputs = mlp.forward(tf, parameters(), x(), { ...small, activation: 'tanh' }, asIs);
    const first = Math.tanh(5.5) + 3 * Math.tanh(-1) + 0.25;
    assert.ok(Math.abs((values(outputs)[0] ?? NaN) - first) < 1e-6);
  });

  test('passes each layer to the tap and continues with its result', () => {
    const seen: [string, number[]][] = [];
    const outputs = mlp.forward(tf, parameters(), x(), small, (layer, activation) => {
      seen.push([layer, values(activation)]);
      return layer === 'hidden' ? tf.zerosLike(activation) : activation;
    });
    assert.deepEqual(seen, [
      ['hidden', [5.5, 0, 5.5, 1.5]],
      ['output', [0.25, 0, 0.25, 0]],
    ]);
    assert.deepEqual(values(outputs), [0.25, 0, 0.25, 0]);
  });
});
