// Reads a workload's data files, packed or not, and checks them against the SHA-256 of the run's start.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { MOST_BYTES, readRegular } from '../runs/regular-file';
import type { DataPlace } from '../runs/request';

/** The data has changed since the start of the run. Exit code 3. */
export class DataChangedError extends Error {}

/**
 * Reads the file `name` and unpacks it if it is gzipped. Unpacking stops at the size that was hashed.
 *
 * @throws {DataChangedError} if the file is missing or its content does not match the hash.
 */
export function readDataFile(name: string, { path, isPacked, sizeBytes, sha256 }: DataPlace): Uint8Array {
  const remedy = 'Restore the old content, or run the spec again as a new run.';
  let content: Uint8Array;
  try {
    const bytes = readRegular(path, MOST_BYTES);
    content = isPacked ? gunzipSync(bytes, { maxOutputLength: Math.max(1, sizeBytes) }) : bytes;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    throw new DataChangedError(`Ticket can no longer read ${path}: ${why}. ${remedy}`);
  }
  const sum = createHash('sha256').update(content).digest('hex');
  if (sum !== sha256)
    throw new DataChangedError(
      `The data file ${name} has changed since the run started: ${path} has SHA-256 ${sum.slice(0, 12)}…, not ${sha256.slice(0, 12)}…. ${remedy}`,
    );
  return new Uint8Array(content);
}
