// What can go wrong in fetching a file, for the person.
import path from 'node:path';
import { errorCode } from '../runs/atomic';
import { fitting, refusal } from '../runs/refusal';
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
const full = `Free some space, ${elsewhere}.`;
const refused = `Change the rights of its folder, ${elsewhere}.`;

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
    // A folder is made where a file is.
    const isInTheWay = code === 'EEXIST' ? 'ENOTDIR' : code;
    const why = refusal(isInTheWay, to) ?? String(error);
    const remedy = remedies[isInTheWay] ?? `Look at the disk, ${elsewhere}.`;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    throw new DownloadError(
      `${path.basename(to)} cannot be written in ${path.dirname(to)}: ${why}.`,
      fitting(code, to, remedy),
      isFull,
    );
  }
}
