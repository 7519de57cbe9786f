// The beginnings of data files in a user's folder, for what must be known before all of them are read.
import { constants, gunzipSync } from 'node:zlib';
import { readPart, readWhole, withRegular } from '../runs/regular-file';
import type { DataPlace } from '../runs/request';

type Place = Pick<DataPlace, 'path' | 'isPacked'>;

/** Bytes of the file; 1 KB of gzip unpacks to 1 MB at most. */
const HEAD_BYTES = 1024;

/** The first bytes of a file's content. */
export function headOf({ path, isPacked }: Place): Uint8Array {
  const head = withRegular(path, ({ descriptor }) => readPart(descriptor, 0, HEAD_BYTES));
  return isPacked ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
}

/**
 * A content that must have this size, as its header says.
 *
 * @throws {Error} where the file cannot have it, before any of it is read; unpacking ends where there is more.
 */
export function wholeOf({ path, isPacked }: Place, sizeBytes: number): Uint8Array {
  return withRegular(path, (opened) => {
    const has = opened.sizeBytes;
    if (isPacked ? has > mostPacked(sizeBytes) : has !== sizeBytes) {
      const [bytes, said] = [has, sizeBytes].map((count) => count.toLocaleString('en-US'));
      throw new Error(`it has ${bytes} bytes, and its header says ${said}; fetch it again`);
    }
    const bytes = readWhole(path, opened, has);
    return isPacked ? gunzipSync(bytes, { maxOutputLength: sizeBytes }) : bytes;
  });
}

/** What cannot be compressed grows a little in gzip, which also has room for a name and a comment. */
const mostPacked = (sizeBytes: number): number => 2 * sizeBytes + 2 ** 16;
