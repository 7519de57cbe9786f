// Reads headers of data files in a user's folder, for checks before the whole files are read.
import { constants, gunzipSync } from 'node:zlib';
import { readPart, readWhole, withRegular } from '../runs/regular-file';
import type { DataPlace } from '../runs/request';

type Place = Pick<DataPlace, 'path' | 'isPacked'>;

/** Bytes to read; 1 KB of gzip unpacks to 1 MB at most. */
const HEAD_BYTES = 1024;

/** The first bytes of a file's content. */
export function headOf({ path, isPacked }: Place): Uint8Array {
  const head = withRegular(path, ({ descriptor }) => readPart(descriptor, 0, HEAD_BYTES));
  return isPacked ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
}

/**
 * The content of a file that must have `sizeBytes`, according to its header.
 *
 * @throws {Error} before reading if the file cannot have this size; while unpacking if it has more.
 */
export function wholeOf({ path, isPacked }: Place, sizeBytes: number): Uint8Array {
  return withRegular(path, (opened) => {
    const has = opened.sizeBytes;
    if (isPacked ? has > mostPacked(sizeBytes) : has !== sizeBytes) {
      const [bytes, said] = [has, sizeBytes].map((count) => count.toLocaleString('en-US'));
      throw new Error(`it has ${bytes} bytes, but its header says ${said}; download it again`);
    }
    const bytes = readWhole(path, opened, has);
    return isPacked ? gunzipSync(bytes, { maxOutputLength: sizeBytes }) : bytes;
  });
}

/** Largest gzip size of a content: incompressible data grows a little, and a name and a comment take room. */
const mostPacked = (sizeBytes: number): number => 2 * sizeBytes + 2 ** 16;
