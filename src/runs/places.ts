// Finding a run's spec where its project is now: the project may have been moved, renamed or copied since the start.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { specSum } from './manifest';
import { readRegular, TooLargeError } from './regular-file';
import { MOST } from './run-file';
import type { RunManifest } from './types';

type Placed = Pick<RunManifest, 'specPath' | 'specFromRun' | 'sums'>;

/** The project that a run lies in: the folder with `.ticket/runs`. Runs that are kept elsewhere have none. */
export function projectOf(runDir: string): string | undefined {
  const runs = path.dirname(path.resolve(runDir));
  const ticket = path.dirname(runs);
  const isIn = path.basename(runs) === 'runs' && path.basename(ticket) === '.ticket';
  return isIn ? path.dirname(ticket) : undefined;
}

/** Whether a file lies in a folder or below it, by their paths. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** A path by which to find it again: a file system may keep another form of accented letters (NFD) than one that types. */
export const pathKey = (file: string): string => file.normalize('NFC');

export const isSamePath = (one: string, other: string): boolean => pathKey(one) === pathKey(other);

/** A spec's path as its run sees it, with `/` on every system: it stays true when both are moved together. */
export const fromRun = (runDir: string, file: string): string =>
  path.relative(path.resolve(runDir), path.resolve(file)).replaceAll('\\', '/');

/**
 * Where the spec of a run can be, the likeliest place first: where it is as seen from the run directory, then where it
 * was at the last start. A manifest without the first leaves the ends of the old path, the longest first, each below
 * the run's project.
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
 * The file of a run's spec, for whoever shows or opens it; it may have been edited since. An end of the old path is a
 * guess, so a file there counts before the old place only where it has the sum of the frozen spec.
 */
export function specPlace(runDir: string, manifest: Placed): string | undefined {
  const { specPath, specFromRun, sums } = manifest;
  const there = specPlaces(runDir, manifest).filter(isFile);
  if (specFromRun !== undefined) return there[0];
  const isFrozen = (file: string): boolean => {
    try {
      return specSum(readRegular(file, MOST.note).toString('utf8')) === sums.spec;
    } catch {
      // Too large to be a spec, gone by now, or not ours to read.
      return false;
    }
  };
  return there.find(isFrozen) ?? there.find((file) => file === specPath) ?? there[0];
}

/** What a folder has of the files that are wanted from it. */
export interface Held {
  /** Names of files that are not there. */
  readonly gone: readonly string[];
  /** Names of files that have another sum. */
  readonly changed: readonly string[];
}

/** Compares the files in a folder with their SHA-256 by name; a name may lead out of the folder. */
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
    // No module that a run was started with has so many bytes.
    if (error instanceof TooLargeError) return false;
    throw error;
  }
}

/** Whether there is a regular file, links followed. */
export function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
