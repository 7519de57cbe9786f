// SHA-256 of files, streamed because they may not fit into memory.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { openRegular, TooLargeError } from '../runs/regular-file';

/** Lower-case hex SHA-256 of a file's content; undefined if the file cannot be read. */
export const sha256Of = async (file: string): Promise<string | undefined> =>
  (await contentOf(file, { isPacked: false }))?.sha256;

export interface Content {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Size and SHA-256 of a file's content, or of its unpacked content; undefined if the file cannot be read or is not a
 * complete gzip file (RFC 1952).
 *
 * @param mostBytes limit of the content: a few MB of gzip unpack to gigabytes
 * @throws {TooLargeError} as soon as the content exceeds the limit.
 */
export async function contentOf(
  file: string,
  { isPacked, mostBytes = Infinity }: { readonly isPacked: boolean; readonly mostBytes?: number },
): Promise<Content | undefined> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const tooLarge = (): Error => new TooLargeError(file, sizeBytes, mostBytes);
  const take = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const bytes of source) {
      sizeBytes += bytes.length;
      if (sizeBytes > mostBytes) throw tooLarge();
      hash.update(bytes);
    }
  };
  try {
    const from = fs.createReadStream(file, { fd: openRegular(file).descriptor });
    await (isPacked ? pipeline(from, createGunzip(), take) : pipeline(from, take));
    return { sha256: hash.digest('hex'), sizeBytes };
  } catch {
    // A pipeline that ends early may throw another error.
    if (sizeBytes > mostBytes) throw tooLarge();
    return undefined;
  }
}
