// Describes a user's module, which must lie inside the trusted folder.
import fs from 'node:fs';
import path from 'node:path';
import type * as vscode from 'vscode';
import { DESCRIBE_MS, type Asked, type Describe } from '../examine';
import { EnvironmentError } from '../problem';
import { ask, TrainerError } from '../trainer-process';
import { editorPlaces } from './places';

/** Describes the modules that a spec names, inside a folder. Its errors appear where the spec names the module. */
export const describeWithin =
  (context: vscode.ExtensionContext, folder: string): Describe =>
  async (asked) =>
    askModule(context, { ...asked, module: within(asked.module, folder) });

/** @throws {TrainerError} if the module cannot be described. */
export async function askModule(context: vscode.ExtensionContext, asked: Asked): Promise<unknown> {
  const { env } = await editorPlaces(context);
  try {
    return await ask('describe', [], { limitMs: DESCRIBE_MS, input: JSON.stringify(asked), env });
  } catch (error) {
    if (error instanceof EnvironmentError) throw new TrainerError(error.message);
    throw error;
  }
}

/**
 * The real path of a module, with symbolic links resolved.
 *
 * @throws {TrainerError} if the module does not exist or lies outside the trusted folder.
 */
export function within(module: string, folder: string): string {
  let place: string;
  try {
    place = fs.realpathSync(module);
  } catch {
    throw new TrainerError(`Module ${path.relative(folder, module)} does not exist.`);
  }
  const relative = path.relative(fs.realpathSync(folder), place);
  if (relative.startsWith('..') || path.isAbsolute(relative))
    throw new TrainerError(`The module is in ${path.dirname(place)}, outside the workspace.`);
  return place;
}
