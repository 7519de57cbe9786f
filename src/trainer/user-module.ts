// A user's own module: the same object that a lab entry is, as the default export of an .mjs file.
import { pathToFileURL } from 'node:url';
import type { Schema } from '../language/json';
import { moduleGuard } from './engine/module-guard';
import { held } from './module-contract';
import { explain, isComplete, ModuleMistake, placeOf } from './module-mistake';

/** The parts that a module must have to stand in a place of the spec. */
const REQUIRED = {
  model: ['layers', 'forward'],
  workload: ['shape', 'files', 'read', 'loss', 'accuracy'],
} as const;

export type ModuleRole = keyof typeof REQUIRED;

export interface UserModule {
  /** JSON Schema of the module's options; every option is allowed where there is none. */
  readonly options?: Schema;
}

/**
 * Loads a module, checks that it is what the spec uses it for, and holds its functions to what they must give.
 *
 * @param outputs the width of a model's last layer, where it is known
 * @param syntaxAt finds the place of a syntax error where Node does not tell it
 * @throws {ModuleMistake} naming what is missing, or the file and line of what is wrong.
 */
export async function importModule(
  file: string,
  role: ModuleRole,
  outputs?: number,
  syntaxAt: () => string | undefined = () => undefined,
): Promise<UserModule> {
  const guard = moduleGuard();
  let loaded: { default?: unknown };
  try {
    loaded = (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    if (isComplete(error)) throw error;
    const place = error instanceof SyntaxError && placeOf(error) === undefined ? syntaxAt() : undefined;
    throw new ModuleMistake(
      `${file} does not load: ${place === undefined ? '' : `${place}: `}${explain(error)}`,
    );
  }
  const { default: entry } = loaded;
  const missing = REQUIRED[role].filter(
    (part) => typeof (entry as Record<string, unknown> | undefined)?.[part] !== 'function',
  );
  if (missing.length > 0) {
    throw new ModuleMistake(
      `${file} is used as a ${role}, and its default export has no function ${missing.join(', ')}. ` +
        `Write export default { ${REQUIRED[role].map((part) => `${part}(…) {…}`).join(', ')} }.`,
    );
  }
  return held(file, entry as UserModule, guard, outputs);
}
