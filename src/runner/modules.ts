// Stores the user's modules: reads every file that a spec's modules import once, and computes checksums of imported
// packages.
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { init, parse } from 'es-module-lexer';
import {
  noModules,
  sumsOf,
  type ModuleFormat,
  type SealedFile,
  type SealedModules,
} from '../runs/sealed-modules';
import { NotAFileError, readRegular, TooLargeError } from '../runs/regular-file';
import { MOST } from '../runs/run-file';
import { packageName, sealPackages, type Import } from './packages';
import { ModuleError } from './problem';

/** Every worker receives the modules, so a larger one is a mistake: weights belong in data files. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Stores the file `entry`, every user's file that it imports directly or indirectly, and checksums of the imported
 * packages. Computed imports and `require` are invisible here; the processes that load the modules refuse them.
 *
 * @param folder the spec's folder, to which names are relative
 * @throws {ModuleError} naming the file and its import, if the import is missing or cannot be loaded.
 */
export async function sealModule(entry: string, folder: string): Promise<SealedModules> {
  await init();
  const base = realPath(folder) ?? folder;
  const named = (file: string): string => path.relative(base, file).replaceAll('\\', '/');
  const files = new Map<string, SealedFile>();
  const links = new Map<string, string>();
  const imported = new Map<string, Import>();
  let bytes = 0;
  const visit = (reached: string, from?: string): void => {
    const file = realPath(reached);
    if (file === undefined)
      throw new ModuleError(
        `No module ${named(reached)} found in ${folder}${from === undefined ? '' : `; ${named(from)} imports it`}.`,
      );
    if (file !== reached) links.set(named(reached), named(file));
    const name = named(file);
    if (files.has(name)) return;
    const source = readSource(file, name);
    bytes += source.length;
    if (bytes > MOST_BYTES)
      throw new ModuleError(
        `${named(entry)} and its imports are larger than 64 MB. Load data in read(…) instead.`,
      );
    const { format, specifiers } = scan(file, name, source);
    files.set(name, { format, source });
    for (const specifier of specifiers) {
      if (isBuiltin(specifier) || specifier.startsWith('data:')) continue;
      const own = ownFile(specifier, file);
      if (own !== undefined) visit(own, file);
      else if (isOfOwnPackage(specifier, file))
        throw new ModuleError(
          `${name} imports ${specifier}, an alias from its package.json. Import the file by its path (./file.mjs).`,
        );
      else imported.set(`${path.dirname(file)} ${specifier}`, { specifier, from: file });
    }
  };
  // `named` resolves only links in the path of the folder; files below it may be links themselves.
  visit(path.join(base, path.relative(folder, entry)));
  const closure = {
    entries: [entryName(entry, folder)],
    files: Object.fromEntries(files),
    links: Object.fromEntries(links),
    packages: sealPackages([...imported.values()], named),
  };
  return { ...closure, sums: sumsOf(closure) };
}

/** A module's name: its path relative to the spec's folder, with `/`. */
export const entryName = (entry: string, folder: string): string =>
  path.relative(folder, entry).replaceAll('\\', '/');

/** Merges the modules of several entries. */
export function mergeModules(several: readonly SealedModules[]): SealedModules {
  const [first = noModules, ...others] = new Set(several);
  if (others.length === 0) return first;
  const all = [first, ...others];
  const files = Object.assign({}, ...all.map((one) => one.files)) as SealedModules['files'];
  const links = Object.assign({}, ...all.map((one) => one.links)) as SealedModules['links'];
  const packages = Object.assign({}, ...all.map((one) => one.packages)) as SealedModules['packages'];
  const entries = [...new Set(all.flatMap((one) => one.entries))].sort();
  return { entries, files, links, packages, sums: sumsOf({ files, packages }) };
}

function realPath(file: string): string | undefined {
  try {
    return fs.realpathSync(file);
  } catch {
    return undefined;
  }
}

/** The file of a path or file: URL, as Node resolves it; undefined for a package. */
function ownFile(specifier: string, from: string): string | undefined {
  if (!/^(\.{0,2}\/|\.{1,2}$|file:)/.test(specifier)) return undefined;
  const url = new URL(specifier, pathToFileURL(from));
  [url.search, url.hash] = ['', ''];
  return fileURLToPath(url);
}

