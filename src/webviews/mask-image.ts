// Images of one mask, two masks, or the weights behind a mask, with one pixel per weight, and downscaled versions with
// averaged pixels. The longer side of a tensor runs from left to right. Pixels are 32-bit as in `ImageData`, with red in
// the lowest byte.
import { bitAt, planeOf, population, sizeOf, type Mask, type Plane } from '../runs/mask';

export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint32Array;
}

export const rgb = (red: number, green: number, blue: number): number =>
  ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** The image layout of a tensor. Convolution kernels have a gap of one pixel between them. */
export interface Layout extends Plane {
  readonly width: number;
  readonly height: number;
  /** True if rows run from left to right, because there are more of them than columns. */
  readonly isTurned: boolean;
}

export function layoutOf(shape: readonly number[]): Layout {
  const plane = planeOf(shape);
  const { rows, columns, kernel } = plane;
  const side = (count: number, kernel: number): number => (isPlain(plane) ? count : count * (kernel + 1) - 1);
  const isTurned = rows > columns;
  const [across, down] = isTurned ? [rows, columns] : [columns, rows];
  return { ...plane, isTurned, width: side(across, kernel[1]), height: side(down, kernel[0]) };
}

const isPlain = ({ kernel: [height, width] }: Plane): boolean => height * width === 1;

/** The index in the tensor of the weight at a pixel; undefined outside the image and in gaps. */
export function weightAt(layout: Layout, x: number, y: number): number | undefined {
  const { rows, columns, width, height, isTurned } = layout;
  if (x < 0 || y < 0 || x >= width || y >= height) return undefined;
  if (isPlain(layout)) return isTurned ? x * columns + y : y * columns + x;
  const [kernelHeight, kernelWidth] = layout.kernel;
  const [across, down] = [Math.floor(x / (kernelWidth + 1)), Math.floor(y / (kernelHeight + 1))];
  const [column, row] = isTurned ? [down, across] : [across, down];
  const [dx, dy] = [x % (kernelWidth + 1), y % (kernelHeight + 1)];
  if (dx === kernelWidth || dy === kernelHeight) return undefined;
  return ((dy * kernelWidth + dx) * rows + row) * columns + column;
}

/** An image with a given colour for each weight. */
function paint(shape: readonly number[], gap: number, colourOf: (weight: number) => number): Image {
  const layout = layoutOf(shape);
  const { width, height, columns, isTurned } = layout;
  const data = new Uint32Array(width * height);
  // Faster than `weightAt`.
  const [across, down] = isTurned ? [columns, 1] : [1, columns];
  const at = isPlain(layout)
    ? (x: number, y: number): number => x * across + y * down
    : (x: number, y: number): number | undefined => weightAt(layout, x, y);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const weight = at(x, y);
      data[i] = weight === undefined ? gap : colourOf(weight);
    }
  return { width, height, data };
}

export interface Palette {
  readonly kept: number;
  readonly pruned: number;
  readonly first: number;
  readonly second: number;
  readonly gap: number;
}

/** An image of kept and pruned weights. */
export function maskImage({ shape, bits }: Mask, { kept, pruned, gap }: Palette): Image {
  return paint(shape, gap, (i) => (bitAt(bits, i) === 1 ? kept : pruned));
}

