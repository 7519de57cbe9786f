// The beginnings of data files in a user's folder, for what must be known before all of them are read.
import { constants, gunzipSync } from 'node:zlib';
import { MOST_BYTES, readPart, readRegular, withRegular } from '../runs/regular-file';
import type { DataPlace } from '../runs/request';

type Place = Pick<DataPlace, 'path' | 'isPacked'>;

/** Bytes of the file; 1 KB of gzip unpacks to 1 MB at most. */
const HEAD_BYTES = 1024;

/** The first bytes of a file's content. */
export function headOf({ path, isPacked }: Place): Uint8Array {
  const head = withRegular(path, ({ descriptor }) => readPart(descriptor, 0, HEAD_BYTES));
  return isPacked ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
}

/** A content that must have this size. Unpacking ends where there is more. */
export function wholeOf({ path, isPacked }: Place, sizeBytes: number): Uint8Array {
  const bytes = readRegular(path, MOST_BYTES);
  return isPacked ? gunzipSync(bytes, { maxOutputLength: sizeBytes }) : bytes;
}
