import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { BadFileError } from '../../src/runs/json';
import { decode, encode, type NamedTensors } from '../../src/runs/safetensors';
import { openJson, openTensors, jsonWithChecksum, tensorsWithChecksum } from '../../src/runs/checksums';
import { cases } from '../full';

const place = { run: 'abc123', file: 'trials/0/ticket/01/mask.safetensors' };
const tensors: NamedTensors = new Map([
  ['b.weight', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -0, NaN, 3e-40) }],
  ['a.mask', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 0, 1) }],
]);
const file = 'x.safetensors';
const bytes = tensorsWithChecksum(tensors, place, { round: '1' });

describe('tensors with a checksum', () => {
  test('are read as written, bit for bit, and are plain safetensors', () => {
    const { tensors: read, metadata } = openTensors(bytes, file, place);
    assert.deepEqual(encode(read as NamedTensors), encode(tensors));
    assert.deepEqual(metadata, { ...place, round: '1' });
    assert.deepEqual([...decode(bytes, file).tensors.keys()].sort(), ['a.mask', 'b.weight']);
  });

  test('have the same bytes for the same content', () => {
    assert.deepEqual(tensorsWithChecksum(new Map([...tensors].reverse()), place, { round: '1' }), bytes);
  });

  test('are refused if any byte changes', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ flip : byte));
        assert.throws(() => openTensors(changed, file, place), BadFileError);
      }),
      cases(2000),
    );
  });

  test('are refused if truncated', () => {
    for (let length = 0; length < bytes.length; length++)
      assert.throws(() => openTensors(bytes.slice(0, length), file, place), BadFileError);
  });

  test('are refused in another run, in another place, and without a checksum', () => {
    assert.throws(
      () => openTensors(bytes, file, { ...place, run: 'def456' }),
      /another run \(abc123, not def456\)/,
    );
    assert.throws(
      () => openTensors(bytes, file, { ...place, file: 'trials/0/ticket/02/mask.safetensors' }),
      /is another file of the run: trials\/0\/ticket\/01\/mask\.safetensors/,
    );
    assert.throws(() => openTensors(encode(tensors), file, place), /has no checksum/);
  });
});

describe('JSON with a checksum', () => {
  const at = { run: 'abc123', file: 'rounds/01.json' };
  const value = { b: [1, 2.5], a: { z: null, y: 'é' } };

  test('is read as written; equal values give the same text', () => {
    for (const indent of [0, 2])
      assert.deepEqual(openJson(jsonWithChecksum(value, at, indent), 'x', at), value);
    assert.equal(jsonWithChecksum({ a: { y: 'é', z: null }, b: [1, 2.5] }, at), jsonWithChecksum(value, at));
  });

  test('is refused if any character changes, except white space', () => {
    const text = jsonWithChecksum(value, at);
    fc.assert(
      fc.property(
        fc.nat(text.length - 2),
        fc.constantFrom('0', 'x', '"', '{', '}', '[', ']', ',', ':'),
        (i, character) => {
          fc.pre(text[i] !== character);
          assert.throws(
            () => openJson(text.slice(0, i) + character + text.slice(i + 1), 'x', at),
            BadFileError,
          );
        },
      ),
      cases(2000),
    );
  });

  test('is refused in another run and in another place', () => {
    const text = jsonWithChecksum(value, at);
    assert.throws(() => openJson(text, 'x', { ...at, run: 'def456' }), /another run/);
    assert.throws(() => openJson(text, 'x', { ...at, file: 'rounds/02.json' }), /another file of the run/);
  });
});
