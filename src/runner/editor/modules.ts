// Asking a module of the user's what it is, inside of its workspace alone.
import fs from 'node:fs';
import path from 'node:path';
import type * as vscode from 'vscode';
import { DESCRIBE_MS, type Asked, type Describe } from '../examine';
import { EnvironmentError } from '../problem';
import { ask, TrainerError } from '../trainer-process';
import { editorPlaces } from './places';

/** Asks the modules that a spec names inside of a folder. What it throws is told where the spec names the module. */
export const describeWithin =
  (context: vscode.ExtensionContext, folder: string): Describe =>
  async (asked) =>
    askModule(context, { ...asked, module: within(asked.module, folder) });

/** @throws {TrainerError} where it cannot be asked. */
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
 * The file of a module, symbolic links followed. It must lie in the folder that is trusted.
 *
 * @throws {TrainerError} where it does not.
 */
export function within(module: string, folder: string): string {
  let place: string;
  try {
    place = fs.realpathSync(module);
  } catch {
    throw new TrainerError(`There is no module ${path.relative(folder, module)}.`);
  }
  const relative = path.relative(fs.realpathSync(folder), place);
  if (relative.startsWith('..') || path.isAbsolute(relative))
    throw new TrainerError(`The module lies in ${path.dirname(place)}, outside of the workspace.`);
  return place;
}
