// Errors of downloads, with their reasons and remedies.
import path from 'node:path';
import { errorCode } from '../runs/atomic';
import { fitting, refusal } from '../runs/refusal';
import { EnvironmentError } from './problem';

/** A file could not be downloaded or written. */
export class DownloadError extends EnvironmentError {
  constructor(
    message: string,
    remedy: string,
    /** The disk is full; the partial file has been removed. */
    readonly isDiskFull = false,
  ) {
    super(message, remedy);
  }
}

const elsewhere = 'or set TICKET_CACHE to another cache folder';
const full = `Free some space, ${elsewhere}.`;
const refused = `Change the permissions of its folder, ${elsewhere}.`;

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: `Make it writable, ${elsewhere}.`,
  EACCES: refused,
  EPERM: refused,
  ENOTDIR: `Move that file away, ${elsewhere}.`,
  EISDIR: 'Move that folder away.',
  ENOTEMPTY: 'Move that folder away.',
};

/**
 * Runs disk work for the file that will be at `to`.
 *
 * @throws {DownloadError} if the work fails with a system error.
 */
export async function onDisk<T>(to: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined || code === 'ABORT_ERR') throw error;
    // A file is in the place of a folder to create.
    const isInTheWay = code === 'EEXIST' ? 'ENOTDIR' : code;
    const why = refusal(isInTheWay, to) ?? String(error);
    const remedy = remedies[isInTheWay] ?? `Check the disk, ${elsewhere}.`;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    throw new DownloadError(
      `Cannot write ${path.basename(to)} in ${path.dirname(to)}: ${why}.`,
      fitting(code, to, remedy),
      isFull,
    );
  }
}
