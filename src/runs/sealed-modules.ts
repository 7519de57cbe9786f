// `modules.json`: stored copies of the user's modules from the preparation of the run. Every process of the run loads
// these bytes.
import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { writeDurably } from './atomic';
import { BadFileError, checker } from './json';
import { modulesFile, MODULES } from './layout';
import { readTextIn } from './run-file';
import { texts } from './schemas';
import { openJson, jsonWithChecksum } from './checksums';
import type { RunManifest } from './types';

/** The format in which Node loads a file. */
export type ModuleFormat = 'module' | 'commonjs' | 'json' | 'module-typescript' | 'commonjs-typescript';

export interface SealedFile {
  readonly format: ModuleFormat;
  readonly source: string;
}

/** An imported package. Its files stay in place; loading compares each with its checksum. */
export interface SealedPackage {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of each file that Node can load, by its path in the package. */
  readonly files: Readonly<Record<string, string>>;
}

/** The spec's modules with everything they import. Paths are relative to the spec's folder, with `/`. */
export interface SealedModules {
  /** The modules in the spec. */
  readonly entries: readonly string[];
  /** The part of the run's identity: a checksum per file and per package. */
  readonly sums: Readonly<Record<string, string>>;
  /** The user's own files by real path. */
  readonly files: Readonly<Record<string, SealedFile>>;
  /** Real paths by the paths with symbolic links. */
  readonly links: Readonly<Record<string, string>>;
  /** Packages by the real paths of their folders. */
  readonly packages: Readonly<Record<string, SealedPackage>>;
}

export const noModules: SealedModules = { entries: [], sums: {}, files: {}, links: {}, packages: {} };

const schema = Type.Object({
  entries: Type.Array(Type.String()),
  sums: texts,
  files: Type.Record(
    Type.String(),
    Type.Object({
      format: Type.Enum([
        'module',
        'commonjs',
        'json',
        'module-typescript',
        'commonjs-typescript',
      ] satisfies ModuleFormat[]),
      source: Type.String(),
    }),
  ),
  links: texts,
  packages: Type.Record(
    Type.String(),
    Type.Object({ name: Type.String(), version: Type.String(), files: texts }),
  ),
});

const check = checker(schema, 'the modules of a run that this version of Ticket can read');

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** The checksum of a package, over the paths and checksums of its files. */
export function packageSum({ files }: SealedPackage): string {
  const lines = Object.entries(files).map(([name, sum]) => `${name}\0${sum}\n`);
  return sha256(lines.sort().join(''));
}

export const packageKey = ({ name, version }: SealedPackage): string => `package ${name}@${version}`;

/** Checksums of files and packages. Packages of equal name and version in several folders share one. */
export function sumsOf({
  files,
  packages,
}: Pick<SealedModules, 'files' | 'packages'>): SealedModules['sums'] {
  const own = Object.entries(files).map(([name, { source }]) => [name, sha256(source)] as const);
  const byKey = new Map<string, Set<string>>();
  for (const one of Object.values(packages)) {
    const key = packageKey(one);
    byKey.set(key, (byKey.get(key) ?? new Set()).add(packageSum(one)));
  }
  const shared = [...byKey].map(([key, all]) => {
    const [first = '', ...others] = [...all].sort();
    return [key, others.length === 0 ? first : sha256([first, ...others].join('\n'))] as const;
  });
  return Object.fromEntries([...own, ...shared].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param within the folder for temporary files; see `Lock.folder` */
export function writeSealedModules(
  runDir: string,
  run: string,
  modules: SealedModules,
  within = runDir,
): void {
  writeDurably(modulesFile(runDir), jsonWithChecksum(modules, { run, file: MODULES }), within);
}

/**
 * The modules of a run; undefined for a run without modules, or one from before Ticket stored them.
 *
 * @throws {BadFileError} if they are damaged, missing, or differ from the manifest.
 */
export function readSealedModules(runDir: string, manifest: RunManifest): SealedModules | undefined {
  const file = modulesFile(runDir);
  const text = readTextIn(runDir, file, undefined, REMEDY);
  if (text === undefined) {
    if (manifest.sealed !== true) return undefined;
    throw new BadFileError(file, `is missing. ${REMEDY}`);
  }
  let modules: SealedModules;
  try {
    modules = check(openJson(text, file, { run: manifest.identity, file: MODULES }), file);
  } catch (error) {
    if (!(error instanceof BadFileError)) throw error;
    throw new BadFileError(file, `${error.problem} ${REMEDY}`);
  }
  const wanted = manifest.sums.modules;
  // Runs from before checksums of packages have their version instead.
  const different = Object.entries(sumsOf(modules)).find(
    ([name, sum]) => wanted[name] !== sum && (name in wanted || name in modules.files),
  );
  const missing = Object.keys(wanted).find((name) => !(name in modules.sums));
  const wrong = different?.[0] ?? missing;
  if (wrong !== undefined) throw new BadFileError(file, `contains another ${wrong} than run.json. ${REMEDY}`);
  return modules;
}

const REMEDY = 'Run the spec again to restore it.';
