// Reads a spec's file with a bound: its kind and size come first, since a pipe never ends and a disk image fits nowhere.
import fs from 'node:fs';
import { decodeText, mostBytes, tooManyBytes } from '../language/text';
import type { Problem } from '../language/problem';
import { errorCode } from '../runs/atomic';

/** There is no spec to read where one was named. */
export class SpecFileError extends Error {}

export interface SpecFile {
  readonly text: string;
  /** Why it is no text, where it is none. */
  readonly problem?: Problem;
}

/** @throws {SpecFileError} where there is no file that can be read. */
export function readSpecFile(file: string): SpecFile {
  let handle: number | undefined;
  try {
    // Opening a pipe waits for who writes to it, unless told not to.
    handle = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const stat = fs.fstatSync(handle);
    if (!stat.isFile()) throw new SpecFileError(`${file} cannot be read: it is ${kindOf(stat)}. ${remedy}`);
    if (stat.size > mostBytes) return { text: '', problem: tooManyBytes(stat.size) };
    const bytes = readUpTo(handle, mostBytes + 1);
    return bytes.length > mostBytes ? { text: '', problem: tooManyBytes(bytes.length) } : decodeText(bytes);
  } catch (error) {
    if (error instanceof SpecFileError) throw error;
    const why = errorCode(error) === 'ENOENT' ? 'there is no such file' : String(error);
    throw new SpecFileError(`${file} cannot be read: ${why}. ${remedy}`);
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

const remedy = 'Name a .ticket.yaml file.';

function kindOf(stat: fs.Stats): string {
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a pipe, and a run keeps the place of its spec';
  return stat.isSocket() ? 'a socket' : 'a device';
}

/** A file may grow while it is read, and those below /proc have no size. */
function readUpTo(handle: number, most: number): Buffer {
  const pieces: Buffer[] = [];
  for (let left = most; left > 0;) {
    const piece = Buffer.alloc(Math.min(left, 1 << 16));
    const count = fs.readSync(handle, piece);
    if (count === 0) break;
    pieces.push(piece.subarray(0, count));
    left -= count;
  }
  return Buffer.concat(pieces);
}
