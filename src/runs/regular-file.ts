// Opens and reads regular files only, with a size limit, since a pipe may block forever and a huge file exceeds
// memory. All reads of files go through here.
import fs from 'node:fs';

/** Node reads at most this many bytes at once (2 GB), which limits files that are read whole. */
export const MOST_BYTES = 2 ** 31 - 1;

/** Windows lacks these flags, so only the check before opening protects there. */
const flags: Readonly<Record<string, number | undefined>> = { ...fs.constants };
/** Keeps the opening of a pipe from waiting for its writer. */
export const NONBLOCK = flags.O_NONBLOCK ?? 0;
export const NOFOLLOW = flags.O_NOFOLLOW ?? 0;
const PIECE_BYTES = 2 ** 12;

/** The path is not a regular file. */
export class NotAFileError extends Error {
  readonly problem: string;

  constructor(
    file: string,
    readonly stat: fs.Stats,
  ) {
    const problem = `is ${kindOf(stat)}, not a file.`;
    super(`${file} ${problem}`);
    this.problem = problem;
  }
}

/** A file exceeds the size limit of its kind. */
export class TooLargeError extends Error {
  readonly problem: string;

  constructor(
    file: string,
    readonly sizeBytes: number,
    mostBytes: number,
  ) {
    const [has, may] = [sizeBytes, mostBytes].map((bytes) => bytes.toLocaleString('en-US'));
    const problem = `has ${has} bytes, more than the limit of ${may}.`;
    super(`${file} ${problem}`);
    this.problem = problem;
  }
}

export function kindOf(stat: fs.Stats): string {
  if (stat.isFile()) return 'a file';
  if (stat.isDirectory()) return 'a folder';
  if (stat.isSymbolicLink()) return 'a link';
  if (stat.isFIFO()) return 'a pipe';
  return stat.isSocket() ? 'a socket' : 'a device';
}

export interface Opened {
  /** The caller of {@link openRegular} closes it. */
  readonly descriptor: number;
  readonly sizeBytes: number;
}

export interface OpenOptions {
  /** Rejects links, whatever they lead to. */
  readonly noLinks?: boolean;
}

/**
 * Opens a file for reading.
 *
 * @throws {NotAFileError} if the path is not a regular file; it is not opened.
 * @throws the system's error if opening fails.
 */
export function openRegular(file: string, { noLinks = false }: OpenOptions = {}): Opened {
  const need = (stat: fs.Stats): void => {
    if (!stat.isFile()) throw new NotAFileError(file, stat);
  };
  need(noLinks ? fs.lstatSync(file) : fs.statSync(file));
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | NONBLOCK | (noLinks ? NOFOLLOW : 0));
  try {
    // The path may have been replaced since.
    const stat = fs.fstatSync(descriptor);
    need(stat);
    return { descriptor, sizeBytes: stat.size };
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

/** Opens a file as {@link openRegular} does, and closes it after `work`. */
export function withRegular<T>(file: string, work: (opened: Opened) => T, options?: OpenOptions): T {
  const opened = openRegular(file, options);
  try {
    return work(opened);
  } finally {
    fs.closeSync(opened.descriptor);
  }
}

/**
 * The bytes of a file.
 *
 * @throws {TooLargeError} if it has more than `mostBytes`.
 * @throws what {@link openRegular} throws.
 */
export const readRegular = (file: string, mostBytes: number): Buffer =>
  withRegular(file, (opened) => readWhole(file, opened, mostBytes));

/** The bytes of an opened file, which may grow meanwhile. Files below /proc report no size. */
export function readWhole(file: string, { descriptor, sizeBytes }: Opened, mostBytes: number): Buffer {
  const need = (bytes: number): void => {
    if (bytes > mostBytes) throw new TooLargeError(file, bytes, mostBytes);
  };
  need(sizeBytes);
  const pieces = [readPart(descriptor, 0, sizeBytes)];
  for (let bytes = sizeBytes; ;) {
    const piece = readPart(descriptor, bytes, PIECE_BYTES);
    if (piece.length === 0) break;
    need((bytes += piece.length));
    pieces.push(piece);
  }
  const [only, ...others] = pieces;
  return only && others.length === 0 ? only : Buffer.concat(pieces);
}

/** Up to `count` bytes from `start` on, in a new buffer. */
export function readPart(descriptor: number, start: number, count: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(count);
  let read = 0;
  while (read < count) {
    const more = fs.readSync(descriptor, bytes, read, count - read, start + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}
