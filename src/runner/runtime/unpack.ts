// Unpacks a Python wheel, which is a zip archive, entry by entry.
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { EnvironmentError } from '../problem';

/**
 * Writes the entries for which `place` returns a path, below `folder`. Checks the checksums of the entries. Wheels
 * contain no links, so creates none.
 *
 * @param place the path of an entry below `folder`, or undefined to skip it
 * @param onBytes called with the number of bytes written
 * @throws {EnvironmentError} if the archive is damaged.
 * @throws the system's error if writing fails; the signal's reason.
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  place: (name: string) => string | undefined,
  options: UnpackOptions = {},
): Promise<void> {
  try {
    await unpackEntries(wheel, folder, place, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    // System errors name a system call; errors about the archive's content do not.
    if (!(error instanceof Error) || 'syscall' in error) throw error;
    throw new EnvironmentError(
      `The download ${wheel} is damaged: ${error.message.replace(/\.$/, '')}.`,
      'Remove the file, then run `ticket runtime install` again.',
    );
  }
}

interface UnpackOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

async function unpackEntries(
  wheel: string,
  folder: string,
  place: (name: string) => string | undefined,
  { signal, onBytes }: UnpackOptions,
): Promise<void> {
  const archive = await yauzl.openPromise(wheel, { autoClose: false, lazyEntries: true });
  try {
    for await (const entry of archive.eachEntry()) {
      signal?.throwIfAborted();
      const inside = entry.fileName.endsWith('/') ? undefined : place(entry.fileName);
      if (inside === undefined) continue;
      const to = path.join(folder, inside);
      fs.mkdirSync(path.dirname(to), { recursive: true });
      const from = await archive.openReadStreamPromise(entry);
      from.on('data', (bytes: Buffer) => onBytes?.(bytes.length));
      // Keep programs executable.
      const mode = (entry.externalFileAttributes >>> 16) & 0o111 ? 0o755 : 0o644;
      await pipeline(from, fs.createWriteStream(to, { mode }), signal ? { signal } : {});
    }
  } finally {
    archive.close();
  }
}
