// Files that are there whole or not at all, also after a crash: write beside, sync, rename, sync the folder.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fault } from './fault';
import { fitting, refusal } from './refusal';

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space and resume the run.',
  EDQUOT: 'Free some space and resume the run.',
  EROFS: 'Run in a folder that can be written.',
  EACCES: 'Change the rights of the folder or run in another one.',
  EPERM: 'Change the rights of the folder or run in another one.',
  EEXIST: 'Move that file away.',
  ENOTDIR: 'Move that file away.',
  EISDIR: 'A folder is in its place: move it away.',
  ERR_FS_EISDIR: 'A folder is in its place: move it away.',
  ENOENT: 'Make its folder, or choose another one.',
};

/** A file could not be written. `code` is the system's, such as ENOSPC. */
export class WriteError extends Error {
  constructor(
    readonly path: string,
    readonly code: string,
    cause: unknown,
    remedy = remedies[code],
  ) {
    const why = refusal(code, path);
    super(
      `${path} cannot be written: ${why === undefined ? String(cause) : [`${why}.`, fitting(code, path, remedy ?? '')].join(' ').trim()}`,
      {
        cause,
      },
    );
  }
}

/** The system's code of an error of node:fs, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  // Node has no name for this one.
  const isQuota = 'errno' in error && error.errno === -os.constants.errno.EDQUOT;
  return isQuota ? 'EDQUOT' : error.code;
}

/** What is thrown for `error` at `file`: a WriteError where the system refused, otherwise the error itself. */
function explained(error: unknown, file: string): unknown {
  const code = errorCode(error);
  return code === undefined || error instanceof WriteError ? error : new WriteError(file, code, error);
}

/**
 * Does something that writes `file`.
 *
 * @throws {WriteError} where the system refuses.
 */
export function writing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explained(error, file);
  }
}

function sync(file: string): void {
  const isFolder = fs.statSync(file).isDirectory();
  // Windows has no way to sync a folder; its renames are in the journal.
  if (isFolder && process.platform === 'win32') return;
  const descriptor = fs.openSync(file, isFolder ? 'r' : 'r+');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Makes a folder and those above it, each of them durable. */
export function makeFolder(folder: string): void {
  try {
    const first = fs.mkdirSync(folder, { recursive: true });
    if (first === undefined) return;
    for (let made = path.resolve(folder); ; made = path.dirname(made)) {
      sync(path.dirname(made));
      if (made === path.resolve(first)) return;
    }
  } catch (error) {
    throw explained(error, folder);
  }
}

/**
 * Makes a folder and those above it, each of them durable, up to `root`, which must be there: a run that somebody has
 * removed is not made again.
 */
export function makeFolderIn(root: string, folder: string): void {
  let made = root;
  for (const name of path.relative(root, folder).split(path.sep)) {
    const above = made;
    made = path.join(above, name);
    if (fs.existsSync(made)) continue;
    try {
      fs.mkdirSync(made);
      sync(above);
    } catch (error) {
      throw explained(error, made);
    }
  }
}

/** A name in `folder` that no other process takes, not even one with the same id in another container. */
export function temporaryName(file: string, folder = path.dirname(file)): string {
  return path.join(folder, `${path.basename(file)}.${randomBytes(4).toString('hex')}.tmp`);
}

function replace(
  file: string,
  data: string | Uint8Array,
  durable: boolean,
  within: string,
  prepare?: (temporary: string) => void,
): void {
  const temporary = temporaryName(file, within);
  try {
    fs.writeFileSync(temporary, data, { flush: durable });
    prepare?.(temporary);
    if (durable) fault('commit');
    fs.renameSync(temporary, file);
    if (durable) sync(path.dirname(file));
  } catch (error) {
    discard(temporary);
    throw explained(error, file);
  }
}

/** Removes what a failed write has left; the write's own error is the one to report. */
function discard(temporary: string): void {
  try {
    fs.rmSync(temporary, { recursive: true, force: true });
  } catch {
    // A leftover under a temporary name harms nothing.
  }
}

/**
 * Writes a file, in a folder that is there, so that a crash leaves the old content or the new, never a part.
 *
 * @param within the folder of the same disk that the new content comes through
 * @param prepare is given the file under its temporary name
 * @throws {WriteError} where the system refuses, or one of the folders is not there; the old content stays.
 */
export function writeDurably(
  file: string,
  data: string | Uint8Array,
  within = path.dirname(file),
  prepare?: (temporary: string) => void,
): void {
  replace(file, data, true, within, prepare);
}

/** Writes a file as `writeDurably` does, and the folders above it. For what is outside of a run. */
export function writeWithFolders(
  file: string,
  data: string | Uint8Array,
  prepare?: (temporary: string) => void,
): void {
  makeFolder(path.dirname(file));
  writeDurably(file, data, path.dirname(file), prepare);
}

/** Writes what can be found out again. A cache that cannot be written costs the next time, not this one. */
export function writeIfPossible(file: string, data: string | Uint8Array): void {
  try {
    writeWithFolders(file, data);
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
  }
}

/** Replaces a file so that a reader never sees a part of it, without waiting for the disk. */
export function writeAtOnce(file: string, data: string | Uint8Array, within = path.dirname(file)): void {
  replace(file, data, false, within);
}

/** A link to a folder is none: a commit through it would lie elsewhere. */
const isRealFolder = (place: string): boolean =>
  fs.lstatSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;

function syncTree(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) syncTree(inside);
    else sync(inside);
  }
  sync(folder);
}

/**
 * Moves a finished folder to its final name: its files are on disk before the name is. Where a folder has the final name
 * already, `from` is a late double and is removed; the first one stays.
 *
 * @returns whether this call put the folder there.
 * @throws {WriteError} where the system refuses, or something else has the final name; `from` stays then.
 */
export function commitFolder(from: string, to: string): boolean {
  try {
    syncTree(from);
    fault('rename');
    try {
      fs.renameSync(from, to);
    } catch (error) {
      if (!isRealFolder(to)) throw error;
      fs.rmSync(from, { recursive: true });
      return false;
    }
    sync(path.dirname(to));
    return true;
  } catch (error) {
    throw explained(error, to);
  }
}

/**
 * Moves a finished file to its final name, over the one that is there: its content is on disk before the name is.
 *
 * @throws {WriteError} where the system refuses; the old content stays.
 */
export function commitFile(from: string, to: string): void {
  try {
    sync(from);
    fault('rename');
    fs.renameSync(from, to);
    sync(path.dirname(to));
  } catch (error) {
    throw explained(error, to);
  }
}
