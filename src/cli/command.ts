// Interface of the subcommands, with the options and helpers that they share.
import fs from 'node:fs';
import path from 'node:path';
import { listRuns } from '../runs/list';
import { manifestFile } from '../runs/layout';

export interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** Placeholder of the value in the help. */
  readonly value?: string;
  readonly about: string;
}

export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly about: string;
  readonly options: Readonly<Record<string, Option>>;
  /** @returns the exit code. */
  run(values: Values, positionals: readonly string[]): Promise<number> | number;
}

export { exitCodes } from '../runs/exit-codes';

/** The command line is invalid. */
export class UsageError extends Error {}

/** Options that several commands share. */
export const runsOption: Option = {
  type: 'string',
  value: 'FOLDER',
  about: 'folder of the runs (default: .ticket/runs)',
};
export const jsonOption: Option = { type: 'boolean', about: 'print JSON' };

export function runsFolder(values: Values): string {
  return path.resolve(typeof values.runs === 'string' ? values.runs : path.join('.ticket', 'runs'));
}

export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** @throws {UsageError} if the value is not an integer of at least `minimum`. */
export function wholeNumber(values: Values, name: string, minimum: number): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < minimum) {
    throw new UsageError(`--${name} must be an integer of at least ${minimum}, not ${value}.`);
  }
  return number;
}

/** The only positional argument. */
export function only(positionals: readonly string[], what: string): string {
  const [first, ...others] = positionals;
  if (first === undefined) throw new UsageError(`Specify ${what}.`);
  if (others.length > 0)
    throw new UsageError(`Specify one ${what.replace(/^an? /, '')}, not ${positionals.length}.`);
  return first;
}

/**
 * Resolves a run directory from its path, the name of a run in the runs folder, or the beginning of a name.
 *
 * @throws {UsageError} if no run matches, or more than one.
 */
export function findRun(word: string, values: Values): string {
  if (fs.existsSync(manifestFile(word))) return path.resolve(word);
  const folder = runsFolder(values);
  const runs = listRuns(folder).map(({ name, path: place }) => ({ name, place, base: path.basename(place) }));
  // A file system may store accented letters in another Unicode form than the keyboard produces.
  const [asked, form] = [word.normalize('NFC'), (text: string): string => text.normalize('NFC')];
  // A full name takes precedence over the beginning of a longer one: `lenet` does not match `lenet-quick`.
  const found =
    [
      runs.filter(({ base }) => form(base) === asked),
      runs.filter(({ name }) => form(name) === asked),
      runs.filter(({ base }) => form(base).startsWith(asked)),
    ].find(({ length }) => length > 0) ?? [];
  const [first, second] = found;
  if (first && second)
    throw new UsageError(
      `${word} matches several runs: ${found.map(({ base }) => base).join(', ')}. Specify one of them.`,
    );
  if (first) return first.place;
  throw new UsageError(
    `No run ${word} found, neither as a folder nor in ${folder}. List the runs with \`ticket list\`.`,
  );
}
