// The beginnings of data files in a user's folder, for what must be known before all of them are read.
import fs from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import type { DataPlace } from '../runs/request';

type Place = Pick<DataPlace, 'path' | 'isPacked'>;

/** Bytes of the file; 1 KB of gzip unpacks to 1 MB at most. */
const HEAD_BYTES = 1024;

/** The first bytes of a file's content. */
export function headOf({ path, isPacked }: Place): Uint8Array {
  const descriptor = fs.openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    const head = bytes.subarray(0, fs.readSync(descriptor, bytes, 0, HEAD_BYTES, 0));
    return isPacked ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
  } finally {
    fs.closeSync(descriptor);
  }
}

/** A content that must have this size. Unpacking ends where there is more. */
export function wholeOf({ path, isPacked }: Place, sizeBytes: number): Uint8Array {
  const bytes = fs.readFileSync(path);
  return isPacked ? gunzipSync(bytes, { maxOutputLength: sizeBytes }) : bytes;
}
