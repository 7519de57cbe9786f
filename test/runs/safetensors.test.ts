import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  decode,
  encode,
  readSafetensors,
  type NamedTensors,
  type WritableTensor,
} from '../../src/runs/safetensors';
import { temporaryFolder } from './made-run';

const shapes = fc.array(fc.nat({ max: 4 }), { maxLength: 3 });
const sizes = { F64: 8, F32: 4, I32: 4, U8: 1 } as const;
const tensor = fc.tuple(fc.constantFrom('F64', 'F32', 'I32', 'U8'), shapes).chain(([dtype, shape]) => {
  const count = shape.reduce((product, size) => product * size, 1);
  const length = count * sizes[dtype];
  return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes): WritableTensor => {
    const { buffer } = Uint8Array.from(bytes);
    if (dtype === 'F64') return { dtype, shape, data: new Float64Array(buffer) };
    if (dtype === 'F32') return { dtype, shape, data: new Float32Array(buffer) };
    if (dtype === 'I32') return { dtype, shape, data: new Int32Array(buffer) };
    return { dtype, shape, data: new Uint8Array(buffer) };
  });
});
const names = fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__');
const named = fc.array(fc.tuple(names, tensor), { maxLength: 6 }).map((pairs) => new Map(pairs));
const metadata = fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true });

/** Name, dtype, shape and bytes of every tensor, sorted by name. */
const plain = (
  tensors: ReadonlyMap<string, { dtype: string; shape: readonly number[]; data: ArrayBufferView }>,
) =>
  [...tensors]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { dtype, shape, data }]) => [
      name,
      dtype,
      shape,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
    ]);

/** A file assembled by hand from its header and data. */
function assemble(header: string | object, data: readonly number[] = [], length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([start, text, Buffer.from(data)]);
}

const one = { dtype: 'U8', shape: [2], data_offsets: [0, 2] };

