// Images of one mask, two masks, or the weights behind a mask, with one pixel per weight, and downscaled versions with
// averaged pixels. Pixels are 32-bit as in `ImageData`, with red in the lowest byte.
import { bitAt, planeOf, population, type Mask, type Plane } from '../runs/mask';

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
}

export function layoutOf(shape: readonly number[]): Layout {
  const plane = planeOf(shape);
  const [height, width] = plane.kernel;
  const side = (count: number, kernel: number): number => (isPlain(plane) ? count : count * (kernel + 1) - 1);
  return { ...plane, width: side(plane.columns, width), height: side(plane.rows, height) };
}

const isPlain = ({ kernel: [height, width] }: Plane): boolean => height * width === 1;

/** The index in the tensor of the weight at a pixel; undefined outside the image and in gaps. */
export function weightAt(layout: Layout, x: number, y: number): number | undefined {
  const { rows, columns, width, height } = layout;
  if (x < 0 || y < 0 || x >= width || y >= height) return undefined;
  if (isPlain(layout)) return y * columns + x;
  const [kernelHeight, kernelWidth] = layout.kernel;
  const [column, row] = [Math.floor(x / (kernelWidth + 1)), Math.floor(y / (kernelHeight + 1))];
  const [dx, dy] = [x % (kernelWidth + 1), y % (kernelHeight + 1)];
  if (dx === kernelWidth || dy === kernelHeight) return undefined;
  return ((dy * kernelWidth + dx) * rows + row) * columns + column;
}

/** An image with a given colour for each weight. */
function paint(shape: readonly number[], gap: number, colourOf: (weight: number) => number): Image {
  const layout = layoutOf(shape);
  const { width, height } = layout;
  const data = new Uint32Array(width * height);
  if (isPlain(layout)) for (let i = 0; i < data.length; i++) data[i] = colourOf(i);
  else
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const weight = weightAt(layout, x, y);
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

/** An image of weight values, from `second` (negative) via `gap` (zero) to `first` (positive), and pruned weights. */
export function weightsImage(mask: Mask, weights: Float32Array, palette: Palette): Image {
  const most = strong(mask, weights);
  const ramp = (colour: number): Uint32Array =>
    Uint32Array.from({ length: 256 }, (_, i) => mix(palette.gap, colour, i / 255));
  const [positive, negative] = [ramp(palette.first), ramp(palette.second)];
  return paint(mask.shape, palette.gap, (i) => {
    if (bitAt(mask.bits, i) === 0) return palette.pruned;
    const value = weights[i] ?? 0;
    const strength = Math.min(255, Math.round((255 * Math.abs(value)) / most));
    return (value < 0 ? negative : positive)[strength] ?? palette.gap;
  });
}

/** An image of kept weights, with sign changes in `second`. */
export function signImage(mask: Mask, from: Float32Array, to: Float32Array, palette: Palette): Image {
  return paint(mask.shape, palette.gap, (i) => {
    if (bitAt(mask.bits, i) === 0) return palette.pruned;
    return Math.sign(from[i] ?? 0) === Math.sign(to[i] ?? 0) ? palette.kept : palette.second;
  });
}

/** The 99th percentile of the kept weights' magnitudes, from a sample. */
function strong({ bits }: Mask, weights: Float32Array): number {
  const step = Math.max(1, Math.floor(population(bits) / 20_000));
  const some: number[] = [];
  for (let i = 0, seen = 0; i < weights.length; i++)
    if (bitAt(bits, i) === 1 && seen++ % step === 0) some.push(Math.abs(weights[i] ?? 0));
  some.sort((a, b) => a - b);
  return some[Math.floor(some.length * 0.99)] || some.at(-1) || 1;
}

/** Interpolates two colours: a share of 0 gives `from`. */
export function mix(from: number, to: number, share: number): number {
  const channel = (shift: number): number =>
    Math.round(((from >> shift) & 255) * (1 - share) + ((to >> shift) & 255) * share);
  return rgb(channel(0), channel(8), channel(16));
}

/** Downscales to half the width and height, at least one pixel. */
export function half({ width, height, data }: Image): Image {
  const [w, h] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const small = new Uint32Array(w * h);
  const [right, below] = [width > 1 ? 1 : 0, height > 1 ? width : 0];
  for (let y = 0, to = 0; y < h; y++)
    for (let x = 0, from = 2 * y * width; x < w; x++, to++, from += 2) {
      const a = data[from] ?? 0;
      const b = data[from + right] ?? 0;
      const c = data[from + below] ?? 0;
      const d = data[from + right + below] ?? 0;
      // Adds two channels at once: each sum of four bytes fits in its 16 bits.
      const redBlue = ((a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff)) >>> 2;
      const green = ((a & 0xff00) + (b & 0xff00) + (c & 0xff00) + (d & 0xff00)) >>> 2;
      small[to] = (0xff000000 | (redBlue & 0xff00ff) | (green & 0xff00)) >>> 0;
    }
  return { width: w, height: h, data: small };
}
