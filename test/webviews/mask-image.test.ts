import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { pack, sizeOf } from '../../src/runs/mask';
import {
  comparedImage,
  densityImage,
  half,
  layoutOf,
  maskImage,
  rgb,
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

  test('of two says who keeps what', () => {
    const [a, b] = [Uint8Array.of(0, 1, 0, 1), Uint8Array.of(0, 0, 1, 1)];
    const mask = (values: Uint8Array) => ({ shape: [1, 4], bits: pack(values) });
    const { data } = comparedImage(mask(a), mask(b), palette);
    assert.deepEqual([...data], [palette.pruned, palette.first, palette.second, palette.kept]);
  });

  test('of weights has strength and sign', () => {
    const mask = { shape: [1, 4], bits: pack(Uint8Array.of(1, 1, 1, 0)) };
    const { data } = weightsImage(mask, Float32Array.of(-2, 0, 2, 2), palette);
    assert.deepEqual([...data], [palette.second, palette.gap, palette.first, palette.pruned]);
    // A pruned weight may be large, but does not affect the color scale.
    assert.deepEqual(weightsImage(mask, Float32Array.of(-2, 0, 2, 99), palette).data, data);
    const signs = signImage(mask, Float32Array.of(1, -1, 1, 1), Float32Array.of(2, 1, -3, -1), palette);
    assert.deepEqual([...signs.data], [palette.kept, palette.second, palette.second, palette.pruned]);
  });

  test('half as large has the mean of each four pixels', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4 * 4 * 3, maxLength: 4 * 4 * 3 }), (bytes) => {
        const pixel = (i: number): number =>
          rgb(bytes[3 * i] ?? 0, bytes[3 * i + 1] ?? 0, bytes[3 * i + 2] ?? 0);
        const data = Uint32Array.from({ length: 16 }, (_, i) => pixel(i));
        const small = half({ width: 4, height: 4, data });
        assert.deepEqual([small.width, small.height], [2, 2]);
        for (const [to, from] of [0, 2, 8, 10].entries())
          for (const [shift, channel] of [0, 8, 16].entries()) {
            const four = [from, from + 1, from + 4, from + 5].map((i) => bytes[3 * i + shift] ?? 0);
            const mean = Math.floor(four.reduce((sum, one) => sum + one, 0) / 4);
            assert.equal(((small.data[to] ?? 0) >> channel) & 255, mean);
          }
      }),
    );
    assert.deepEqual(
      half({ width: 1, height: 1, data: Uint32Array.of(rgb(1, 2, 3)) }).data,
      Uint32Array.of(rgb(1, 2, 3)),
    );
  });
});
