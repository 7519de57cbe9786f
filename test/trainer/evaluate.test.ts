import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TensorMap } from '../../src/lab/tf';
import { ENGINES } from '../../src/runs/engine-choice';
import { drawInit } from '../../src/trainer/cell-start';
import { upload } from '../../src/trainer/device';
import { makeEngine } from '../../src/trainer/engine/engines';
import { loadExamples, makeEvaluate } from '../../src/trainer/evaluate';
import { shapesOf } from '../../src/trainer/tensor-files';
import { small, tensorflow } from './small';

const close = (one: number, other: number, what: string): void =>
  assert.ok(Math.abs(one - other) <= 1e-5 * Math.abs(other), `${what}: ${one} for ${other}`);

for (const name of ENGINES) {
  test(`${name} evaluates every example of a range once, whatever its length and place`, async () => {
    const { tf } = await tensorflow();
    const experiment = await small({ workload: { kind: 'spirals', validation: 1234, test: 1100 } });
    const { splits, plan, workload, model } = experiment;
    const examples = loadExamples(tf, [splits.validation, splits.test], plan.input);
    const evaluate = makeEvaluate(tf, makeEngine(tf, name), experiment, examples);
    const parameters: TensorMap = upload(tf, shapesOf(plan), drawInit(experiment, 0));
    for (const [first, count] of [
      [0, 1],
      [1, 499],
      [1234, 500],
      [1234, 1100],
      [7, 1001],
      [0, 1234],
    ] as const) {
      const found = evaluate(parameters, { first, count });
      const [loss = NaN, accuracy = NaN] = tf.tidy(() => {
        const x = tf.slice(examples.inputs, [first], [count]);
        const labels = tf.slice(examples.labels, [first], [count]);
        const outputs = model.entry.forward(tf, parameters, x, model.options, (_, activation) => activation);
        const both = [workload.entry.loss(tf, outputs, labels), workload.entry.accuracy(tf, outputs, labels)];
        return tf.stack(both).dataSync();
      });
      close(found.loss, loss, `loss of ${count} from ${first}`);
      close(found.accuracy, accuracy, `accuracy of ${count} from ${first}`);
    }
  });
}
