// Reader of the MNIST files' IDX format (http://yann.lecun.com/exdb/mnist): two zero bytes, the type of the values, the
// number of axes, the length of each axis as a big-endian 32-bit integer, and the values.
import { elements } from '../lookup';

const UNSIGNED_BYTE = 0x08;

export interface IdxArray {
  readonly shape: readonly number[];
  /** The values row by row; a view into the file's bytes. */
  readonly values: Uint8Array;
}

/**
 * Reads the header of an IDX file with `axes` axes: the length of each axis, and the size of the whole file.
 * Throws an Error that names `file` if the bytes do not begin with such a header.
 */
export function idxHeader(
  file: string,
  bytes: Uint8Array,
  axes: number,
): { readonly shape: readonly number[]; readonly sizeBytes: number } {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new Error(`${file} is compressed with gzip; unpack it first (gunzip)`);
  }
  const header = 4 + 4 * axes;
  if (bytes.length < header) {
    throw new Error(
      `${file} is truncated: it has ${bytes.length} bytes, but its header alone takes ${header}; download it again`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const expected = UNSIGNED_BYTE * 0x100 + axes;
  if (magic !== expected) {
    throw new Error(
      `${file} is not an IDX file of bytes with ${axes} axes: it begins with ${hex(magic)}, not ${hex(expected)}`,
    );
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  return { shape, sizeBytes: header + elements(shape) };
}

/**
 * Reads the array of bytes in an IDX file, which must have `axes` axes.
 * Throws an Error that names `file` if the bytes are not exactly such an array.
 */
export function readIdx(file: string, bytes: Uint8Array, axes: number): IdxArray {
  const { shape, sizeBytes: size } = idxHeader(file, bytes, axes);
  if (bytes.length !== size) {
    const problem = bytes.length < size ? 'is truncated' : 'is too long';
    throw new Error(
      `${file} ${problem}: it has ${bytes.length} bytes, but ${shape.join(' × ')} values take ${size}; download it again`,
    );
  }
  return { shape, values: bytes.subarray(size - elements(shape)) };
}

const hex = (word: number): string => `0x${word.toString(16).padStart(8, '0')}`;
