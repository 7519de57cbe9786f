// SHA-256 of files, read piece by piece: they may be larger than what fits into memory at once.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** Lower-case hex SHA-256 of a file's content; undefined where there is no file that can be read. */
export async function sha256Of(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of fs.createReadStream(file)) hash.update(bytes as Uint8Array);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

/** The same of what a file unpacks to; undefined also where it is not a whole gzip file (RFC 1952). */
export async function unpackedSha256Of(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(fs.createReadStream(file), createGunzip(), hash);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}
