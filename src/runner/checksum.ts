// SHA-256 of files, read piece by piece: they may be larger than what fits into memory at once.
import { createHash } from 'node:crypto';
import fs from 'node:fs';

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
