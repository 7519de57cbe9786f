import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readIdx } from '../../src/lab/workloads/idx';
import { idxFile } from './idx-file';

describe('an IDX file', () => {
  test('gives its shape and its bytes', () => {
    const { shape, values } = readIdx('f', idxFile([2, 1, 3], [1, 2, 3, 4, 5, 255]), 3);
    assert.deepEqual(shape, [2, 1, 3]);
    assert.deepEqual([...values], [1, 2, 3, 4, 5, 255]);
  });

  test('is read where it lies in a larger buffer', () => {
    const file = idxFile([3], [7, 8, 9]);
    const buffer = new Uint8Array(file.length + 5);
    buffer.set(file, 5);
    assert.deepEqual([...readIdx('f', buffer.subarray(5), 1).values], [7, 8, 9]);
  });

  test('with other axes than asked for is refused, with what it begins with', () => {
    assert.throws(() => readIdx('labels', idxFile([2, 3], [0, 0, 0, 0, 0, 0]), 1), {
      message: 'labels is not an IDX file of bytes with 1 axes: it begins with 0x00000802, not 0x00000801',
    });
  });

  test('that is cut off is refused, with how much is missing', () => {
    assert.throws(() => readIdx('labels', idxFile([4], [0, 0, 0, 0]).subarray(0, 10), 1), {
      message: 'labels is truncated: it has 10 bytes, but 4 values take 12; download it again',
    });
    assert.throws(() => readIdx('labels', new Uint8Array(3), 1), {
      message: 'labels is truncated: it has 3 bytes, but its header alone takes 8; download it again',
    });
  });

  test('with bytes to spare is refused', () => {
    const long = Uint8Array.of(...idxFile([2], [1, 2]), 3);
    assert.throws(
      () => readIdx('labels', long, 1),
      /labels is too long: it has 11 bytes, but 2 values take 10/,
    );
  });

  test('that is still compressed is refused with the remedy', () => {
    assert.throws(() => readIdx('labels', Uint8Array.of(0x1f, 0x8b, 8, 0), 1), /gzip; unpack it first/);
  });
});
