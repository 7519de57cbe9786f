import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { pack, sizeOf, survival } from '../../src/runs/mask';
import {
  comparedImage,
  densityImage,
  layoutOf,
  marginsOf,
  maskImage,
  rgb,
  scaleOf,
  shrink,
  signImage,
  weightAt,
  weightsImage,
} from '../../src/webviews/mask-image';

const palette = {
  kept: rgb(10, 20, 30),
  pruned: rgb(200, 210, 220),
  first: rgb(0, 0, 255),
  second: rgb(255, 0, 0),
  gap: rgb(128, 128, 128),
};
const shapes = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
  fc.tuple(...[3, 4, 5, 6].map((max) => fc.integer({ min: 1, max }))),
);

describe('the image of a mask', () => {
  test('has each weight at one pixel', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const layout = layoutOf(shape);
        const seen: number[] = [];
        for (let y = -1; y <= layout.height; y++)
          for (let x = -1; x <= layout.width; x++) {
            const weight = weightAt(layout, x, y);
            if (weight !== undefined) seen.push(weight);
          }
        assert.deepEqual(
          seen.sort((a, b) => a - b),
          [...Array(sizeOf(shape)).keys()],
        );
      }),
    );
  });

  test('has the longer side across, with kernels upright', () => {
    const tall = { shape: [3, 2], bits: pack(Uint8Array.of(1, 0, 0, 1, 1, 1)) };
    const { kept: k, pruned: p, gap: g } = palette;
    const image = maskImage(tall, palette);
    assert.deepEqual([image.width, image.height, [...image.data]], [3, 2, [k, p, k, p, k, k]]);
    // Two kernels of 2 × 1, from two input channels to one output channel.
    const kernels = { shape: [2, 1, 2, 1], bits: pack(Uint8Array.of(1, 0, 1, 0)) };
    const wide = maskImage(kernels, palette);
    assert.deepEqual([wide.width, wide.height, [...wide.data]], [3, 2, [k, g, p, k, g, p]]);
  });

  test('has kernels apart, each as it lies over an image', () => {
    // Kernels of 2 × 2, one input, two outputs: the tensor is [y, x, input, output].
    const values = Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 1);
    const { width, height, data } = maskImage({ shape: [2, 2, 1, 2], bits: pack(values) }, palette);
    const { kept: k, pruned: p, gap: g } = palette;
    assert.deepEqual([width, height, [...data]], [5, 2, [k, k, g, p, p, p, p, g, k, k]]);
  });

  test('made smaller says how much is left in each part, the edges too', () => {
    const values = Uint8Array.from([1, 1, 0, 0, 1, /**/ 1, 1, 0, 0, 0, /**/ 0, 0, 1, 0, 0]);
    const { image, most } = densityImage({ shape: [3, 5], bits: pack(values) }, 2, palette);
    const { kept, pruned } = palette;
    const middle = rgb(105, 115, 125);
    assert.deepEqual([image.width, image.height, most], [3, 2, 1]);
    assert.deepEqual([...image.data], [kept, pruned, middle, pruned, middle, pruned]);
  });

  test('made smaller has its strongest colour where most is left', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.integer({ min: 2, max: 5 }),
        fc.infiniteStream(fc.nat(9)),
        (shape, side, next) => {
          const values = Uint8Array.from({ length: sizeOf(shape) }, () => (next.next().value === 0 ? 1 : 0));
          const { image, most } = densityImage({ shape, bits: pack(values) }, side, palette);
          assert.equal(image.data.includes(palette.kept), values.includes(1));
          assert.equal(most > 0, values.includes(1));
        },
      ),
    );
  });

  test('has bars beside it with the density of each line of pixels', () => {
    const bars = (shape: readonly number[], ...values: readonly number[]): unknown => {
      const mask = { shape, bits: pack(Uint8Array.from(values)) };
      const { rows, columns } = survival(mask);
      const margins = marginsOf(mask, rows, columns);
      const { width, height } = layoutOf(shape);
      assert.deepEqual([margins.columns.length, margins.rows.length], [width, height]);
      return [[...margins.columns], [...margins.rows]];
    };
    // Three inputs run from left to right, two outputs from top to bottom.
    assert.deepEqual(bars([3, 2], 1, 0, 0, 0, 1, 1), [
      [0.5, 0, 1],
      [2 / 3, 1 / 3],
    ]);
    // Two kernels of 2 × 1 beside each other; the gap has the density of the kernel before it.
    assert.deepEqual(bars([2, 1, 2, 1], 1, 0, 0, 0), [
      [0.5, 0.5, 0],
      [0.25, 0.25],
    ]);
  });

  test('of two says who keeps what', () => {
    const [a, b] = [Uint8Array.of(0, 1, 0, 1), Uint8Array.of(0, 0, 1, 1)];
    const mask = (values: Uint8Array) => ({ shape: [1, 4], bits: pack(values) });
    const { data } = comparedImage(mask(a), mask(b), palette);
    assert.deepEqual([...data], [palette.pruned, palette.first, palette.second, palette.kept]);
  });

  test('of weights has the percentile of each magnitude, and its sign', () => {
    const mask = { shape: [1, 6], bits: pack(Uint8Array.of(1, 1, 1, 1, 1, 0)) };
    const colours = (weights: readonly number[]): readonly number[] => {
      const values = Float32Array.from(weights);
      return [...weightsImage(mask, values, palette, scaleOf(mask, values)).data];
    };
    const { first, second, gap, pruned } = palette;
    // Three of five magnitudes are at most 2, or 159 of 255 percentiles.
    const middle = rgb(48, 48, 207);
    assert.deepEqual(colours([-8, 0, 2, 8, 0, 1]), [second, gap, middle, first, gap, pruned]);
    // Neither an outlier nor a pruned weight changes the other colors.
    assert.deepEqual(colours([-8, 0, 2, 900, 0, 99]).slice(1, 4), [gap, middle, first]);
  });

  test('of weights has a scale of percentiles as NumPy computes them', () => {
    const weights = Float32Array.of(0.4, -0.1, 0.3, -0.2, 0.9);
    const scale = scaleOf({ shape: [5], bits: pack(Uint8Array.of(1, 1, 1, 1, 0)) }, weights);
    // numpy.percentile([0.1, 0.2, 0.3, 0.4], [0, 25, 50, 75, 100], method='nearest')
    const expected = Float32Array.of(0.1, 0.2, 0.3, 0.3, 0.4);
    const found = [0, 64, 128, 191, 255].map((i) => scale[i] ?? NaN);
    assert.deepEqual(Float32Array.from(found), expected);
  });

  test('of signs has the changed ones', () => {
    const mask = { shape: [1, 4], bits: pack(Uint8Array.of(1, 1, 1, 0)) };
    const signs = signImage(mask, Float32Array.of(1, -1, 1, 1), Float32Array.of(2, 1, -3, -1), palette);
    assert.deepEqual([...signs.data], [palette.kept, palette.second, palette.second, palette.pruned]);
  });

  test('made smaller has the mean of each square of pixels', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.nat(255)),
        (width, height, side, next) => {
          const byte = (): number => Number(next.next().value);
          const data = Uint32Array.from({ length: width * height }, () => rgb(byte(), byte(), byte()));
          const small = shrink({ width, height, data }, side);
          assert.deepEqual([small.width, small.height], [Math.ceil(width / side), Math.ceil(height / side)]);
          small.data.forEach((pixel, to) => {
            const [left, top] = [(to % small.width) * side, Math.floor(to / small.width) * side];
            const from = [...data].filter((_, i) => {
              const [x, y] = [i % width, Math.floor(i / width)];
              return x >= left && x < left + side && y >= top && y < top + side;
            });
            for (const shift of [0, 8, 16]) {
              const mean = from.reduce((sum, one) => sum + ((one >> shift) & 255), 0) / from.length;
              assert.equal((pixel >> shift) & 255, Math.floor(mean));
            }
          });
        },
      ),
    );
  });
});
