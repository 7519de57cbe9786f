// What can go wrong in fetching a file, for the person.
import path from 'node:path';
import { errorCode } from '../runs/atomic';
import { EnvironmentError } from './problem';

/** A file could not be fetched or not be written: why, and what to do. */
export class DownloadError extends EnvironmentError {
  constructor(
    message: string,
    remedy: string,
    /** What there is no room for has been removed. */
    readonly isDiskFull = false,
  ) {
    super(message, remedy);
  }
}

const elsewhere = 'or let TICKET_CACHE name another cache folder';
const full: readonly [string, string] = ['the disk is full', `Free some space, ${elsewhere}.`];
const refused: readonly [string, string] = [
  'permission is denied',
  `Change the rights of its folder, ${elsewhere}.`,
];
const inTheWay: readonly [string, string] = [
  'part of the path is a file, not a folder',
  `Move that file away, ${elsewhere}.`,
];

const troubles: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOSPC: full,
  EDQUOT: ['the disk quota is used up', full[1]],
  EROFS: ['the file system is read-only', `Make it writable, ${elsewhere}.`],
  EACCES: refused,
  EPERM: refused,
  ENOTDIR: inTheWay,
  EEXIST: inTheWay,
  EISDIR: ['there is a folder of this name', 'Move that folder away.'],
  ENOTEMPTY: ['there is a folder of this name', 'Move that folder away.'],
};

/**
 * Does something with the disk for the file that will be at `to`.
 *
 * @throws {DownloadError} where the system refuses.
 */
export async function onDisk<T>(to: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined || code === 'ABORT_ERR') throw error;
    const [why, remedy] = troubles[code] ?? [String(error), `Look at the disk, ${elsewhere}.`];
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    throw new DownloadError(
      `${path.basename(to)} cannot be written in ${path.dirname(to)}: ${why}.`,
      remedy,
      isFull,
    );
  }
}
