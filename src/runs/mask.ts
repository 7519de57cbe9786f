// Statistics of masks: survival per row and column, and overlap with another mask. Pure functions on packed bits.

/** A mask with one bit per weight, eight per byte, lowest first, in the order of the tensor. */
export interface Mask {
  readonly shape: readonly number[];
  readonly bits: Uint8Array;
}

/** Packs values of 0 and 1 into bits. */
export function pack(values: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++)
    if (values[i] !== 0) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  return bits;
}

export const bitAt = (bits: Uint8Array, i: number): number => ((bits[i >> 3] ?? 0) >> (i & 7)) & 1;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((all, side) => all * side, 1);

const POPULATION = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
});

/** Number of set bits. */
export function population(bits: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) count += POPULATION[bits[i] ?? 0] ?? 0;
  return count;
}

/**
 * A tensor as rows and columns. A dense layer's weights are [inputs, outputs]: rows are inputs, columns are outputs.
 * A convolution's are [height, width, inputs, outputs]: rows are input channels, columns are output channels, and
 * each element is a kernel. A tensor with one axis is a single row.
 */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  /** Size of one element: [1, 1], or that of a kernel. */
  readonly kernel: readonly [height: number, width: number];
}

export function planeOf(shape: readonly number[]): Plane {
  const [columns = 1, rows = 1, ...kernel] = shape.toReversed();
  const [width = 1, ...heights] = kernel;
  return { rows, columns, kernel: [sizeOf(heights), width] };
}

/** Number of remaining weights in each row and each column. */
export function survival({ shape, bits }: Mask): {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
} {
  const { rows, columns, kernel } = planeOf(shape);
  const left = { rows: new Uint32Array(rows), columns: new Uint32Array(columns) };
  const [height, width] = kernel;
  let i = 0;
  for (let place = 0; place < height * width; place++)
    for (let row = 0; row < rows; row++) {
      let inRow = 0;
      for (let column = 0; column < columns; column++, i++) {
        const bit = bitAt(bits, i);
        inRow += bit;
        left.columns[column] = (left.columns[column] ?? 0) + bit;
      }
      left.rows[row] = (left.rows[row] ?? 0) + inRow;
    }
  return left;
}

/** Overlap of two masks of a layer. */
export interface Overlap {
  readonly both: number;
  readonly first: number;
  readonly second: number;
  readonly neither: number;
  /**
   * Expected value and standard deviation of `both` for independent random masks of these sizes, by the
   * hypergeometric distribution.
   */
  readonly chance: { readonly mean: number; readonly deviation: number };
}

export function overlap(a: Mask, b: Mask): Overlap {
  const size = sizeOf(a.shape);
  const [inA, inB] = [population(a.bits), population(b.bits)];
  let both = 0;
  for (let i = 0; i < a.bits.length; i++) both += POPULATION[(a.bits[i] ?? 0) & (b.bits[i] ?? 0)] ?? 0;
  const mean = (inA * inB) / size;
  const variance = size > 1 ? (mean * (size - inA) * (size - inB)) / (size * (size - 1)) : 0;
  return {
    ...{ both, first: inA - both, second: inB - both, neither: size - inA - inB + both },
    chance: { mean, deviation: Math.sqrt(variance) },
  };
}

/** Whether a layer of this shape reads an image [height, width, channels], flattened. */
export function readsImage(
  shape: readonly number[],
  [height = 0, width = 0, channels = 1]: readonly number[],
): boolean {
  const { rows, kernel } = planeOf(shape);
  return kernel[0] * kernel[1] === 1 && rows === height * width * channels;
}

/**
 * Density of each pixel in the first layer: the share of its row, in the order of the image [height, width,
 * channels], averaged over channels. Undefined if the layer does not read the flattened image.
 */
export function pixels(mask: Mask, image: readonly number[]): Float64Array | undefined {
  const [height = 0, width = 0, channels = 1] = image;
  if (!readsImage(mask.shape, image)) return undefined;
  const { columns } = planeOf(mask.shape);
  const { rows: left } = survival(mask);
  return Float64Array.from({ length: height * width }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += left[pixel * channels + channel] ?? 0;
    return sum / (channels * columns);
  });
}
