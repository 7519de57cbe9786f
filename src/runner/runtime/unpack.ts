// Unpacks a Python wheel, which is a zip archive, entry by entry.
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/**
 * Writes the entries that `place` gives a place to, below `folder`. Sums of the entries are checked; links are not in
 * wheels and are not made.
 *
 * @param place the path below `folder` of an entry, or nothing to leave it out
 * @param onBytes hears of the bytes that are written
 * @throws {Error} where the archive is damaged; the system's error where the disk refuses; the signal's reason.
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  place: (name: string) => string | undefined,
  {
    signal,
    onBytes,
  }: { signal?: AbortSignal | undefined; onBytes?: ((bytes: number) => void) | undefined } = {},
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
