// The one way to open a file, wherever it lies: regular files alone. A pipe would never answer, and a giant fits nowhere.
import fs from 'node:fs';

/** Node reads at most this many bytes at once (2 GB), so no file that is read as a whole may have more. */
export const MOST_BYTES = 2 ** 31 - 1;

/** Of these Windows has none: there the look before must do. */
const flags: Readonly<Record<string, number | undefined>> = { ...fs.constants };
/** Opening a pipe waits for its writer, unless the flag says otherwise. */
export const NONBLOCK = flags.O_NONBLOCK ?? 0;
export const NOFOLLOW = flags.O_NOFOLLOW ?? 0;
const PIECE_BYTES = 2 ** 12;

/** Another kind of thing stands in the place of a file. */
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

/** A file has more bytes than Ticket reads of its kind. */
export class TooLargeError extends Error {
  readonly problem: string;

  constructor(
    file: string,
    readonly sizeBytes: number,
    mostBytes: number,
  ) {
    const [has, may] = [sizeBytes, mostBytes].map((bytes) => bytes.toLocaleString('en-US'));
    const problem = `has ${has} bytes, more than the ${may} that Ticket reads.`;
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
  /** Takes a link for another kind of thing, whatever it leads to. */
  readonly noLinks?: boolean;
}

/**
 * Opens a file for reading.
 *
 * @throws {NotAFileError} where something else stands there; it is not opened.
 * @throws the system's error where it refuses.
 */
export function openRegular(file: string, { noLinks = false }: OpenOptions = {}): Opened {
  const need = (stat: fs.Stats): void => {
    if (!stat.isFile()) throw new NotAFileError(file, stat);
  };
  need(noLinks ? fs.lstatSync(file) : fs.statSync(file));
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | NONBLOCK | (noLinks ? NOFOLLOW : 0));
  try {
    // Another thing may have come to stand there since.
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
 * @throws {TooLargeError} where it has more than `mostBytes`.
 * @throws what {@link openRegular} throws.
 */
export const readRegular = (file: string, mostBytes: number): Buffer =>
  withRegular(file, (opened) => readWhole(file, opened, mostBytes));

/** The bytes of an opened file. It may grow meanwhile, and files below /proc have no size. */
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

/** As many of `count` bytes from `start` on as the file has, in memory of their own. */
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
