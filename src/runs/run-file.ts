// Opens files of a run: only regular files in real folders, up to the size that writers produce. A run may come from
// an untrusted source, where a pipe could block and a link could lead out of it. All access to run files goes through
// here.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { errorCode } from './atomic';
import { BadFileError } from './json';
import {
  kindOf,
  MOST_BYTES,
  NOFOLLOW,
  NONBLOCK,
  NotAFileError,
  readPart,
  readWhole,
  TooLargeError,
  withRegular,
  type Opened,
} from './regular-file';

/** Size limits in bytes, far above what Ticket writes. */
export const MOST = {
  /** Lock, heartbeat, request, label; also the user's spec, which has at most 150,000 characters. */
  note: 2 ** 20,
  /** Spec, manifest, commits, metrics: below Node's maximum string length. */
  text: 2 ** 28,
  tensors: MOST_BYTES,
} as const;

type Wanted = 'a file' | 'a folder';

const MOVE_AWAY = 'Move it away.';
const PART_BYTES = 2 ** 20;

/** A read failed with a system error, which says nothing about the content. */
export class ReadError extends Error {
  constructor(file: string, cause: unknown) {
    const why =
      errorCode(cause) === 'EACCES' ? 'permission is denied. Change its permissions.' : String(cause);
    super(`Cannot read ${file}: ${why}`, { cause });
  }
}

function reading<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw errorCode(error) === undefined ? error : new ReadError(file, error);
  }
}

function lookAt(place: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(place, { throwIfNoEntry: false });
  } catch (error) {
    // A file is in the place of the run directory.
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw new ReadError(place, error);
  }
}

const notA = (wanted: Wanted, stat: fs.Stats): string => `is ${kindOf(stat)}, not ${wanted}.`;

/** The problem if a path has the wrong file type; undefined if the type is right or nothing exists there. */
export function wrongKind(place: string, wanted: Wanted): string | undefined {
  const stat = lookAt(place);
  return stat === undefined || kindOf(stat) === wanted ? undefined : notA(wanted, stat);
}

/**
 * Requires that all folders between a run and one of its files are real, so that nothing outside the run is read or
 * written. The run directory itself may be reached through a link.
 *
 * @throws {BadFileError} naming the first part of the path that is not a folder.
 */
export function needFolders(runDir: string, file: string): void {
  let place = runDir;
  const [first = '', ...inside] = path.relative(runDir, path.dirname(file)).split(path.sep);
  if (first === '..' || path.isAbsolute(first)) throw new BadFileError(file, 'is outside the run.');
  for (const name of [first, ...inside].filter(Boolean)) {
    place = path.join(place, name);
    const wrong = wrongKind(place, 'a folder');
    if (wrong !== undefined) throw new BadFileError(place, `${wrong} ${MOVE_AWAY}`);
  }
}

/**
 * Whether a path of a run exists.
 *
 * @throws {BadFileError} as {@link needFolders} does.
 */
export function isThere(runDir: string, file: string): boolean {
  needFolders(runDir, file);
  return lookAt(file) !== undefined;
}

/**
 * Opens a file of a run for `work`; undefined if it does not exist.
 *
 * @throws {BadFileError} if it is not a regular file, or its path leads out of the run.
 * @throws {ReadError} if the read fails.
 */
export function withFile<T>(
  runDir: string,
  file: string,
  work: (descriptor: number, sizeBytes: number) => T,
  remedy = MOVE_AWAY,
): T | undefined {
  return opened(runDir, file, ({ descriptor, sizeBytes }) => work(descriptor, sizeBytes), remedy);
}

function opened<T>(
  runDir: string,
  file: string,
  work: (opened: Opened) => T,
  remedy = MOVE_AWAY,
): T | undefined {
  needFolders(runDir, file);
  try {
    return withRegular(file, work, { noLinks: true });
  } catch (error) {
    if (error instanceof NotAFileError || error instanceof TooLargeError)
      throw new BadFileError(file, `${error.problem} ${remedy}`);
    // Lock files may disappear meanwhile, and a file may be in the place of the run directory.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw errorCode(error) === undefined ? error : new ReadError(file, error);
  }
}

/**
 * The bytes of a file of a run; undefined if it does not exist.
 *
 * @throws {BadFileError} if it is not a regular file or has more than `mostBytes`.
 * @throws {ReadError} if the read fails.
 */
export const readFileIn = (
  runDir: string,
  file: string,
  mostBytes: number,
  remedy?: string,
): Buffer | undefined => opened(runDir, file, (one) => readWhole(file, one, mostBytes), remedy);

/** The text of a file of a run, as {@link readFileIn} reads it. */
export const readTextIn = (
  runDir: string,
  file: string,
  mostBytes: number = MOST.text,
  remedy?: string,
): string | undefined => readFileIn(runDir, file, mostBytes, remedy)?.toString('utf8');

/** Lower-case hex SHA-256 of a file of a run, read in parts; undefined if it does not exist. */
export function sha256In(runDir: string, file: string): string | undefined {
  return withFile(runDir, file, (descriptor, sizeBytes) => {
    if (sizeBytes > MOST.tensors) throw new TooLargeError(file, sizeBytes, MOST.tensors);
    const hash = createHash('sha256');
    for (let at = 0; at < sizeBytes; at += PART_BYTES)
      hash.update(readPart(descriptor, at, Math.min(PART_BYTES, sizeBytes - at)));
    return hash.digest('hex');
  });
}

/**
 * The entries of a folder of a run; none if it does not exist.
 *
 * @throws {BadFileError} if it is not a folder.
 * @throws {ReadError} if the read fails.
 */
export function entriesIn(runDir: string, folder: string): readonly fs.Dirent[] {
  needFolders(runDir, path.join(folder, 'entry'));
  return reading(folder, () => {
    try {
      return fs.readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  });
}

/**
 * Opens a file of a run for appending; creates a missing one. The caller closes it.
 *
 * @throws {BadFileError} if it is not a regular file.
 * @throws the system's error if opening fails.
 */
export function openToAppend(runDir: string, file: string): number {
  needFolders(runDir, file);
  const wrong = wrongKind(file, 'a file');
  if (wrong !== undefined) throw new BadFileError(file, `${wrong} ${MOVE_AWAY}`);
  const { O_WRONLY, O_APPEND, O_CREAT } = fs.constants;
  return fs.openSync(file, O_WRONLY | O_APPEND | O_CREAT | NOFOLLOW | NONBLOCK, 0o666);
}
