// Errors in a user's module, as messages with a location.
import { fileURLToPath } from 'node:url';
import { PACKAGE_CHANGED, REFUSED } from './module-hooks';

/** A module is invalid, or its code throws. The message names the module, the function and the location. */
export class ModuleMistake extends Error {}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** True if the error is the module's, whoever throws it: the user must change the module. */
export const isModuleMistake = (error: unknown): boolean =>
  error instanceof ModuleMistake || codeOf(error) === REFUSED;

/** True if a package changed since the run was prepared. */
export const isPackageChange = (error: unknown): boolean => codeOf(error) === PACKAGE_CHANGED;

/** True if the error's message is complete, because code that refuses a module also names it. */
export const isComplete = (error: unknown): boolean => isModuleMistake(error) || isPackageChange(error);

/** A module's line in a stack, or above the source excerpt of a syntax error in Node. */
const PLACE = /(file:\/\/\S+?\.[cm]?[jt]s)(?:\?[^\s:)]*)?:(\d+)(?::(\d+))?/;

/** The line of a user's module that threw an error, if its stack has one. */
export function placeOf(error: Error): string | undefined {
  const [, url, line, column] = PLACE.exec(error.stack ?? '') ?? [];
  if (url === undefined || line === undefined) return undefined;
  return `${fileURLToPath(url)}:${line}${column === undefined ? '' : `:${column}`}`;
}

/** An error's message; for an error thrown in a user's module, prefixed with the line. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isComplete(error)) return error.message;
  const place = placeOf(error);
  return place === undefined ? error.message : `${place}: ${error.message}`;
}
