// Mutates safetensors files: by bytes, and by the words and values of their header.
import type { Draws } from './draws';
import { changed, longestInput } from './pieces';
import { changedTree } from './trees';

/** A mutation of `file`. The header's length usually stays correct, so that readers get past it. */
export function mutatedTensors(file: Buffer, other: Buffer, random: Draws): Buffer {
  const times = 1 + random.below(3);
  const step = random.pick([byBytes, byWords, byWords, byValues, byValues]);
  let result = file;
  for (let i = 0; i < times && result.length < longestInput; i++) result = step(result, other, random);
  return result;
}

function byBytes(file: Buffer, other: Buffer, random: Draws): Buffer {
  return Buffer.from(changed([...file], [...other], random, () => random.below(256)));
}

function parts(file: Buffer): { readonly header: string; readonly data: Buffer } {
  const length = file.length < 8 ? 0 : Number(file.readBigUInt64LE());
  const end = Math.min(file.length, 8 + length);
  return { header: file.subarray(8, end).toString('utf8'), data: file.subarray(end) };
}

function byWords(file: Buffer, other: Buffer, random: Draws): Buffer {
  const { header, data } = parts(file);
  const tokens = (text: string): readonly string[] => text.match(/"(?:[^"\\]|\\.)*"|-?[\d.]+|\s|[^]/g) ?? [];
  const fresh = (): string => random.pick(vocabulary);
  return joined(changed(tokens(header), tokens(parts(other).header), random, fresh).join(''), data, random);
}

function byValues(file: Buffer, other: Buffer, random: Draws): Buffer {
  const { header, data } = parts(file);
  try {
    const [value, donor] = [header, parts(other).header].map((text) => JSON.parse(text) as unknown);
    const word = (): string => random.pick(names);
    const fresh = (): unknown =>
      random.pick<() => unknown>([word, () => random.pick(values), () => [0, 0]])();
    return joined(JSON.stringify(changedTree(value, donor, random, { word, fresh })), data, random);
  } catch {
    return byWords(file, other, random); // no longer JSON
  }
}

/** Assembles a file from these parts. Sometimes truncates the data, or changes the header's length. */
function joined(header: string, data: Buffer, random: Draws): Buffer {
  const text = Buffer.from(header);
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(random.once(20) ? random.pick(lengths) : BigInt(text.length));
  return Buffer.concat([start, text, random.once(10) ? data.subarray(random.below(data.length + 1)) : data]);
}

const names = [
  ...[
    '__metadata__',
    'dtype',
    'shape',
    'data_offsets',
    'sha256',
    'run',
    'file',
    'a',
    '0',
    'F32',
    'U8',
    'I64',
    'BOOL',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'valueOf',
    'length',
    'toJSON',
    '',
    '\ud800',
    '\u001b[31m',
    'x'.repeat(3000),
  ],
];

const values: readonly unknown[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  1e300,
  null,
  true,
  {},
  [],
  { toString: 1, valueOf: 1 },
  { toJSON: 1 },
];

const lengths = [0n, 1n, 7n, 100n, 100_000_001n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

const vocabulary = [
  ...['"__metadata__"', '"dtype"', '"shape"', '"data_offsets"', '"sha256"', '"run"', '"file"', '"a"', '"0"'],
  ...[
    '"__proto__"',
    '"constructor"',
    '"toString"',
    '"valueOf"',
    '"length"',
    '"toJSON"',
    '""',
    '"\\ud800"',
    '"\\u001b"',
  ],
  ...[
    '"F32"',
    '"U8"',
    '"I64"',
    '"F64"',
    '"I32"',
    '"BF16"',
    '"BOOL"',
    'null',
    'true',
    '{}',
    '[]',
    '[0,0]',
    '[0]',
    ':',
    ',',
  ],
  ...[
    '0',
    '-0',
    '1',
    '-1',
    '1.5',
    '1e3',
    '1e400',
    '9007199254740993',
    '4294967296',
    '{',
    '}',
    '[',
    ']',
    '"',
    ' ',
  ],
  ...[
    '[['.repeat(3000),
    ']'.repeat(3000),
    '{"a":'.repeat(3000),
    `"${'x'.repeat(5000)}"`,
    '"a":{"toString":1},',
  ],
  '"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},',
];
