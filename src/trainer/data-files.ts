// Reading a workload's data files, which may lie there packed. What is read is what was hashed when the run was prepared.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { MOST_BYTES, readRegular } from '../runs/regular-file';
import type { DataPlace } from '../runs/request';

/** A run's data is not what it was started with. Exit code 3. */
export class DataChangedError extends Error {}

/**
 * The content of the file `name`, unpacked where it lies there packed. Unpacking ends where more comes than was hashed.
 *
 * @throws {DataChangedError} where that is gone, or is not what was hashed.
 */
export function readDataFile(name: string, { path, isPacked, sizeBytes, sha256 }: DataPlace): Uint8Array {
  const remedy = 'Bring the old content back, or run the spec again: other data gives another run.';
  let content: Uint8Array;
  try {
    const bytes = readRegular(path, MOST_BYTES);
    content = isPacked ? gunzipSync(bytes, { maxOutputLength: Math.max(1, sizeBytes) }) : bytes;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    throw new DataChangedError(`${path} cannot be read as it could at the start: ${why}. ${remedy}`);
  }
  const sum = createHash('sha256').update(content).digest('hex');
  if (sum !== sha256)
    throw new DataChangedError(
      `The data file ${name} has changed since the start: ${path} has the SHA-256 ${sum.slice(0, 12)}…, not ${sha256.slice(0, 12)}…. ${remedy}`,
    );
  return new Uint8Array(content);
}
