// Loads a user's module: an object like a lab entry, as the default export of an .mjs file.
import { pathToFileURL } from 'node:url';
import type { Schema } from '../language/json';
import { moduleGuard } from './engine/module-guard';
import { held } from './module-contract';
import { explain, isComplete, ModuleMistake, placeOf } from './module-mistake';

/** Functions that a module must have, by its role in the spec. */
const REQUIRED = {
  model: ['layers', 'forward'],
  workload: ['shape', 'files', 'read', 'loss', 'accuracy'],
} as const;

export type ModuleRole = keyof typeof REQUIRED;

export interface UserModule {
  /** JSON Schema of the module's options. Without it, every option is allowed. */
  readonly options?: Schema;
}

/**
 * Loads a module, checks that it fits its role in the spec, and wraps its functions with the contract's checks.
 *
 * @param outputs The width of a model's last layer, if known.
 * @param syntaxAt Locates a syntax error if Node does not report its line.
 * @throws {ModuleMistake} naming a missing function, or the file and line of the error.
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
      `${file} is used as a ${role}, but its default export has no function ${missing.join(', ')}. ` +
        `Write export default { ${REQUIRED[role].map((part) => `${part}(…) {…}`).join(', ')} }.`,
    );
  }
  return held(file, entry as UserModule, guard, outputs);
}
