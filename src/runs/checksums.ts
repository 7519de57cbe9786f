// Self-describing files: each contains its run, its path and the SHA-256 of its content, so that readers detect
// truncated, changed and misplaced files.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { Type } from 'typebox';
import { BadFileError, canonical, parser } from './json';
import { MOST, readFileIn } from './run-file';
import { decode, encode, type NamedTensors, type Safetensors } from './safetensors';

/** The run and path of a file with a checksum. */
export interface Place {
  /** The identity of the run. */
  readonly run: string;
  /** The path inside the run directory, with `/`. */
  readonly file: string;
}

const sum = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** @throws {BadFileError} if the file belongs to another place. */
function compare(file: string, found: Partial<Place>, place: Place): void {
  if (found.run !== place.run)
    throw new BadFileError(file, `belongs to another run (${String(found.run)}, not ${place.run}).`);
  if (found.file !== place.file)
    throw new BadFileError(file, `is another file of the run: ${String(found.file)}.`);
}

const changed = (file: string): BadFileError =>
  new BadFileError(file, 'is damaged: its content does not match its SHA-256.');

// --- Tensors ------------------------------------------------------------------------------------------------------

/**
 * Encodes a safetensors file with its checksum in the metadata (`run`, `file`, `sha256`). The checksum is of the same
 * file without `sha256`.
 */
export function tensorsWithChecksum(
  tensors: NamedTensors,
  { run, file }: Place,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const told = { ...metadata, run, file };
  return encode(tensors, { ...told, sha256: sum(encode(tensors, told)) });
}

/**
 * Decodes a safetensors file and verifies its checksum.
 *
 * @throws {BadFileError} naming `file` if the content has changed or belongs elsewhere.
 */
export function openTensors(bytes: Uint8Array, file: string, place: Place): Safetensors {
  const content = decode(bytes, file);
  const { sha256, ...told } = content.metadata;
  if (sha256 === undefined) throw new BadFileError(file, 'has no checksum.');
  compare(file, told, place);
  // Encode again: bytes that the writer would not produce were changed.
  const tensors = content.tensors as NamedTensors;
  const isSame =
    Buffer.compare(encode(tensors, content.metadata), bytes) === 0 && sum(encode(tensors, told)) === sha256;
  if (!isSame) throw changed(file);
  return { ...content, metadata: told };
}

/**
 * Reads the tensors of a file of a run directory.
 *
 * @throws {BadFileError} if it is missing, has changed, or belongs elsewhere.
 * @throws {ReadError} if the read fails.
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

/** JSON with its checksum in the key `seal`. Equal content gives equal text. */
export function jsonWithChecksum(value: object, { run, file }: Place, indent = 0): string {
  return `${canonical({ ...value, seal: { run, file, sha256: sum(canonical({ ...value, run, file })) } }, indent)}\n`;
}

/** The checksum of a value; undefined if no writer could have written it (JSON allows 1e999 and any nesting). */
function sumOf(value: object): string | undefined {
  try {
    return sum(canonical(value));
  } catch {
    return undefined;
  }
}

/**
 * Parses JSON, verifies its checksum and returns the content without it. The caller checks its shape.
 *
 * @param run undefined if the content itself names its run
 * @throws {BadFileError} naming `file` if the text has changed or belongs elsewhere.
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