function readModule(file: string, name: string): Buffer {
  try {
    return readRegular(file, MOST_BYTES);
  } catch (error) {
    if (error instanceof NotAFileError) throw new ModuleError(`The module ${name} is not a file.`);
    if (error instanceof TooLargeError)
      throw new ModuleError(`The module ${name} is larger than 64 MB. Load data in read(…) instead.`);
    throw error;
  }
}

/** Whether Node resolves the specifier by `imports` or `exports` of the file's own package. */
function isOfOwnPackage(specifier: string, from: string): boolean {
  if (specifier.startsWith('#')) return true;
  const own = nearestPackage(path.dirname(from));
  return own?.name === packageName(specifier) && own.exports !== undefined;
}

interface Package {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly exports?: unknown;
}

/** The nearest package.json; undefined if there is none or it is not JSON. */
function nearestPackage(from: string): Package | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (path.basename(folder) === 'node_modules') return undefined;
    try {
      return (JSON.parse(readRegular(path.join(folder, 'package.json'), MOST.note).toString('utf8')) ??
        {}) as Package;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
    }
    if (path.dirname(folder) === folder) return undefined;
  }
}

function readSource(file: string, name: string): string {
  const bytes = readModule(file, name);
  const source = bytes.toString('utf8');
  if (!Buffer.from(source).equals(bytes)) throw new ModuleError(`The module ${name} is not UTF-8 text.`);
  return source;
}

const FORMATS: Readonly<Record<string, ModuleFormat | 'as its package says'>> = {
  '.mjs': 'module',
  '.cjs': 'commonjs',
  '.js': 'as its package says',
  '.json': 'json',
  '.mts': 'module-typescript',
  '.ts': 'module-typescript',
  '.cts': 'commonjs-typescript',
};

/** The format in which Node loads a file, and its imports: static, or `import('…')` with a literal. */
function scan(
  file: string,
  name: string,
  source: string,
): { format: ModuleFormat; specifiers: readonly string[] } {
  const found = FORMATS[path.extname(file).toLowerCase()];
  if (found === undefined)
    throw new ModuleError(`Cannot import ${name}: it is neither JavaScript (.mjs, .js, .cjs) nor JSON.`);
  if (found === 'json') return { format: found, specifiers: [] };
  const { specifiers, detected } = parsed(source);
  return { format: found === 'as its package says' ? (packageType(file) ?? detected) : found, specifiers };
}

function parsed(source: string): { specifiers: readonly string[]; detected: ModuleFormat } {
  try {
    const [imports, , , hasModuleSyntax] = parse(source);
    return {
      specifiers: imports.flatMap(({ specifier }) => specifier ?? []),
      detected: hasModuleSyntax ? 'module' : 'commonjs',
    };
  } catch {
    // Node reports the error and its line when it loads the module.
    return { specifiers: [], detected: 'module' };
  }
}

/** The `type` of the nearest package.json. */
function packageType(file: string): 'module' | 'commonjs' | undefined {
  const type = nearestPackage(path.dirname(file))?.type;
  return type === 'module' || type === 'commonjs' ? type : undefined;
}

/**
 * Names of files and packages that changed since a run started before Ticket stored modules: files by checksum,
 * packages by version.
 */
export function changedSince(
  { links, packages, sums }: SealedModules,
  before: Readonly<Record<string, string>>,
): readonly string[] {
  const versions = new Map(Object.values(packages).map(({ name, version }) => [name, version]));
  return Object.entries(before).flatMap(([name, sum]) => {
    const now = sums[links[name] ?? name] ?? sums[name];
    if (now !== undefined) return now === sum ? [] : [name];
    const isFile = /^[0-9a-f]{64}$/.test(sum);
    const version = versions.get(packageName(name));
    // Packages that hid their package.json have the version `unknown`.
    return !isFile && version !== undefined && (sum === version || sum === 'unknown') ? [] : [name];
  });
}
