// Reads and writes safetensors (https://huggingface.co/docs/safetensors): 8 bytes of header length, a JSON header,
// then the tensors' bytes, little-endian and row-major.
import os from 'node:os';
import { BadFileError } from './json';
import { MOST_BYTES, readRegular } from './regular-file';

interface Arrays {
  F64: Float64Array;
  I64: BigInt64Array;
  F32: Float32Array;
  I32: Int32Array;
  U8: Uint8Array;
}
type Dtype = keyof Arrays;

/** A tensor; `data` has the elements of `shape` in row-major order. */
export type StoredTensor = {
  [D in Dtype]: { readonly dtype: D; readonly shape: readonly number[]; readonly data: Arrays[D] };
}[Dtype];
/** A tensor that Ticket writes: all but I64, which it only reads. */
export type WritableTensor = Exclude<StoredTensor, { dtype: 'I64' }>;
export type NamedTensors = ReadonlyMap<string, WritableTensor>;

export interface Safetensors {
  /** By name, in file order. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const sizeOf: Readonly<Record<Dtype, number>> = { F64: 8, I64: 8, F32: 4, I32: 4, U8: 1 };
/** Wide elements first, so that every tensor is aligned, as in the reference writer. */
const writingOrder: readonly Dtype[] = ['F64', 'F32', 'I32', 'U8'];
/** Other dtypes of the format (safetensors 0.8): a file with one is valid, but Ticket cannot read it. */
const otherDtypes: readonly string[] = [
  ...['BOOL', 'F4', 'F6_E2M3', 'F6_E3M2', 'F8_E5M2', 'F8_E4M3', 'F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ'],
  ...['I8', 'I16', 'U16', 'F16', 'BF16', 'U32', 'U64', 'C64'],
];
const headerLimit = 100_000_000;

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
/** Rejects −0, which would be written differently. */
const isSize = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && !Object.is(value, -0);

function needLittleEndian(): void {
  if (os.endianness() !== 'LE') throw new Error('Ticket stores tensors only on little-endian machines.');
}

// --- Writing ------------------------------------------------------------------------------------------------------

/**
 * Encodes tensors as a file. The bytes depend on the content only, not on the order of the map.
 *
 * @throws {Error} if a tensor's data does not fit its shape.
 */
export function encode(tensors: NamedTensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  needLittleEndian();
  const sorted = [...tensors].sort(
    ([a, x], [b, y]) => writingOrder.indexOf(x.dtype) - writingOrder.indexOf(y.dtype) || (a < b ? -1 : 1),
  );
  // Build the header as text, since an object would move names that look like numbers to the front.
  const parts: string[] = [];
  const pairs = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (pairs.length > 0) {
    const texts = pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    parts.push(`"__metadata__":{${texts.join(',')}}`);
  }
  let end = 0;
  for (const [name, { dtype, shape, data }] of sorted) {
    if (name === '__metadata__') throw new Error('A tensor cannot be named __metadata__.');
    if (!shape.every(isSize) || count(shape) !== data.length) {
      throw new Error(`Tensor ${name} has ${data.length} elements, but its shape is [${shape.join(', ')}].`);
    }
    const begin = end;
    end += data.byteLength;
    const offsets = `"data_offsets":[${begin},${end}]`;
    parts.push(`${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape.join(',')}],${offsets}}`);
  }
  const text = Buffer.from(`{${parts.join(',')}}`);
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = Buffer.alloc(8 + headerLength + end, ' ');
  bytes.writeBigUInt64LE(BigInt(headerLength));
  text.copy(bytes, 8);
  let at = 8 + headerLength;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

// --- Reading ------------------------------------------------------------------------------------------------------

/** A key that occurs twice in an object of this valid JSON text; JSON.parse would silently take the last. */
function repeatedKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  let text = '';
  // A regular expression would overflow the stack on texts of some megabytes.
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') {
      const end = endOfText(json, at);
      text = json.slice(at, end);
      at = end - 1;
    } else if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === ':') {
      const key = String(JSON.parse(text));
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}

