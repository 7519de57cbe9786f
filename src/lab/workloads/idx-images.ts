// Workloads of greyscale images in four IDX files: MNIST and drop-in replacements.
import Type, { type Static } from 'typebox';
import {
  OptionError,
  type DataFile,
  type FolderFiles,
  type FolderWorkload,
  type Split,
  type Workload,
} from '../kinds';
import { optionsOf } from '../options';
import { accuracy, crossEntropy } from './classification';
import { idxHeader, readIdx } from './idx';

const TRAIN = 60_000;
const TEST = 10_000;
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;

const train = { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' } as const;
const test = { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' } as const;

/** Uncompressed sizes with the IDX header. */
const sizes = {
  [train.images]: 16 + TRAIN * PIXELS,
  [train.labels]: 8 + TRAIN,
  [test.images]: 16 + TEST * PIXELS,
  [test.labels]: 8 + TEST,
} as const;
type FileName = keyof typeof sizes;

/** The sizes of an image set. */
interface ImageSizes {
  readonly train: number;
  readonly test: number;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}
const declaredSizes: ImageSizes = { train: TRAIN, test: TEST, height: SIDE, width: SIDE, classes: CLASSES };

/** The properties of one image set. */
export interface ImageSet extends Pick<Workload, 'name' | 'description' | 'semantics'> {
  readonly reference: string;
  /** Mean and standard deviation over all pixels of the training images, as x/255. */
  readonly pixels: { readonly mean: number; readonly deviation: number };
  /** SHA-256 of each file; SHA-256 and size of the compressed file. */
  readonly sums: Readonly<
    Record<FileName, { sha256: string; gzip: { readonly sizeBytes: number; readonly sha256: string } }>
  >;
  /** URLs of folders that contain the files as `<name>.gz`. */
  readonly hosts: readonly string[];
  readonly npm?: { readonly package: string; readonly folder: string };
  /** The folder of the set below torchvision's root. */
  readonly torchvision: string;
}

const optionsFor = ({ mean, deviation }: ImageSet['pixels']) =>
  optionsOf({
    validation: Type.Integer({
      description: 'Training images held out for validation, drawn at random from the seed.',
      minimum: 1,
      default: 5000,
      unit: 'images',
    }),
    inputs: Type.Enum(['unit', 'standard'], {
      description: `Pixel scaling: x/255 (unit), or (x/255 − ${mean})/${deviation}, with mean 0 and standard deviation 1 (standard).`,
      default: 'unit',
    }),
    examples: Type.Optional(
      Type.Integer({
        description: 'Number of training images; by default, all that are not held out for validation.',
        minimum: 1,
        unit: 'images',
      }),
    ),
    folder: Type.Optional(
      Type.String({
        description:
          'Folder with the four IDX files, uncompressed or as `.gz`, with images of any size and number. By default, Ticket downloads the data.',
        minLength: 1,
        identity: false,
      }),
    ),
  });
type Options = Static<ReturnType<typeof optionsFor>>;

/** The workload of an image set. One permutation of the training images gives the validation and training splits. */
export function imageWorkload(set: ImageSet): FolderWorkload<Options> {
  const { name, description, reference, semantics, pixels } = set;
  const files = declare(set);
  return {
    ...{ name, description, reference, semantics },
    options: optionsFor(pixels),
    shape(options, found) {
      const { train: images, test: forTest, height, width, classes } = (found ?? declaredSizes) as ImageSizes;
      return {
        input: [height, width, 1],
        outputs: classes,
        train: trainCount(options, images),
        validation: options.validation,
        test: forTest,
      };
    },
    survey,
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

/** Reads the sizes from the headers and labels of the files in a folder. */
function survey(files: FolderFiles): ImageSizes {
  const [forTraining, forTest] = [surveyPart(files, train), surveyPart(files, test)];
  const { height, width } = forTraining;
  if (forTest.height !== height || forTest.width !== width) {
    throw new Error(
      `The header of ${test.images} says ${forTest.height} × ${forTest.width} pixels, and that of ${train.images} ${height} × ${width}; all images must have the same size`,
    );
  }
  const found = {
    ...{ train: forTraining.count, test: forTest.count, height, width },
    classes: Math.max(forTraining.classes, forTest.classes),
  };
  // A drop-in replacement has at least the declared number of outputs, even if some classes do not occur.
  const { classes, ...others } = declaredSizes;
  const isAsDeclared = Object.entries(others).every(([key, size]) => found[key as keyof ImageSizes] === size);
  return isAsDeclared ? { ...found, classes: Math.max(classes, found.classes) } : found;
}

function surveyPart(
  files: FolderFiles,
  names: typeof train | typeof test,
): Omit<ImageSizes, 'train' | 'test'> & { count: number } {
  const [count = 0, height = 0, width = 0] = header(files, names.images, 3).shape;
  const { shape, sizeBytes } = header(files, names.labels, 1);
  if (count * height * width === 0) {
    throw new Error(
      `The header of ${names.images} says ${count} images of ${height} × ${width} pixels; it must have at least one of each`,
    );
  }
  if (shape[0] !== count) {
    throw new Error(
      `The header of ${names.images} says ${count} images, and that of ${names.labels} ${shape[0] ?? 0} labels; use two files that belong together`,
    );
  }
  const { values } = readIdx(names.labels, files.whole(names.labels, sizeBytes), 1);
  return {
    count,
    height,
    width,
    classes: 1 + values.reduce((highest, label) => Math.max(highest, label), 0),
  };
}

/** The header of a file. Throws if the file is too large. */
function header(files: FolderFiles, name: string, axes: number): ReturnType<typeof idxHeader> {
  const found = idxHeader(name, files.head(name), axes);
  if (found.sizeBytes > files.mostBytes) {
    throw new Error(
      `The header of ${name} says ${found.shape.join(' × ')} values, but a data file can have at most 2 GB; use fewer or smaller images`,
    );
  }
  return found;
}

function declare({ sums, hosts, npm, torchvision }: ImageSet): readonly DataFile[] {
  return (Object.keys(sizes) as FileName[]).map((name) => ({
    name,
    // Layouts of Keras and Kaggle, of an extracted Kaggle archive, and of torchvision at its root and below.
    alsoAt: [
      name.replace('-idx', '.idx'),
      ...[name, 'raw', `${torchvision}/raw`].map((folder) => `${folder}/${name}`),
    ],
    idxAxes: name === train.images || name === test.images ? 3 : 1,
    sizeBytes: sizes[name],
    sha256: sums[name].sha256,
    ...(npm && { npm: { package: npm.package, path: `${npm.folder}/${name}` } }),
    gzip: { urls: hosts.map((host) => `${host}/${name}.gz`), ...sums[name].gzip },
  }));
}

/** The number of training images out of `available`. Throws `OptionError` if there are too few. */
function trainCount({ validation, examples }: Options, available: number): number {
  const left = available - validation;
  if (left < 1) {
    throw new OptionError(
      'validation',
      `validation takes ${validation} of ${available} training images, which leaves none for training`,
    );
  }
  if (examples !== undefined && examples > left) {
    throw new OptionError(
      'examples',
      `the spec asks for ${examples} training images, but only ${left} of ${available} remain after ${validation} for validation`,
    );
  }
  return examples ?? left;
}

interface Images {
  /** [count, height, width] as bytes. */
  readonly pixels: Uint8Array;
  /** Pixels per image. */
  readonly width: number;
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
  if (labels.values.length !== count) {
    throw new Error(
      `${imagesName} holds ${count} images, but ${labelsName} holds ${labels.values.length} labels`,
    );
  }
  return { pixels: images.values, width: height * width, labels: labels.values };
}

function contentOf(contents: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = contents.get(name);
  if (bytes === undefined) throw new Error(`The file ${name} is missing`);
  return bytes;
}

/** The images at `indices`, in that order; `values` maps each of the 256 bytes to a float. */
function select({ pixels, width, labels }: Images, indices: Int32Array, values: Float32Array): Split {
  const inputs = new Float32Array(indices.length * width);
  indices.forEach((index, row) => {
    for (let pixel = 0; pixel < width; pixel++) {
      inputs[row * width + pixel] = values[pixels[index * width + pixel] ?? 0] ?? 0;
    }
  });
  return { count: indices.length, inputs, labels: Int32Array.from(indices, (index) => labels[index] ?? 0) };
}
