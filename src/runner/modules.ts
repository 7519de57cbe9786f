// The content of a user's module and of every module it reaches: part of a run's identity.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { init, parse } from 'es-module-lexer';

/** The modules of a spec reach something that cannot be found. */
export class ModuleError extends Error {}

/**
 * SHA-256 of each module that is reached from `entry` by imports of its own files, by path relative to `folder`; for
 * a package its version. What is required, or imported by a name that is computed, is not seen.
 *
 * @throws {ModuleError} naming the file and what it imports, where that is not there or does not parse.
 */
export async function moduleSums(entry: string, folder: string): Promise<ReadonlyMap<string, string>> {
  await init();
  const sums = new Map<string, string>();
  const visit = (file: string): void => {
    const name = path.relative(folder, file).replaceAll('\\', '/');
    if (sums.has(name)) return;
    const source = read(file, folder);
    sums.set(name, createHash('sha256').update(source).digest('hex'));
    for (const specifier of importsOf(source, file, folder)) {
      if (isBuiltin(specifier)) continue;
      const own = ownFile(specifier, file);
      if (own !== undefined) visit(own);
      else sums.set(specifier, packageVersion(specifier, file));
    }
  };
  visit(entry);
  return sums;
}

/** The file that a path or a file: URL names, as Node resolves it; undefined for a package. */
function ownFile(specifier: string, from: string): string | undefined {
  if (!/^(\.{0,2}\/|file:)/.test(specifier)) return undefined;
  const url = new URL(specifier, pathToFileURL(from));
  url.search = '';
  return fileURLToPath(url);
}

function read(file: string, folder: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    throw new ModuleError(`There is no module ${path.relative(folder, file)} in ${folder}.`);
  }
}

/** What a module imports by name, statically or by `import('…')`. */
function importsOf(source: string, file: string, folder: string): readonly string[] {
  try {
    const [imports] = parse(source);
    return imports.flatMap(({ specifier }) => specifier ?? []);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ModuleError(`${path.relative(folder, file)} is not a JavaScript module: ${why}`);
  }
}

function packageVersion(specifier: string, from: string): string {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  try {
    const file = createRequire(pathToFileURL(from)).resolve(`${name}/package.json`);
    return (JSON.parse(fs.readFileSync(file, 'utf8')) as { version?: string }).version ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