/** The density of each row and column of pixels. */
export interface Margins {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

/** The densities for the bars beside the image, from the kept weights in each row and column. */
export function marginsOf(mask: Mask, inRows: Uint32Array, inColumns: Uint32Array): Margins {
  const { kernel, isTurned, ...layout } = layoutOf(mask.shape);
  const size = sizeOf(mask.shape);
  const spread = (counts: Uint32Array, side: number, pixels: number): Float64Array =>
    Float64Array.from(
      { length: pixels },
      (_, at) => ((counts[Math.floor(at / side)] ?? 0) * counts.length) / size,
    );
  const [down, across] = isTurned ? [inColumns, inRows] : [inRows, inColumns];
  const isPlain = kernel[0] * kernel[1] === 1;
  return {
    rows: spread(down, isPlain ? 1 : kernel[0] + 1, layout.height),
    columns: spread(across, isPlain ? 1 : kernel[1] + 1, layout.width),
  };
}

/**
 * A smaller image whose pixels show the density of `side` × `side` pixels of the mask's image, and the highest of these
 * densities, which has the colour of kept weights.
 */
export function densityImage(
  { shape, bits }: Mask,
  side: number,
  { kept, pruned }: Palette,
): { readonly image: Image; readonly most: number } {
  const layout = layoutOf(shape);
  const [width, height] = [Math.ceil(layout.width / side), Math.ceil(layout.height / side)];
  const [left, all] = [new Uint32Array(width * height), new Uint32Array(width * height)];
  for (let y = 0; y < layout.height; y++)
    for (let x = 0; x < layout.width; x++) {
      const weight = weightAt(layout, x, y);
      if (weight === undefined) continue;
      const at = Math.floor(y / side) * width + Math.floor(x / side);
      left[at] = (left[at] ?? 0) + bitAt(bits, weight);
      all[at] = (all[at] ?? 0) + 1;
    }
  const shares = Float64Array.from(left, (count, i) => count / (all[i] || 1));
  const most = shares.reduce((a, b) => Math.max(a, b), 0);
  const data = Uint32Array.from(shares, (share) => mix(pruned, kept, share / (most || 1)));
  return { image: { width, height, data }, most };
}

/** An image of weights kept by both masks, one of them, or neither. */
export function comparedImage(a: Mask, b: Mask, { kept, first, second, pruned, gap }: Palette): Image {
  const colours = [pruned, first, second, kept];
  return paint(a.shape, gap, (i) => colours[bitAt(a.bits, i) + 2 * bitAt(b.bits, i)] ?? gap);
}

/** Percentiles of magnitudes: element i is at least as large as i of 255 parts of them. */
export type Scale = Float32Array;

/** The percentiles of the kept weights' magnitudes, from a sample of at most 40,000. */
export function scaleOf({ bits }: Mask, weights: Float32Array): Scale {
  const step = Math.max(1, Math.floor(population(bits) / 20_000));
  const some: number[] = [];
  for (let i = 0, seen = 0; i < weights.length; i++)
    if (bitAt(bits, i) === 1 && seen++ % step === 0) some.push(Math.abs(weights[i] ?? 0));
  const sorted = Float32Array.from(some).sort();
  return Float32Array.from(
    { length: 256 },
    (_, i) => sorted[Math.round((i / 255) * (sorted.length - 1))] ?? 0,
  );
}

/**
 * The colour of a weight by the percentile of its magnitude: from `gap` for 0 to `first` (positive) or `second`
 * (negative).
 */
export function weightColours({ gap, first, second }: Palette, scale: Scale): (weight: number) => number {
  const ramp = (colour: number): Uint32Array =>
    Uint32Array.from({ length: 256 }, (_, i) => mix(gap, colour, i / 255));
  const [positive, negative] = [ramp(first), ramp(second)];
  return (weight) =>
    weight === 0 ? gap : ((weight < 0 ? negative : positive)[rankIn(scale, Math.abs(weight))] ?? gap);
}

/** The last percentile that a magnitude reaches, by bisection. */
function rankIn(scale: Scale, magnitude: number): number {
  let [low, high] = [0, 255];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((scale[middle] ?? 0) <= magnitude) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** An image of weight values by {@link weightColours}, and of pruned weights. */
export function weightsImage(mask: Mask, weights: Float32Array, palette: Palette, scale: Scale): Image {
  const colourOf = weightColours(palette, scale);
  return paint(mask.shape, palette.gap, (i) =>
    bitAt(mask.bits, i) === 0 ? palette.pruned : colourOf(weights[i] ?? 0),
  );
}

/** An image of kept weights, with sign changes in `second`. */
export function signImage(mask: Mask, from: Float32Array, to: Float32Array, palette: Palette): Image {
  return paint(mask.shape, palette.gap, (i) => {
    if (bitAt(mask.bits, i) === 0) return palette.pruned;
    return Math.sign(from[i] ?? 0) === Math.sign(to[i] ?? 0) ? palette.kept : palette.second;
  });
}

/** Interpolates two colours: a share of 0 gives `from`. */
export function mix(from: number, to: number, share: number): number {
  const channel = (shift: number): number =>
    Math.round(((from >> shift) & 255) * (1 - share) + ((to >> shift) & 255) * share);
  return rgb(channel(0), channel(8), channel(16));
}

/** Downscales by a whole number: each pixel is the mean of up to `side` × `side` pixels. */
export function shrink({ width, height, data }: Image, side: number): Image {
  const [w, h] = [Math.ceil(width / side), Math.ceil(height / side)];
  const small = new Uint32Array(w * h);
  for (let y = 0, to = 0; y < h; y++)
    for (let x = 0; x < w; x++, to++) {
      const [right, below] = [Math.min(width, (x + 1) * side), Math.min(height, (y + 1) * side)];
      let [red, green, blue, count] = [0, 0, 0, 0];
      for (let fromY = y * side; fromY < below; fromY++)
        for (let from = fromY * width + x * side; from < fromY * width + right; from++, count++) {
          const pixel = data[from] ?? 0;
          red += pixel & 255;
          green += (pixel >>> 8) & 255;
          blue += (pixel >>> 16) & 255;
        }
      small[to] = rgb(Math.floor(red / count), Math.floor(green / count), Math.floor(blue / count));
    }
  return { width: w, height: h, data: small };
}
