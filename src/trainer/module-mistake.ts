// A mistake of the user's module, as a sentence with its place.
import { fileURLToPath } from 'node:url';
import { PACKAGE_CHANGED, REFUSED } from './module-hooks';

/** A module is not what it should be, or its code fails. The message names the module, the part and the place. */
export class ModuleMistake extends Error {}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** Whether an error is about a module, whoever throws it: the user has to change the module. */
export const isModuleMistake = (error: unknown): boolean =>
  error instanceof ModuleMistake || codeOf(error) === REFUSED;

/** Whether a package is not what it was when the run was prepared. */
export const isPackageChange = (error: unknown): boolean => codeOf(error) === PACKAGE_CHANGED;

/** Whether the message of an error says all that is to be said: who refuses a module names it. */
export const isComplete = (error: unknown): boolean => isModuleMistake(error) || isPackageChange(error);

/** A line of a module in a stack, or above the source that Node shows of a syntax error. */
const PLACE = /(file:\/\/\S+?\.[cm]?[jt]s)(?:\?[^\s:)]*)?:(\d+)(?::(\d+))?/;

/** The line of a user's module in which an error was thrown, where its stack has one. */
export function placeOf(error: Error): string | undefined {
  const [, url, line, column] = PLACE.exec(error.stack ?? '') ?? [];
  if (url === undefined || line === undefined) return undefined;
  return `${fileURLToPath(url)}:${line}${column === undefined ? '' : `:${column}`}`;
}

/** An error's message; for one thrown in a user's module, with the line of the module. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isComplete(error)) return error.message;
  const place = placeOf(error);
  return place === undefined ? error.message : `${place}: ${error.message}`;
}
