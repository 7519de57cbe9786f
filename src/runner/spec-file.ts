// Reads a spec file after checking its type and size, since a pipe never ends and a disk image exceeds memory.
import { decodeText, mostBytes, tooManyBytes } from '../language/text';
import type { Problem } from '../language/problem';
import { errorCode } from '../runs/atomic';
import { kindOf, NotAFileError, readRegular, TooLargeError } from '../runs/regular-file';

/** The named spec file cannot be read. */
export class SpecFileError extends Error {}

export interface SpecFile {
  readonly text: string;
  /** Why the file is not text, if it is not. */
  readonly problem?: Problem;
}

/** @throws {SpecFileError} if the file cannot be read. */
export function readSpecFile(file: string): SpecFile {
  try {
    return decodeText(readRegular(file, mostBytes));
  } catch (error) {
    if (error instanceof TooLargeError) return { text: '', problem: tooManyBytes(error.sizeBytes) };
    throw new SpecFileError(`Cannot read ${file}: ${why(error)}. Specify a .ticket.yaml file.`);
  }
}

function why(error: unknown): string {
  if (error instanceof NotAFileError)
    return `it is ${kindOf(error.stat)}${error.stat.isFIFO() ? ', and a run must find its spec again' : ''}`;
  return errorCode(error) === 'ENOENT' ? 'the file does not exist' : String(error);
}
