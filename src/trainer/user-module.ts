// A user's own module: the same object that a lab entry is, as the default export of an .mjs file.
import { pathToFileURL } from 'node:url';
import type { Schema } from '../language/json';

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
 * Loads a module and checks that it is what the spec uses it for.
 *
 * @throws {Error} naming what is missing; an error of the module's own code passes through with its line.
 */
export async function importModule(file: string, role: ModuleRole): Promise<UserModule> {
  const { default: entry } = (await import(pathToFileURL(file).href)) as { default?: unknown };
  const missing = REQUIRED[role].filter(
    (part) => typeof (entry as Record<string, unknown> | undefined)?.[part] !== 'function',
  );
  if (missing.length > 0) {
    throw new Error(
      `${file} is used as a ${role}, and its default export has no function ${missing.join(', ')}. ` +
        `Write export default { ${REQUIRED[role].map((part) => `${part}(…) {…}`).join(', ')} }.`,
    );
  }
  return entry as UserModule;
}

/** An error's message; for one thrown in a user's module, with the line of the module. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = /file:\/\/([^\s)]+\.m?js:\d+:\d+)/.exec(error.stack ?? '')?.[1];
  return place === undefined ? error.message : `${decodeURI(place)}: ${error.message}`;
}
