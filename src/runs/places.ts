// Finds a run's spec although its project may have been moved, renamed or copied since the start.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { specSum } from './manifest';
import { readRegular, TooLargeError } from './regular-file';
import { MOST } from './run-file';
import type { RunManifest } from './types';

type Placed = Pick<RunManifest, 'specPath' | 'specFromRun' | 'sums'>;

/** The project of a run: the folder that contains `.ticket/runs`. Runs elsewhere have none. */
export function projectOf(runDir: string): string | undefined {
  const runs = path.dirname(path.resolve(runDir));
  const ticket = path.dirname(runs);
  const isIn = path.basename(runs) === 'runs' && path.basename(ticket) === '.ticket';
  return isIn ? path.dirname(ticket) : undefined;
}

/** Whether a file is in a folder or below it, by their paths. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** A path as a key: file systems may store accented letters in another form (NFD) than the keyboard produces. */
export const pathKey = (file: string): string => file.normalize('NFC');

export const isSamePath = (one: string, other: string): boolean => pathKey(one) === pathKey(other);

/** A spec's path relative to its run, with `/` on every system. It stays valid when both move together. */
export const fromRun = (runDir: string, file: string): string =>
  path.relative(path.resolve(runDir), path.resolve(file)).replaceAll('\\', '/');

/**
 * Possible locations of a run's spec, the likeliest first: its path relative to the run directory, then its path at
 * the last start. For manifests without the relative path, the ends of the old path, longest first, each below the
 * run's project.
 */
export function specPlaces(runDir: string, { specPath, specFromRun }: Placed): readonly string[] {
  const here =
    specFromRun === undefined ? endsBelow(projectOf(runDir), specPath) : [path.resolve(runDir, specFromRun)];
  return [...new Set([...here, specPath])];
}

function endsBelow(project: string | undefined, specPath: string): readonly string[] {
  if (project === undefined) return [];
  const steps = specPath.split(/[\\/]/).filter((step) => step !== '' && step !== '..');
  return steps.map((_, from) => path.join(project, ...steps.slice(from)));
}

/**
 * The current file of a run's spec, to show or open; it may have changed since. The end of an old path is a guess, so
 * a file there takes precedence over the old location only with the checksum of the frozen spec.
 */
export function specPlace(runDir: string, manifest: Placed): string | undefined {
  const { specPath, specFromRun, sums } = manifest;
  const there = specPlaces(runDir, manifest).filter(isFile);
  if (specFromRun !== undefined) return there[0];
  const isFrozen = (file: string): boolean => {
    try {
      return specSum(readRegular(file, MOST.note).toString('utf8')) === sums.spec;
    } catch {
      // Too large to be a spec, already removed, or not readable.
      return false;
    }
  };
  return there.find(isFrozen) ?? there.find((file) => file === specPath) ?? there[0];
}

/** The differences between the files in a folder and the expected ones. */
export interface Held {
  /** Names of missing files. */
  readonly gone: readonly string[];
  /** Names of files with another checksum. */
  readonly changed: readonly string[];
}

/** Compares the files in a folder with their SHA-256 by name. A name may lead out of the folder. */
export function heldIn(folder: string, sums: Readonly<Record<string, string>>): Held {
  const [gone, changed]: [string[], string[]] = [[], []];
  for (const [name, sum] of Object.entries(sums)) {
    const file = path.resolve(folder, name);
    if (!isFile(file)) gone.push(name);
    else if (!hasSum(file, sum)) changed.push(name);
  }
  return { gone, changed };
}

function hasSum(file: string, sum: string): boolean {
  try {
    return createHash('sha256').update(readRegular(file, MOST.text)).digest('hex') === sum;
  } catch (error) {
    // Larger than any module of a run, so its content has changed.
    if (error instanceof TooLargeError) return false;
    throw error;
  }
}

/** Whether a regular file exists, following links. */
export function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
