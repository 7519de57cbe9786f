import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import {
  bitAt,
  overlap,
  pack,
  pixels,
  planeOf,
  population,
  sizeOf,
  survival,
  type Mask,
} from '../../src/runs/mask';

const shapes = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 40 })),
  fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })),
  fc.tuple(...[3, 4, 5, 6].map((max) => fc.integer({ min: 1, max }))),
);
const valuesOf = (shape: readonly number[]) =>
  fc.uint8Array({ minLength: sizeOf(shape), maxLength: sizeOf(shape), max: 1 });
const masks = (count: number) =>
  shapes.chain((shape) =>
    fc
      .tuple(...Array.from({ length: count }, () => valuesOf(shape)))
      .map((all) =>
        all.map((values) => ({ shape, values, mask: { shape, bits: pack(values) } satisfies Mask })),
      ),
  );

const sum = (values: Iterable<number>): number => [...values].reduce((all, one) => all + one, 0);

describe('a mask', () => {
  test('has a bit for each weight', () => {
    fc.assert(
      fc.property(masks(1), ([one]) => {
        assert(one);
        const { values, mask } = one;
        assert.equal(mask.bits.length, Math.ceil(values.length / 8));
        assert.deepEqual(
          Uint8Array.from(values, (_, i) => bitAt(mask.bits, i)),
          values,
        );
        assert.equal(population(mask.bits), sum(values));
      }),
    );
  });

  test('counts the remaining weights by row and column', () => {
    fc.assert(
      fc.property(masks(1), ([one]) => {
        assert(one);
        const { shape, values, mask } = one;
        const { rows, columns } = survival(mask);
        const plane = planeOf(shape);
        assert.equal(plane.rows * plane.columns * plane.kernel[0] * plane.kernel[1], values.length);
        // The last axis is the column, the one before it the row.
        const counts = { rows: new Map<number, number>(), columns: new Map<number, number>() };
        values.forEach((value, i) => {
          const [column, row] = [i % plane.columns, Math.floor(i / plane.columns) % plane.rows];
          counts.rows.set(row, (counts.rows.get(row) ?? 0) + value);
          counts.columns.set(column, (counts.columns.get(column) ?? 0) + value);
        });
        assert.deepEqual(
          [...rows],
          [...Array(plane.rows).keys()].map((row) => counts.rows.get(row)),
        );
        assert.deepEqual(
          [...columns],
          [...Array(plane.columns).keys()].map((column) => counts.columns.get(column)),
        );
      }),
    );
  });

  test('has a plane as a layer or as the kernels of a convolution', () => {
    assert.deepEqual(planeOf([784, 300]), { rows: 784, columns: 300, kernel: [1, 1] });
    assert.deepEqual(planeOf([3, 5, 16, 32]), { rows: 16, columns: 32, kernel: [3, 5] });
    assert.deepEqual(planeOf([7]), { rows: 1, columns: 7, kernel: [1, 1] });
  });

  test('overlaps another by exact counts, and itself fully', () => {
    fc.assert(
      fc.property(masks(2), ([a, b]) => {
        assert(a && b);
        const count = (x: number, y: number): number =>
          [...a.values].filter((value, i) => value === x && b.values[i] === y).length;
        const { chance, ...counts } = overlap(a.mask, b.mask);
        assert.deepEqual(counts, {
          ...{ both: count(1, 1), first: count(1, 0), second: count(0, 1), neither: count(0, 0) },
        });
        assert.equal(chance.mean, (sum(a.values) * sum(b.values)) / a.values.length);
        assert.equal(overlap(a.mask, a.mask).both, sum(a.values));
      }),
    );
  });

  test('has the chance overlap of a hypergeometric draw', () => {
    // All masks of 5 weights with 2 and 3 alive: 10 × 10 pairs.
    const all = (alive: number): Mask[] =>
      Array.from({ length: 32 }, (_, byte) => byte)
        .filter((byte) => population(Uint8Array.of(byte)) === alive)
        .map((byte) => ({ shape: [5], bits: Uint8Array.of(byte) }));
    const found = all(2).flatMap((a) => all(3).map((b) => overlap(a, b)));
    const mean = sum(found.map(({ both }) => both)) / found.length;
    const variance = sum(found.map(({ both }) => (both - mean) ** 2)) / found.length;
    assert(Math.abs(mean - (found[0]?.chance.mean ?? NaN)) < 1e-12);
    assert(Math.abs(Math.sqrt(variance) - (found[0]?.chance.deviation ?? NaN)) < 1e-12);
  });

  test('of the first layer gives the density per pixel', () => {
    // Two pixels of three channels, two outputs.
    const values = Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    const mask = { shape: [6, 2], bits: pack(values) };
    assert.deepEqual([...(pixels(mask, [1, 2, 3]) ?? [])], [3 / 6, 1 / 6]);
    assert.equal(pixels(mask, [2, 2, 3]), undefined);
    assert.equal(pixels({ shape: [3, 3, 1, 4], bits: new Uint8Array(5) }, [3, 3, 1]), undefined);
  });
});
