// What a subcommand consists of, and what all of them share.
import fs from 'node:fs';
import path from 'node:path';
import { listRuns } from '../runs/list';
import { manifestFile } from '../runs/layout';

export interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** How the value is called in the help. */
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

/** The command was called in a way it cannot be. */
export class UsageError extends Error {}

/** Options that several commands have. */
export const runsOption: Option = {
  type: 'string',
  value: 'FOLDER',
  about: 'where runs are kept (default: .ticket/runs here)',
};
export const jsonOption: Option = { type: 'boolean', about: 'print JSON' };

export function runsFolder(values: Values): string {
  return path.resolve(typeof values.runs === 'string' ? values.runs : path.join('.ticket', 'runs'));
}

export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** @throws {UsageError} where the value is not a whole number from `minimum` on. */
export function wholeNumber(values: Values, name: string, minimum: number): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < minimum) {
    throw new UsageError(`--${name} takes a whole number from ${minimum} on, not ${value}.`);
  }
  return number;
}

/** The only positional argument. */
export function only(positionals: readonly string[], what: string): string {
  const [first, ...others] = positionals;
  if (first === undefined) throw new UsageError(`Name ${what}.`);
  if (others.length > 0)
    throw new UsageError(`Name one ${what.replace(/^an? /, '')}, not ${positionals.length}.`);
  return first;
}

/**
 * The run directory that a word names: its path, or the name of a run in the runs folder or the beginning of one.
 *
 * @throws {UsageError} where there is none, or more than one.
 */
export function findRun(word: string, values: Values): string {
  if (fs.existsSync(manifestFile(word))) return path.resolve(word);
  const folder = runsFolder(values);
  const runs = listRuns(folder).map(({ name, path: place }) => ({ name, place, base: path.basename(place) }));
  // A file system may keep another form of accented letters than the one that is typed.
  const [asked, form] = [word.normalize('NFC'), (text: string): string => text.normalize('NFC')];
  // A whole name comes before the beginning of a longer one: `lenet` does not mean `lenet-quick`.
  const found =
    [
      runs.filter(({ base }) => form(base) === asked),
      runs.filter(({ name }) => form(name) === asked),
      runs.filter(({ base }) => form(base).startsWith(asked)),
    ].find(({ length }) => length > 0) ?? [];
  const [first, second] = found;
  if (first && second) throw new UsageError(`${word} could be: ${found.map(({ base }) => base).join(', ')}.`);
  if (first) return first.place;
  throw new UsageError(
    `There is no run ${word}, neither as a folder nor in ${folder}. \`ticket list\` shows what there is.`,
  );
}
