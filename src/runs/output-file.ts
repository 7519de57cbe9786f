// Writes the output of a command to files that the user names: replaces regular files atomically, and writes into
// pipes, devices and open descriptors.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode, writeWithFolders, WriteError } from './atomic';

/** The destination of output, after following links. */
export type Target =
  | { readonly kind: 'descriptor'; readonly name: string; readonly descriptor: number }
  | { readonly kind: 'stream'; readonly name: string; readonly path: string; readonly isPipe: boolean }
  | { readonly kind: 'file'; readonly name: string; readonly path: string; readonly before?: fs.Stats };

/** The named destination cannot take output. */
export class TargetError extends Error {}

const STANDARD_OUTPUT = 1;
/** Linux follows at most 40 links. */
const MOST_LINKS = 40;
const RETRY_MS = 10;

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space, or name another file.',
  EDQUOT: 'Free some space, or name another file.',
};

/**
 * Resolves the destination of output to `name`; `-` is standard output. A link stays, and output goes to its target.
 *
 * @throws {TargetError} for a folder, a socket, or a loop of links.
 */
export function targetOf(name: string): Target {
  if (name === '-') return { kind: 'descriptor', name: 'standard output', descriptor: STANDARD_OUTPUT };
  if (/[\\/]$/.test(name)) throw folderError(name);
  try {
    return found(name);
  } catch (error) {
    throw explained(error, name);
  }
}

/** Whether two targets are the same file. */
export function isSameTarget(one: Target, other: Target): boolean {
  if (one.kind === 'descriptor') return other.kind === 'descriptor' && one.descriptor === other.descriptor;
  return other.kind !== 'descriptor' && one.path === other.path;
}

/**
 * Writes `data` to a target. Replaces a regular file atomically, so that a crash leaves the old content or the new;
 * appends to anything else at its current position. A reader may close a pipe early.
 *
 * @param onWait called once while a pipe has no reader; without it, such a pipe is an error
 * @throws {WriteError} if the write fails.
 */
export async function writeOutput(
  target: Target,
  data: string | Uint8Array,
  onWait?: (text: string) => void,
): Promise<void> {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  try {
    if (target.kind === 'file') writeFile(target, bytes);
    else if (target.kind === 'descriptor') await writeAll(target.descriptor, bytes);
    else {
      const descriptor = await openStream(target, onWait);
      try {
        await writeAll(descriptor, bytes);
      } finally {
        fs.closeSync(descriptor);
      }
    }
  } catch (error) {
    throw explained(error, target.name);
  }
}

const folderError = (name: string): TargetError => new TargetError(`${name} is a folder. Name a file in it.`);

function explained(error: unknown, name: string): unknown {
  if (error instanceof WriteError)
    return new WriteError(name, error.code, error.cause, remedyFor(error.code));
  const code = errorCode(error);
  if (code === 'EISDIR') return folderError(name);
  if (code === 'EBADF')
    return new TargetError(`${name} is not open for writing. Name a file, or - for standard output.`);
  return code === undefined ? error : new WriteError(name, code, error, remedyFor(code));
}

const remedyFor = (code: string): string => remedies[code] ?? 'Name another file.';

function found(name: string): Target {
  const file = followed(name);
  const descriptor = descriptorOf(file);
  if (descriptor !== undefined) {
    fs.fstatSync(descriptor);
    return { kind: 'descriptor', name, descriptor };
  }
  const before = fs.statSync(file, { throwIfNoEntry: false });
  if (before?.isDirectory() === true) throw folderError(name);
  if (before?.isSocket() === true) throw new TargetError(`${name} is a socket. Name a file or a pipe.`);
  if (before === undefined || before.isFile())
    return { kind: 'file', name, path: file, ...(before && { before }) };
  return { kind: 'stream', name, path: file, isPipe: before.isFIFO() };
}

/**
 * The path that `name` leads to, after following links. Does not follow the link of a descriptor, whose target
 * may have no path.
 */
function followed(name: string): string {
  let file = path.resolve(name);
  for (let links = 0; links <= MOST_LINKS; links += 1) {
    file = path.join(realFolder(path.dirname(file)), path.basename(file));
    if (descriptorOf(file) !== undefined || !isLink(file)) return file;
    file = path.resolve(path.dirname(file), fs.readlinkSync(file));
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

const isLink = (file: string): boolean =>
  fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** The real path of a folder; a missing one is created when the file is written. */
function realFolder(folder: string): string {
  try {
    return fs.realpathSync.native(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return folder;
    throw error;
  }
}

/**
 * The number in `/dev/fd/N` and `/proc/self/fd/N`. Ticket writes to that descriptor: opening the path of a file would
 * write from its start, although the caller opened it for appending.
 */
function descriptorOf(file: string): number | undefined {
  if (process.platform === 'win32') return undefined;
  const [, folder, number] = /^(.*)\/(\d+)$/.exec(file) ?? [];
  if (folder === undefined || number === undefined) return undefined;
  const own = folder === '/dev/fd' || folder.replace(/\/task\/\d+(?=\/fd$)/, '') === ownDescriptors();
  return own ? Number(number) : undefined;
}

function ownDescriptors(): string | undefined {
  try {
    return fs.realpathSync.native('/proc/self/fd');
  } catch {
    return undefined; // a system without /proc
  }
}

/** Replaces a regular file; keeps its permissions and, if the system allows it, its owner. */
function writeFile({ path: file, before }: Extract<Target, { kind: 'file' }>, bytes: Uint8Array): void {
  writeWithFolders(file, bytes, (temporary) => {
    if (before === undefined) return;
    const now = fs.statSync(temporary);
    if (now.uid !== before.uid || now.gid !== before.gid) {
      try {
        fs.chownSync(temporary, before.uid, before.gid);
      } catch {
        // Only root may change the owner.
      }
    }
    fs.chmodSync(temporary, before.mode & 0o777);
  });
}

/** Opens a pipe or device. Opening a pipe without a reader would block the process, so retries instead. */
async function openStream(
  { name, path: file, isPipe }: Extract<Target, { kind: 'stream' }>,
  onWait: ((text: string) => void) | undefined,
): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    try {
      return fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    } catch (error) {
      if (errorCode(error) !== 'ENXIO' || !isPipe) throw error;
      if (!onWait) throw new TargetError(`The pipe ${name} has no reader. Start its reader, or name a file.`);
      if (tries === 0) onWait(`Waiting for a reader of the pipe ${name}.`);
      await pause(RETRY_MS);
    }
  }
}

async function writeAll(descriptor: number, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    try {
      written += fs.writeSync(descriptor, bytes, written);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EPIPE') return;
      // The pipe is full.
      if (code !== 'EAGAIN') throw error;
      await pause(RETRY_MS);
    }
  }
}
