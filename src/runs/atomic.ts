// Atomic, durable file writes: write a temporary file, sync it, rename it, sync the folder.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fault } from './fault';
import { fitting, refusal } from './refusal';

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space and resume the run.',
  EDQUOT: 'Free some space and resume the run.',
  EROFS: 'Run in a writable folder.',
  EACCES: 'Change the permissions of the folder, or run in another one.',
  EPERM: 'Change the permissions of the folder, or run in another one.',
  EEXIST: 'Move that file away.',
  ENOTDIR: 'Move that file away.',
  EISDIR: 'Move the folder of that name away.',
  ERR_FS_EISDIR: 'Move the folder of that name away.',
  ENOENT: 'Create its folder, or choose another one.',
};

/** A file could not be written. `code` is the system's error code, such as ENOSPC. */
export class WriteError extends Error {
  constructor(
    readonly path: string,
    readonly code: string,
    cause: unknown,
    remedy = remedies[code],
  ) {
    const why = refusal(code, path);
    super(
      `Cannot write ${path}: ${why === undefined ? String(cause) : [`${why}.`, fitting(code, path, remedy ?? '')].join(' ').trim()}`,
      {
        cause,
      },
    );
  }
}

/** The system's error code of a node:fs error, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  // Node has no name for this error.
  const isQuota = 'errno' in error && error.errno === -os.constants.errno.EDQUOT;
  return isQuota ? 'EDQUOT' : error.code;
}

/** The error to throw for `error` at `file`: a WriteError for a system error, otherwise `error` itself. */
function explained(error: unknown, file: string): unknown {
  const code = errorCode(error);
  return code === undefined || error instanceof WriteError ? error : new WriteError(file, code, error);
}

/**
 * Runs work that writes `file`.
 *
 * @throws {WriteError} if the write fails.
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
  // Windows cannot sync a folder; the journal covers its renames.
  if (isFolder && process.platform === 'win32') return;
  const descriptor = fs.openSync(file, isFolder ? 'r' : 'r+');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Creates a folder and its parents durably. */
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

/** Creates a folder and its parents durably, below `root`, which must exist: a removed run is not created again. */
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

/** A file name in `folder` that no other process uses, not even one with the same id in another container. */
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
    if (durable) fault('write', file);
    fs.writeFileSync(temporary, data, { flush: durable });
    prepare?.(temporary);
    if (durable) fault('commit', file);
    fs.renameSync(temporary, file);
    if (durable) sync(path.dirname(file));
  } catch (error) {
    discard(temporary);
    throw explained(error, file);
  }
}

/** Removes the leftovers of a failed write. Ignores errors, since the write's own error is the one to report. */
function discard(temporary: string): void {
  try {
    fs.rmSync(temporary, { recursive: true, force: true });
  } catch {
    // A leftover under a temporary name does no harm.
  }
}

/**
 * Writes a file in an existing folder so that a crash leaves the old content or the new, never a part.
 *
 * @param within a folder on the same disk, in which the new content is written first
 * @param prepare receives the path of the temporary file
 * @throws {WriteError} if the write fails, or one of the folders does not exist; the old content stays.
 */
export function writeDurably(
  file: string,
  data: string | Uint8Array,
  within = path.dirname(file),
  prepare?: (temporary: string) => void,
): void {
  replace(file, data, true, within, prepare);
}

/** Writes a file as `writeDurably` does, and creates its folders. For files outside a run. */
export function writeWithFolders(
  file: string,
  data: string | Uint8Array,
  prepare?: (temporary: string) => void,
): void {
  makeFolder(path.dirname(file));
  writeDurably(file, data, path.dirname(file), prepare);
}

/** Writes a cache file, ignoring write errors: the content can be computed again. */
export function writeIfPossible(file: string, data: string | Uint8Array): void {
  try {
    writeWithFolders(file, data);
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
  }
}

/** Replaces a file atomically for readers, without waiting for the disk. */
export function writeAtOnce(file: string, data: string | Uint8Array, within = path.dirname(file)): void {
  replace(file, data, false, within);
}

/** Whether a folder is at `place`. A link to a folder does not count: a commit through it would lie elsewhere. */
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
 * Moves a finished folder to its final name, after syncing its files. If a folder already has the final name, the
 * first one stays and `from`, a late duplicate, is removed.
 *
 * @returns whether this call put the folder there.
 * @throws {WriteError} if the move fails, or something else has the final name; `from` stays then.
 */
export function commitFolder(from: string, to: string): boolean {
  try {
    syncTree(from);
    fault('rename', to);
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
 * Moves a finished file to its final name, after syncing its content; replaces an existing file.
 *
 * @throws {WriteError} if the move fails; the old content stays.
 */
export function commitFile(from: string, to: string): void {
  try {
    sync(from);
    fault('rename', to);
    fs.renameSync(from, to);
    sync(path.dirname(to));
  } catch (error) {
    throw explained(error, to);
  }
}
