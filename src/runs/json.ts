// Writes JSON deterministically, and validates JSON read from a run directory.
import { visible } from '../escape/terminal';
import { Compile } from 'typebox/compile';
import type { Static, TSchema } from 'typebox';

/** A file of a run directory with invalid content. The message names the file and the place. */
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

/** Shortens and escapes text from a damaged file, which may have any length and contain terminal escapes. */
export const oneLine = (said: string): string =>
  visible(said.slice(0, longestProblem)) + (said.length > longestProblem ? '…' : '');

/** The value with the keys of every object sorted. */
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
 * JSON with sorted keys, on one line or indented.
 *
 * @throws {Error} for NaN and infinity, which JSON.stringify would silently turn into null.
 */
export function canonical(value: unknown, indent = 0): string {
  return JSON.stringify(ordered(value, ''), undefined, indent);
}

/** Returns a function that parses and validates the text of `file`; `what` names the expected content. */
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
      throw new BadFileError(file, `is not ${what}: it is not valid JSON.`);
    }
    return check(value, file);
  };
}

/** Returns a function that validates a value read from `file`. */
export function checker<T extends TSchema>(
  schema: T,
  what: string,
): (value: unknown, file: string) => Static<T> {
  const compile = () => Compile(schema);
  let validator: ReturnType<typeof compile> | undefined;
  return (value, file) => {
    // Compiling takes milliseconds, and most processes read few kinds of files.
    validator ??= compile();
    if (validator.Check(value)) return value;
    const [first] = validator.Errors(value);
    const place = first?.instancePath ? `${first.instancePath} ` : 'it ';
    throw new BadFileError(file, `is not ${what}: ${place}${first?.message ?? 'does not fit'}.`);
  };
}
