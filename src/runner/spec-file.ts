// Reads a spec's file with a bound: its kind and size come first, since a pipe never ends and a disk image fits nowhere.
import { decodeText, mostBytes, tooManyBytes } from '../language/text';
import type { Problem } from '../language/problem';
import { errorCode } from '../runs/atomic';
import { kindOf, NotAFileError, readRegular, TooLargeError } from '../runs/regular-file';

/** There is no spec to read where one was named. */
export class SpecFileError extends Error {}

export interface SpecFile {
  readonly text: string;
  /** Why it is no text, where it is none. */
  readonly problem?: Problem;
}

/** @throws {SpecFileError} where there is no file that can be read. */
export function readSpecFile(file: string): SpecFile {
  try {
    return decodeText(readRegular(file, mostBytes));
  } catch (error) {
    if (error instanceof TooLargeError) return { text: '', problem: tooManyBytes(error.sizeBytes) };
    throw new SpecFileError(`${file} cannot be read: ${why(error)}. Name a .ticket.yaml file.`);
  }
}

function why(error: unknown): string {
  if (error instanceof NotAFileError)
    return `it is ${kindOf(error.stat)}${error.stat.isFIFO() ? ', and a run keeps the place of its spec' : ''}`;
  return errorCode(error) === 'ENOENT' ? 'there is no such file' : String(error);
}
