import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { philox, stream } from '../../src/lab/random';

const hex = (words: readonly number[]): string =>
  words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('Philox4x32-10', () => {
  // Known answers of the Random123 distribution.
  test('gives the published answers', () => {
    assert.equal(hex(philox([0, 0, 0, 0], [0, 0])), '6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    const ones = 0xffffffff;
    assert.equal(hex(philox([ones, ones, ones, ones], [ones, ones])), '408f276d 41c83b0e a20bc7c6 6d5451fd');
    assert.equal(
      hex(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])),
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    );
  });
});

describe('a stream', () => {
  test('depends on its seed and name alone', () => {
    const first = stream(1, 'init', 0);
    const draws = Array.from({ length: 10 }, () => first.uint32());
    const again = stream(1).at('init', 0);
    assert.deepEqual(
      Array.from({ length: 10 }, () => again.uint32()),
      draws,
    );
    assert.notEqual(stream(2, 'init', 0).uint32(), draws[0]);
    assert.notEqual(stream(1, 'init0').uint32(), draws[0]);
  });

  test('draws normal numbers with the moments of N(0, 1)', () => {
    const source = stream(7, 'normal');
    const draws = Array.from({ length: 40_000 }, () => source.normal());
    const moment = (power: number): number => draws.reduce((sum, x) => sum + x ** power, 0) / draws.length;
    assert.ok(Math.abs(moment(1)) < 0.02);
    assert.ok(Math.abs(moment(2) - 1) < 0.03);
    assert.ok(Math.abs(moment(3)) < 0.06);
    assert.ok(Math.abs(moment(4) - 3) < 0.15);
  });

  test('draws every permutation of three equally often', () => {
    const source = stream(3, 'permutation');
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = source.permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 6);
    for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 150);
  });
});
