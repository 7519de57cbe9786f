import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { stream } from '../../src/lab/random';
import type { Split, Workload } from '../../src/lab/kinds';
import { spirals } from '../../src/lab/workloads/spirals';
import { DataChangedError, readDataFile } from '../../src/trainer/data-files';
import { readSplits, SplitError, type ReadSplits } from '../../src/trainer/splits';

const COUNT = 20;
const plan = { input: [2, 3], outputs: 4, examples: { train: COUNT, validation: COUNT, test: COUNT } };
const width = 6;

/** A module's return value: any arrays. */
interface Loose {
  readonly count: number;
  readonly inputs: unknown;
  readonly labels: unknown;
}
const good = (): Split => ({
  count: COUNT,
  inputs: Float32Array.from({ length: COUNT * width }, (_, i) => Math.sin(i)),
  labels: Int32Array.from({ length: COUNT }, (_, i) => i % plan.outputs),
});

/** Reads splits, some of them replaced by the given ones. */
function read(
  changed: Partial<Record<'train' | 'validation' | 'test', Loose>>,
  before?: ReadSplits['sums'],
): ReadSplits {
  const splits = { train: good(), validation: good(), test: good(), ...changed };
  const entry = { ...spirals, files: () => [], read: () => splits } as unknown as Workload;
  return readSplits({ entry, options: {}, who: '/x/own.mjs', isModule: false }, plan, {}, stream(1), before);
}

const withInput = (at: number, value: number): Loose => {
  const split = good();
  split.inputs[at] = value;
  return split;
};
const withLabels = (labels: unknown): Loose => ({ ...good(), labels });
const list = (at: number, value: unknown): unknown[] =>
  Array.from(good().labels, (label, i) => (i === at ? value : label));

describe('what a workload reads is refused with split, example and place where', () => {
  const wrong: readonly (readonly [string, Parameters<typeof read>[0], string])[] = [
    [
      'an input of the training split is NaN',
      { train: withInput(6 * 17 + 4, NaN) },
      'the training split with NaN in example 17, input [1, 1]; expected only finite numbers (indices start at 0).',
    ],
    [
      'an input of the test split is infinite',
      { test: withInput(3, -Infinity) },
      'the test split with -Infinity in example 0, input [1, 0]; expected only finite numbers',
    ],
    [
      'an input is over what float32 can hold',
      {
        validation: { ...good(), inputs: Array.from(good().inputs, (value, i) => (i === 9 ? 1e300 : value)) },
      },
      'inputs in the validation split with 1e+300 at 9; expected numbers that float32 can hold',
    ],
    [
      'a label is a fraction',
      { train: withLabels(Float32Array.from(good().labels, (label, i) => (i === 5 ? 3.5 : label))) },
      'the training split with the label 3.5 in example 5; expected integers as labels',
    ],
    ['a label is NaN', { test: withLabels(list(2, NaN)) }, 'the test split with the label NaN in example 2'],
    ['a label is a string', { test: withLabels(list(2, '3')) }, "labels in the test split with '3' at 2"],
    [
      'labels are missing',
      { test: withLabels(undefined) },
      'undefined as labels of the test split; expected an array of numbers.',
    ],
    [
      'a label is missing',
      { test: withLabels(list(2, undefined)) },
      'labels in the test split with undefined at 2',
    ],
    [
      'a label is a large integer',
      { train: withLabels(BigInt64Array.from({ length: COUNT }, () => 1n)) },
      'labels in the training split with 1n at 0',
    ],
    [
      'a label is over the outputs',
      { validation: withLabels(list(7, 4)) },
      'the validation split with the label 4 in example 7; expected labels from 0 to 3, for 4 outputs.',
    ],
    [
      'a label is below 0',
      { train: withLabels(list(1, -1)) },
      'the training split with the label -1 in example 1',
    ],
    [
      'there are other counts than its shape says',
      { train: { ...good(), count: 19 } },
      '19 examples in the training split; expected 20, as its shape(…) says.',
    ],
    [
      'inputs are missing',
      { train: { ...good(), inputs: good().inputs.subarray(1) } },
      '119 inputs in the training split; expected 120: 20 examples of [2, 3], one after another.',
    ],
    [
      'labels are missing',
      { test: { ...good(), labels: good().labels.subarray(1) } },
      '19 labels in the test split; expected 20, one for each example.',
    ],
  ];
  for (const [what, changed, says] of wrong) {
    test(what, () => {
      assert.throws(
        () => read(changed),
        (error) =>
          error instanceof SplitError && error.message.startsWith(`/x/own.mjs: read(…) returned ${says}`),
        says,
      );
    });
  }
});

test('numbers in other arrays are taken where each stays what it is', () => {
  const { splits, sums } = read({
    train: { count: COUNT, inputs: Array.from(good().inputs), labels: Float32Array.from(good().labels) },
  });
  assert.deepEqual(splits.train, good());
  assert.deepEqual(sums, read({}).sums);
});

test('inputs far from 1 are a warning, and others are none', () => {
  const scaled = (by: number): Loose => ({ ...good(), inputs: good().inputs.map((value) => by * value) });
  const { warnings } = read({ train: scaled(255) });
  assert.equal(warnings.length, 1);
  assert.match(
    warnings[0] ?? '',
    /own\.mjs: the inputs of the training split have a root mean square of 18\d, far from 1/,
  );
  assert.equal(read({ train: scaled(0) }).warnings.length, 1);
  for (const by of [0.01, 0.3, 1, 5]) assert.deepEqual(read({ train: scaled(by) }).warnings, []);
});

describe('splits of a run that was started before', () => {
  const { sums } = read({});
  test('are the same again', () => {
    assert.deepEqual(read({}, sums).sums, sums);
  });
  for (const [what, changed, split] of [
    ['another input', { train: withInput(0, 0.25) }, 'training'],
    ['another label', { validation: withLabels(list(0, 3)) }, 'validation'],
    ['the other zero', { test: withInput(0, -0) }, 'test'],
  ] as const) {
    test(`are refused for ${what}, naming the split and what to do`, () => {
      assert.throws(
        () => read(changed, sums),
        (error) =>
          error instanceof DataChangedError &&
          error.message.startsWith(`/x/own.mjs: read(…) returned a different ${split} split (SHA-256 `) &&
          /Restore its data, or move the run directory away/.test(error.message),
      );
    });
  }
});

describe('a data file', () => {
  const content = Buffer.from('numbers');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = (t: TestContext, bytes: Uint8Array): string => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-splits-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    fs.writeFileSync(path.join(folder, 'file'), bytes);
    return path.join(folder, 'file');
  };
  const place = { isPacked: false, sizeBytes: content.length, sha256 };

  test('is read as it was hashed, packed or not', (t) => {
    assert.deepEqual(Buffer.from(readDataFile('a', { ...place, path: file(t, content) })), content);
    const packed = { ...place, isPacked: true, path: file(t, gzipSync(content)) };
    assert.deepEqual(Buffer.from(readDataFile('a', packed)), content);
  });

  for (const [what, bytes, isPacked] of [
    ['changed', Buffer.from('numberz'), false],
    ['changed where it is packed', gzipSync('numberz'), true],
    ['replaced by one that unpacks to far more', gzipSync(Buffer.alloc(50_000_000)), true],
    ['cut off', gzipSync(content).subarray(0, -9), true],
  ] as const) {
    test(`that was ${what} since it was hashed is refused`, (t) => {
      assert.throws(() => readDataFile('a', { ...place, isPacked, path: file(t, bytes) }), DataChangedError);
    });
  }
});