/** The end of the string literal that begins at `start`, after its closing quote. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

type Wrong = (problem: string, verdict?: string) => BadFileError;
const NOT_OURS = 'cannot be read';

function readEntry(name: string, value: unknown, wrong: Wrong): Entry {
  if (!isRecord(value)) throw wrong(`the entry of tensor ${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(sizeOf, dtype)) {
    const known = Object.keys(sizeOf).join(', ');
    if (typeof dtype === 'string' && otherDtypes.includes(dtype))
      throw wrong(
        `tensor ${name} has dtype ${dtype}, which Ticket does not support; it reads ${known}`,
        NOT_OURS,
      );
    const found = typeof dtype === 'string' ? dtype : 'that is not a string';
    throw wrong(`tensor ${name} has dtype ${found}, unknown to the format; Ticket reads ${known}`);
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) throw wrong(`tensor ${name} has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw wrong(`tensor ${name} has no valid data_offsets`);
  }
  const [begin = 0, end = 0] = offsets;
  const sizeBytes = count(shape) * sizeOf[dtype as Dtype];
  if (end - begin !== sizeBytes) {
    throw wrong(`tensor ${name} takes ${end - begin} bytes, but its shape and dtype need ${sizeBytes}`);
  }
  return { name, dtype: dtype as Dtype, shape, begin, end };
}

function readHeader(bytes: Buffer, wrong: Wrong): Readonly<Record<string, unknown>> {
  if (bytes.length < 8) throw wrong(`the file has only ${bytes.length} bytes, too few for the header length`);
  const length = bytes.readBigUInt64LE();
  if (length > headerLimit) throw wrong(`the header length ${String(length)} exceeds the limit of 100 MB`);
  const end = 8 + Number(length);
  if (end > bytes.length) throw wrong('the header is longer than the file');
  if (bytes[8] !== 0x7b || end === 8) throw wrong('the header does not begin with {');
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, end));
    header = JSON.parse(text);
  } catch {
    throw wrong('the header is not valid JSON in UTF-8');
  }
  if (!isRecord(header)) throw wrong('the header is not a JSON object');
  const repeated = repeatedKey(text);
  if (repeated !== undefined) throw wrong(`the header has the key ${repeated} twice`);
  return header;
}

function readMetadata(value: unknown, wrong: Wrong): Record<string, string> {
  if (!isRecord(value)) throw wrong('__metadata__ is not an object');
  const pairs = Object.entries(value).map(([key, text]): [string, string] => {
    if (typeof text !== 'string') throw wrong(`the value of ${key} in __metadata__ is not a string`);
    return [key, text];
  });
  return Object.fromEntries(pairs);
}

function view({ dtype, shape, begin, end }: Entry, data: Buffer): StoredTensor {
  const raw = data.subarray(begin, end);
  const aligned = raw.byteOffset % sizeOf[dtype] === 0 ? raw : new Uint8Array(raw);
  const [buffer, offset, length] = [aligned.buffer, aligned.byteOffset, (end - begin) / sizeOf[dtype]];
  switch (dtype) {
    case 'F64':
      return { dtype, shape, data: new Float64Array(buffer, offset, length) };
    case 'I64':
      return { dtype, shape, data: new BigInt64Array(buffer, offset, length) };
    case 'F32':
      return { dtype, shape, data: new Float32Array(buffer, offset, length) };
    case 'I32':
      return { dtype, shape, data: new Int32Array(buffer, offset, length) };
    case 'U8':
      return { dtype, shape, data: new Uint8Array(buffer, offset, length) };
  }
}

/**
 * Decodes the bytes of `file`. Tensors are views of the bytes if aligned, otherwise copies.
 *
 * @throws {BadFileError} naming the file and the violated rule of the format.
 */
export function decode(bytes: Uint8Array, file: string): Safetensors {
  needLittleEndian();
  const wrong: Wrong = (problem, verdict = 'is not a valid safetensors file') =>
    new BadFileError(file, `${verdict}: ${problem}.`);
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { __metadata__: metadata = {}, ...described } = readHeader(whole, wrong);
  const data = whole.subarray(8 + Number(whole.readBigUInt64LE()));
  const entries = Object.entries(described)
    .map(([name, value]) => readEntry(name, value, wrong))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const entry of entries) {
    if (entry.end > data.length) throw wrong(`tensor ${entry.name} ends after the end of the file`);
    if (entry.begin < end) throw wrong(`tensor ${entry.name} overlaps the one before it`);
    if (entry.begin > end) throw wrong(`unused bytes before tensor ${entry.name}`);
    end = entry.end;
  }
  if (end !== data.length) throw wrong(`${data.length - end} bytes at the end belong to no tensor`);
  return {
    tensors: new Map(entries.map((entry) => [entry.name, view(entry, data)])),
    metadata: readMetadata(metadata, wrong),
  };
}

/**
 * Reads the tensors of a file.
 *
 * @throws {BadFileError} if it violates the format.
 */
export function readSafetensors(file: string): Safetensors {
  return decode(readRegular(file, MOST_BYTES), file);
}
