// Files that say of themselves what they are: which run's, which file of it, and the SHA-256 of their content. One that
// is cut short, changed, or taken from elsewhere is found out by whoever reads it.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { Type } from 'typebox';
import { BadFileError, canonical, parser } from './json';
import { MOST, readFileIn } from './run-file';
import { decode, encode, type NamedTensors, type Safetensors } from './safetensors';

/** Where a sealed file belongs. */
export interface Place {
  /** The identity of the run. */
  readonly run: string;
  /** The path inside the run directory, with `/`. */
  readonly file: string;
}

const sum = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** @throws {BadFileError} where the seal that was found is not that of the place. */
function compare(file: string, found: Partial<Place>, place: Place): void {
  if (found.run !== place.run)
    throw new BadFileError(file, `belongs to another run (${String(found.run)}, not ${place.run}).`);
  if (found.file !== place.file)
    throw new BadFileError(file, `is another file of the run: ${String(found.file)}.`);
}

const changed = (file: string): BadFileError =>
  new BadFileError(file, 'is damaged: its content is not what its SHA-256 was made of.');

// --- Tensors ------------------------------------------------------------------------------------------------------

/**
 * The bytes of a safetensors file with its seal in the metadata (`run`, `file`, `sha256`). The sum is that of the same
 * file without it.
 */
export function sealTensors(
  tensors: NamedTensors,
  { run, file }: Place,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const told = { ...metadata, run, file };
  return encode(tensors, { ...told, sha256: sum(encode(tensors, told)) });
}

/** @throws {BadFileError} naming `file` where the bytes are not what was sealed, or belong elsewhere. */
export function openTensors(bytes: Uint8Array, file: string, place: Place): Safetensors {
  const content = decode(bytes, file);
  const { sha256, ...told } = content.metadata;
  if (sha256 === undefined) throw new BadFileError(file, 'has no seal.');
  compare(file, told, place);
  // What the writer cannot write was never sealed; what it writes in another way was changed.
  const tensors = content.tensors as NamedTensors;
  const isSame =
    Buffer.compare(encode(tensors, content.metadata), bytes) === 0 && sum(encode(tensors, told)) === sha256;
  if (!isSame) throw changed(file);
  return { ...content, metadata: told };
}

/**
 * The tensors of a file of a run directory.
 *
 * @throws {BadFileError} where it is missing, is not what was sealed, or belongs elsewhere.
 * @throws {ReadError} where the system refuses.
 */
export function readTensors(runDir: string, place: Place): Safetensors {
  const file = path.join(runDir, place.file);
  const bytes = readFileIn(runDir, file, MOST.tensors);
  if (!bytes) throw new BadFileError(file, 'is missing.');
  return openTensors(bytes, file, place);
}

// --- JSON ---------------------------------------------------------------------------------------------------------

const parse = parser(
  Type.Object({ seal: Type.Object({ run: Type.String(), file: Type.String(), sha256: Type.String() }) }),
  'a file of a run',
);

/** JSON with its seal in the key `seal`: equal content gives equal text. */
export function sealJson(value: object, { run, file }: Place, indent = 0): string {
  return `${canonical({ ...value, seal: { run, file, sha256: sum(canonical({ ...value, run, file })) } }, indent)}\n`;
}

/** The sum of a value; undefined for one that no writer wrote (JSON can say 1e999, and can nest without end). */
function sumOf(value: object): string | undefined {
  try {
    return sum(canonical(value));
  } catch {
    return undefined;
  }
}

/**
 * The content of sealed JSON, without the seal; its shape is the caller's to check.
 *
 * @param run undefined where the content itself says which run it is
 * @throws {BadFileError} naming `file` where the text is not what was sealed, or belongs elsewhere.
 */
export function openJson(
  text: string,
  file: string,
  place: Pick<Place, 'file'> & { readonly run?: string },
): unknown {
  const { seal, ...value } = parse(text, file);
  const { sha256, ...told } = seal;
  if (sumOf({ ...value, ...told }) !== sha256) throw changed(file);
  compare(file, told, { run: told.run, ...place });
  return value;
}
