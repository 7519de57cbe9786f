// Computes checksums of the packages that modules import: of each file that Node can load, including dependencies.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readRegular, TooLargeError } from '../runs/regular-file';
import { MOST } from '../runs/run-file';
import type { SealedPackage } from '../runs/sealed-modules';
import { ModuleError } from './problem';

/** Files that Node loads or that decide how it loads others; the rest of a package is text for people and tools. */
const LOADABLE = /\.(?:js|cjs|mjs|json|node|wasm)$/;
/** Limits over all packages together. */
const MOST_FILES = 20_000;
const MOST_BYTES = 256 * 2 ** 20;

export interface Import {
  readonly specifier: string;
  /** The file that imports it. */
  readonly from: string;
}

/**
 * Computes checksums of the imported packages and all their dependencies, by the real paths of their folders.
 *
 * @param named makes a path relative to the spec's folder
 * @throws {ModuleError} if a package is not installed, or the packages are too large.
 */
export function sealPackages(
  imports: readonly Import[],
  named: (file: string) => string,
): Readonly<Record<string, SealedPackage>> {
  const found = new Map<string, SealedPackage>();
  const left = { files: MOST_FILES, bytes: MOST_BYTES };
  const visit = (folder: string): void => {
    if (found.has(folder)) return;
    const about = readAbout(folder);
    found.set(folder, {
      name: about.name ?? path.basename(folder),
      version: about.version ?? 'unknown',
      files: Object.fromEntries(sumFiles(folder, left)),
    });
    for (const dependency of dependenciesOf(about)) {
      const place = packageFolder(dependency, folder);
      if (place !== undefined) visit(place);
    }
  };
  for (const { specifier, from } of imports) {
    const name = packageName(specifier);
    const folder = packageFolder(name, path.dirname(from));
    if (folder === undefined)
      throw new ModuleError(
        `${named(from)} imports ${specifier}, but no node_modules folder above it contains ${name}. ` +
          'Install the package, or import a file by its path (./file.mjs).',
      );
    visit(folder);
  }
  return Object.fromEntries([...found].map(([folder, sealed]) => [named(folder), sealed]));
}

/** The package of a bare specifier: `lodash` for `lodash/fp`, `@scope/name` for `@scope/name/part`. */
export const packageName = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** The folder of a package as Node finds it: in the nearest node_modules, following symbolic links. */
function packageFolder(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const place = path.join(folder, 'node_modules', name);
    if (
      path.basename(folder) !== 'node_modules' &&
      fs.statSync(place, { throwIfNoEntry: false })?.isDirectory()
    )
      return fs.realpathSync(place);
    if (path.dirname(folder) === folder) return undefined;
  }
}

interface About {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
}

function readAbout(folder: string): About {
  try {
    return (JSON.parse(readRegular(path.join(folder, 'package.json'), MOST.note).toString('utf8')) ??
      {}) as About;
  } catch {
    return {};
  }
}

const dependenciesOf = ({ dependencies, optionalDependencies, peerDependencies }: About): readonly string[] =>
  [dependencies, optionalDependencies, peerDependencies].flatMap((names) => Object.keys(names ?? {}));

/** Path and SHA-256 of each loadable file of a package, without nested packages. */
function sumFiles(
  folder: string,
  left: { files: number; bytes: number },
): readonly (readonly [string, string])[] {
  const sums: (readonly [string, string])[] = [];
  const visit = (inside: string): void => {
    for (const entry of fs.readdirSync(path.join(folder, inside), { withFileTypes: true })) {
      const name = path.posix.join(inside, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && entry.name !== '.git') visit(name);
      } else if (entry.isFile() && LOADABLE.test(entry.name)) {
        left.files -= 1;
        if (left.files < 0) throw tooMuch(folder);
        const bytes = readWithin(folder, name, left.bytes);
        left.bytes -= bytes.length;
        sums.push([name, createHash('sha256').update(bytes).digest('hex')]);
      }
    }
  };
  visit('');
  return sums.sort(([a], [b]) => (a < b ? -1 : 1));
}

function readWithin(folder: string, name: string, mostBytes: number): Buffer {
  try {
    return readRegular(path.join(folder, name), mostBytes);
  } catch (error) {
    throw error instanceof TooLargeError ? tooMuch(folder) : error;
  }
}

const tooMuch = (folder: string): ModuleError =>
  new ModuleError(
    `The imported packages exceed the limit of ${MOST_FILES} files or 256 MB, at ${folder}. ` +
      'Copy the files that the module needs next to it.',
  );
