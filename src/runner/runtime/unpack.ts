// Unpacks a Python wheel, which is a zip archive, entry by entry.
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { EnvironmentError } from '../problem';

/**
 * Writes the entries that `place` gives a place to, below `folder`. Sums of the entries are checked; links are not in
 * wheels and are not made.
 *
 * @param place the path below `folder` of an entry, or nothing to leave it out
 * @param onBytes hears of the bytes that are written
 * @throws {EnvironmentError} where the archive is damaged.
 * @throws the system's error where the disk refuses; the signal's reason.
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
    // The system's errors name the call that it refused; an error about the archive's content does not.
    if (!(error instanceof Error) || 'syscall' in error) throw error;
    throw new EnvironmentError(
      `${wheel} is a damaged download: ${error.message.replace(/\.$/, '')}.`,
      'Remove the file, and run `ticket runtime install` again.',
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
      // Programs stay programs.
      const mode = (entry.externalFileAttributes >>> 16) & 0o111 ? 0o755 : 0o644;
      await pipeline(from, fs.createWriteStream(to, { mode }), signal ? { signal } : {});
    }
  } finally {
    archive.close();
  }
}
