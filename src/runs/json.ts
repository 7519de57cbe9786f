// JSON as a run directory has it: the same value gives the same text, and what is read is checked.
import { visible } from '../escape/terminal';
import { Compile } from 'typebox/compile';
import type { Static, TSchema } from 'typebox';

/** A file of a run directory that does not hold what it should. The message names the file and the place. */
export class BadFileError extends Error {
  readonly problem: string;

  constructor(
    readonly file: string,
    problem: string,
  ) {
    const told = oneLine(problem);
    super(`${file} ${told}`);
    this.problem = told;
  }
}

const longestProblem = 500;

/** What a damaged file brings into a message may be of any length, and a terminal must not act on it. */
export const oneLine = (said: string): string =>
  visible(said.slice(0, longestProblem)) + (said.length > longestProblem ? '…' : '');

/** The value with the keys of every object in order, so that JSON.stringify writes them so. */
function ordered(value: unknown, place: string): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`JSON has no ${value}, which is at ${place || 'the top'}.`);
  }
  if (Array.isArray(value)) return value.map((item, i) => ordered(item, `${place}/${i}`));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item, `${place}/${key}`)]));
}

/**
 * One line of JSON with keys in order, or indented lines.
 *
 * @throws {Error} for NaN and infinity, which JSON would silently turn into null.
 */
export function canonical(value: unknown, indent = 0): string {
  return JSON.stringify(ordered(value, ''), undefined, indent);
}

/** A function that turns the text of `file` into a checked value; `what` says what the file should be. */
export function parser<T extends TSchema>(
  schema: T,
  what: string,
): (text: string, file: string) => Static<T> {
  const check = checker(schema, what);
  return (text, file) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new BadFileError(file, `is not ${what}: it is not whole JSON.`);
    }
    return check(value, file);
  };
}

/** A function that checks a value that was read from `file`. */
export function checker<T extends TSchema>(
  schema: T,
  what: string,
): (value: unknown, file: string) => Static<T> {
  const validator = Compile(schema);
  return (value, file) => {
    if (validator.Check(value)) return value;
    const [first] = validator.Errors(value);
    const place = first?.instancePath ? `${first.instancePath} ` : 'it ';
    throw new BadFileError(file, `is not ${what}: ${place}${first?.message ?? 'does not fit'}.`);
  };
}
