import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accuracy, crossEntropy } from '../../src/lab/workloads/classification';
import { tf, useCpu, values } from './cpu';

useCpu();

const close = (actual: readonly number[], expected: readonly number[], within: number): void => {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - (expected[i] ?? NaN)) <= within, `${actual.join()} is not ${expected.join()}`),
  );
};

const outputs = [
  [1, 2, 3],
  [0, 0, 0],
];
const softmax = (row: readonly number[]): number[] => {
  const sum = row.reduce((total, x) => total + Math.exp(x), 0);
  return row.map((x) => Math.exp(x) / sum);
};

describe('cross-entropy', () => {
  test('is the mean of −log of the probability of the label', () => {
    const loss = crossEntropy(tf, tf.tensor2d(outputs), tf.tensor1d([2, 1], 'int32'));
    const expected = -(Math.log(softmax([1, 2, 3])[2] ?? NaN) + Math.log(1 / 3)) / 2;
    assert.deepEqual(loss.shape, []);
    close(values(loss), [expected], 1e-6);
  });

  test('has the gradient (softmax − one-hot)/batch', () => {
    const labels = tf.tensor1d([2, 1], 'int32');
    const gradient = tf.grad((x) => crossEntropy(tf, x, labels))(tf.tensor2d(outputs));
    const oneHot = [
      [0, 0, 1],
      [0, 1, 0],
    ];
    const expected = outputs.flatMap((row, i) =>
      softmax(row).map((p, j) => (p - (oneHot[i]?.[j] ?? NaN)) / 2),
    );
    close(values(gradient), expected, 1e-6);
  });

  test('stays finite where the net is sure and wrong', () => {
    close(values(crossEntropy(tf, tf.tensor2d([[1000, 0]]), tf.tensor1d([1], 'int32'))), [1000], 1e-3);
  });
});

test('accuracy is the share of rows whose largest output is the label', () => {
  const share = accuracy(
    tf,
    tf.tensor2d([
      [1, 2],
      [2, 1],
      [0, 1],
      [5, 4],
    ]),
    tf.tensor1d([1, 0, 0, 0], 'int32'),
  );
  assert.deepEqual(share.shape, []);
  assert.deepEqual(values(share), [0.75]);
});
