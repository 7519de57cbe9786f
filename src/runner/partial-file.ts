// A partial download, next to the path of the finished file.
//
// Each partial file has one owner, the process in its name. Another process takes over an abandoned one by renaming
// it, which succeeds for only one of several. So no two processes write the same file.
import { createHash, randomBytes, type Hash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { commitFile, errorCode, makeFolder } from '../runs/atomic';
import { isAbandoned, ownerName } from '../runs/owner';
import { sha256Of } from './checksum';

/** All functions but the first two throw the system's error if the disk fails or is full. */
export interface PartialFile {
  sizeBytes(): number;
  /** Lower-case hex SHA-256 of the content so far. */
  sha256(): string;
  append(bytes: Uint8Array): Promise<void>;
  /** Discards the content so far. */
  startOver(): Promise<void>;
  /** Syncs the file and moves it to its final name. */
  commit(): Promise<void>;
  /** Leaves the file for the next download of the same content to the same path. */
  leave(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Opens the partial file for content with this SHA-256 that will be at `to`: an abandoned one if there is any, else
 * an empty one. Never resumes content without a known checksum, since Ticket could not check that the parts
 * belong together.
 */
export async function openPartial(to: string, sha256: string | undefined): Promise<PartialFile> {
  makeFolder(path.dirname(to));
  const stem = `${to}.${sha256?.slice(0, 16) ?? randomBytes(8).toString('hex')}`;
  const own = `${stem}.${ownerName()}.part`;
  const taken = await takeOver(stem, own);
  const handle = await fs.open(own, taken ? 'r+' : 'wx+');
  let hash: Hash = createHash('sha256');
  let size = 0;
  try {
    for (const buffer = new Uint8Array(1 << 20); taken;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, size);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    sizeBytes: () => size,
    sha256: () => hash.copy().digest('hex'),
    async append(bytes) {
      // A nearly full disk writes a part before it reports an error.
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, size + done);
        done += bytesWritten;
      }
      hash.update(bytes);
      size += bytes.length;
    },
    async startOver() {
      await handle.truncate(0);
      hash = createHash('sha256');
      size = 0;
    },
    async commit() {
      await handle.sync();
      await handle.close();
      try {
        commitFile(own, to);
      } catch (error) {
        // Windows cannot replace a file that another process has open. This is fine if its content is the same.
        if (sha256 === undefined || (await sha256Of(to)) !== sha256) throw error;
        await fs.rm(own, { force: true });
      }
    },
    async leave() {
      await handle.close();
      if (size > 0 && sha256 !== undefined) await fs.rename(own, `${stem}.part`);
      else await fs.rm(own, { force: true });
    },
    async discard() {
      await handle.close();
      await fs.rm(own, { force: true });
    },
  };
}

/** Takes over the largest abandoned partial file and removes the others. @returns whether there was one. */
async function takeOver(stem: string, own: string): Promise<boolean> {
  const found: { file: string; size: number }[] = [];
  const folder = path.dirname(stem);
  for (const name of await fs.readdir(folder)) {
    if (!name.startsWith(`${path.basename(stem)}.`) || !name.endsWith('.part')) continue;
    const file = path.join(folder, name);
    const { size, mtimeMs } = (await unlessGone(fs.stat(file))) ?? { size: 0, mtimeMs: Date.now() };
    const owner = name.slice(path.basename(stem).length + 1, -'.part'.length);
    if (owner === '' || isAbandoned(owner, mtimeMs)) found.push({ file, size });
  }
  let taken = false;
  for (const { file } of found.sort((a, b) => b.size - a.size)) {
    if (taken) await fs.rm(file, { force: true });
    else taken = (await unlessGone(fs.rename(file, own).then(() => true))) ?? false;
  }
  return taken;
}

/** Undefined if another process took the file first. */
async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