describe('safetensors', () => {
  test('are read as written, bit for bit', () => {
    fc.assert(
      fc.property(named, metadata, (tensors, notes) => {
        const read = decode(encode(tensors, notes), 'f');
        assert.deepEqual(plain(read.tensors), plain(tensors));
        assert.deepEqual({ ...read.metadata }, notes);
      }),
    );
  });

  test('have the same bytes in any order of tensors', () => {
    fc.assert(
      fc.property(named, (tensors) => {
        assert.deepEqual(encode(new Map([...tensors].reverse())), encode(tensors));
      }),
    );
  });

  test('are written byte for byte as the format specifies', () => {
    const tensors: NamedTensors = new Map<string, WritableTensor>([
      ['m', { dtype: 'U8', shape: [3], data: new Uint8Array([1, 0, 1]) }],
      ['w', { dtype: 'F32', shape: [1, 2], data: new Float32Array([1, -2]) }],
    ]);
    const header =
      '{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"m":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
    assert.notEqual(padded, header);
    // 1 and −2 in IEEE 754, little-endian, then the mask.
    const data = [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1, 0, 1];
    assert.deepEqual(Buffer.from(encode(tensors, { a: 'b' })), assemble(padded, data));
  });

  test('are read unaligned, and as I64', () => {
    const header = {
      u: { dtype: 'U8', shape: [1], data_offsets: [0, 1] },
      w: { dtype: 'F32', shape: [], data_offsets: [1, 5] },
      i: { dtype: 'I64', shape: [1], data_offsets: [5, 13] },
    };
    const { tensors } = decode(
      assemble(header, [9, 0, 0, 0x80, 0x3f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      'f',
    );
    assert.deepEqual(tensors.get('w'), { dtype: 'F32', shape: [], data: new Float32Array([1]) });
    assert.deepEqual(tensors.get('i'), { dtype: 'I64', shape: [1], data: new BigInt64Array([-1n]) });
    assert.deepEqual([...tensors.keys()], ['u', 'w', 'i']);
  });

  test('are not written if shape and data disagree', () => {
    const short: NamedTensors = new Map([['w', { dtype: 'F32', shape: [3], data: new Float32Array(2) }]]);
    assert.throws(() => encode(short), /Tensor w has 2 elements, but its shape is \[3\]/);
    const reserved: NamedTensors = new Map([
      ['__metadata__', { dtype: 'U8', shape: [0], data: new Uint8Array() }],
    ]);
    assert.throws(() => encode(reserved), /__metadata__/);
  });
});

describe('a file that breaks a rule of the format is refused:', () => {
  const twice =
    '{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0077":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}';
  const broken: Readonly<Record<string, [Uint8Array, RegExp]>> = {
    'shorter than a header length': [new Uint8Array(7), /only 7 bytes, too few for the header length/],
    'header longer than the file': [assemble({ w: one }, [1, 2], 1000n), /header is longer than the file/],
    'header over 100 MB': [
      assemble({ w: one }, [1, 2], 100_000_001n),
      /100000001 exceeds the limit of 100 MB/,
    ],
    'header length with its highest bit set': [assemble({}, [], 2n ** 63n), /exceeds the limit/],
    'empty header': [assemble(''), /does not begin with \{/],
    'header that begins with a space': [assemble(' {}'), /does not begin with \{/],
    'header that is not JSON': [assemble('{"w":'), /not valid JSON/],
    'header that is not UTF-8': [
      Buffer.concat([assemble('{"').fill(6, 0, 1), Buffer.from([0xff]), Buffer.from('":1}')]),
      /not valid JSON in UTF-8/,
    ],
    'name that comes twice': [assemble(twice, [1, 2]), /key w twice/],
    'field that comes twice': [
      assemble('{"w":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}', [1]),
      /key dtype twice/,
    ],
    'tensor that is not an object': [assemble({ w: [] }), /the entry of tensor w is not an object/],
    'unknown dtype': [
      assemble({ w: { ...one, dtype: 'F13' } }, [1, 2]),
      /w has dtype F13, unknown to the format; Ticket reads F64/,
    ],
    'dtype that is a name of every object': [
      assemble({ w: { ...one, dtype: 'toString' } }, [1, 2]),
      /dtype toString/,
    ],
    'missing shape': [assemble({ w: { dtype: 'U8', data_offsets: [0, 2] } }, [1, 2]), /w has no valid shape/],
    'negative size': [assemble({ w: { ...one, shape: [-2] } }, [1, 2]), /w has no valid shape/],
    'missing offsets': [assemble({ w: { dtype: 'U8', shape: [2] } }, [1, 2]), /w has no valid data_offsets/],
    'three offsets': [
      assemble({ w: { ...one, data_offsets: [0, 1, 2] } }, [1, 2]),
      /w has no valid data_offsets/,
    ],
    'offset that is not an integer': [
      assemble({ w: { ...one, data_offsets: [0.5, 2] } }, [1, 2]),
      /no valid data_offsets/,
    ],
    'offsets in the wrong order': [
      assemble({ w: { ...one, data_offsets: [2, 0] } }, [1, 2]),
      /w takes -2 bytes/,
    ],
    'shape that needs more bytes': [
      assemble({ w: { ...one, shape: [3] } }, [1, 2]),
      /takes 2 bytes.* need 3/,
    ],
    'shape beyond counting': [
      assemble({ w: { ...one, shape: [2 ** 50, 2 ** 50] } }, [1, 2]),
      /w takes 2 bytes/,
    ],
    'data that is cut off': [assemble({ w: one }, [1]), /w ends after the end of the file/],
    'data that nobody owns at the end': [
      assemble({ w: one }, [1, 2, 3]),
      /1 bytes at the end belong to no tensor/,
    ],
    'hole before the first tensor': [
      assemble({ w: { ...one, data_offsets: [1, 3] } }, [0, 1, 2]),
      /unused bytes before tensor w/,
    ],
    'hole between tensors': [
      assemble({ v: one, w: { ...one, data_offsets: [3, 5] } }, [1, 2, 0, 1, 2]),
      /unused bytes before tensor w/,
    ],
    'tensors that overlap': [
      assemble({ v: one, w: { ...one, data_offsets: [1, 3] } }, [1, 2, 3]),
      /w overlaps/,
    ],
    'metadata that is not an object': [assemble({ __metadata__: 'x' }), /__metadata__ is not an object/],
    'metadata that is not text': [
      assemble({ __metadata__: { epoch: 3 } }),
      /epoch in __metadata__ is not a string/,
    ],
  };
  for (const [rule, [bytes, message]] of Object.entries(broken)) {
    test(rule, () => {
      assert.throws(
        () => decode(bytes, 'some/file.safetensors'),
        (error) => {
          assert(error instanceof Error);
          assert.match(error.message, /^some\/file\.safetensors is not a valid safetensors file: /);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  const others =
    'BOOL F4 F6_E2M3 F6_E3M2 F8_E5M2 F8_E4M3 F8_E8M0 F8_E4M3FNUZ F8_E5M2FNUZ I8 I16 U16 F16 BF16 U32 U64 C64';
  for (const dtype of others.split(' ')) {
    test(`a tensor of ${dtype} is reported as unsupported, not as invalid`, () => {
      assert.throws(() => decode(assemble({ w: { ...one, dtype } }, [1, 2]), 'some/file.safetensors'), {
        message: `some/file.safetensors cannot be read: tensor w has dtype ${dtype}, which Ticket does not support; it reads F64, I64, F32, I32, U8.`,
      });
    });
  }

  test('any number of missing bytes', () => {
    const whole = encode(new Map([['w', { dtype: 'F32', shape: [2], data: new Float32Array([1, 2]) }]]));
    for (let length = 0; length < whole.length; length++) {
      assert.throws(() => decode(whole.subarray(0, length), 'f'), /not a valid safetensors file/);
    }
  });
});

// --- Python's own reader and writer -----------------------------------------------------------------------------

const pythonPath = ['.python', process.env.PYTHONPATH].filter(Boolean).join(path.delimiter);
const python = (script: string, ...args: readonly string[]): string =>
  execFileSync('python3', ['-c', script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: pythonPath },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
function hasPython(): boolean {
  try {
    python('import safetensors.numpy, numpy');
    return true;
  } catch {
    return false;
  }
}

describe(
  "Python's safetensors",
  { skip: hasPython() ? false : 'python3 has no safetensors and numpy' },
  () => {
    const tensors: NamedTensors = new Map<string, WritableTensor>([
      ['fc1.weight', { dtype: 'F32', shape: [2, 3], data: new Float32Array([1, -2, 3.5, -0, 1e-40, 6]) }],
      ['fc1.weight.mask', { dtype: 'U8', shape: [2, 3], data: new Uint8Array([1, 0, 1, 0, 1, 1]) }],
      ['losses', { dtype: 'F64', shape: [2], data: new Float64Array([0.1, 0.2]) }],
      ['counts', { dtype: 'I32', shape: [], data: new Int32Array([-7]) }],
      ['none', { dtype: 'F32', shape: [0, 4], data: new Float32Array() }],
    ]);

    test('reads the files that Ticket writes, and writes the same bytes', (t) => {
      const folder = temporaryFolder(t);
      const [ours, theirs] = [path.join(folder, 'ours'), path.join(folder, 'theirs')];
      fs.writeFileSync(ours, encode(tensors, { format: 'np' }));
      const script = `
import sys
from safetensors.numpy import load_file, save_file
tensors = load_file(sys.argv[1])
assert tensors['fc1.weight'].tolist() == [[1, -2, 3.5], [0, 9.99994610111476e-41, 6]], tensors
assert tensors['counts'].item() == -7 and tensors['none'].shape == (0, 4)
save_file(tensors, sys.argv[2], metadata={'format': 'np'})`;
      python(script, ours, theirs);
      assert.deepEqual(fs.readFileSync(theirs), fs.readFileSync(ours));
    });

    test('writes files that Ticket reads', (t) => {
      const file = path.join(temporaryFolder(t), 'theirs');
      const script = `
import sys, numpy
from safetensors.numpy import save_file
save_file({'a': numpy.arange(3, dtype='int64'), 'b': numpy.array([[0.5], [1]], dtype='float64')}, sys.argv[1])`;
      python(script, file);
      const read = readSafetensors(file);
      assert.deepEqual(read.tensors.get('a')?.data, new BigInt64Array([0n, 1n, 2n]));
      assert.deepEqual(read.tensors.get('b'), {
        dtype: 'F64',
        shape: [2, 1],
        data: new Float64Array([0.5, 1]),
      });
    });
  },
);
