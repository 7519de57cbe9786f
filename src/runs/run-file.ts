// The one way to the files of a run: regular files in real folders, no larger than a writer makes them. A run can come
// from anywhere: a pipe in it would never answer, and a link would lead out of it.
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

/** Largest sizes in bytes, far above what Ticket writes. */
export const MOST = {
  /** Lock, heartbeat, request, label; also the spec beside a run, which has 150,000 characters at most. */
  note: 2 ** 20,
  /** Spec, manifest, commits, metrics: less than the longest text that Node can have. */
  text: 2 ** 28,
  tensors: MOST_BYTES,
} as const;

type Wanted = 'a file' | 'a folder';

const MOVE_AWAY = 'Move it away.';
const PART_BYTES = 2 ** 20;

/** The system refuses to read a file: it says nothing about the content. */
export class ReadError extends Error {
  constructor(file: string, cause: unknown) {
    const why = errorCode(cause) === 'EACCES' ? 'permission is denied. Change its rights.' : String(cause);
    super(`${file} cannot be read: ${why}`, { cause });
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
    // A file in place of the run's folder.
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw new ReadError(place, error);
  }
}

const notA = (wanted: Wanted, stat: fs.Stats): string => `is ${kindOf(stat)}, not ${wanted}.`;

/** The problem of a place where the wrong kind of thing stands; undefined where the right kind or nothing does. */
export function wrongKind(place: string, wanted: Wanted): string | undefined {
  const stat = lookAt(place);
  return stat === undefined || kindOf(stat) === wanted ? undefined : notA(wanted, stat);
}

/**
 * Holds the way from a run to one of its files to real folders, so that nothing is read or written outside of the run.
 * The run's own folder may be reached by a link.
 *
 * @throws {BadFileError} naming the first part of the way that is something else.
 */
export function needFolders(runDir: string, file: string): void {
  let place = runDir;
  const [first = '', ...inside] = path.relative(runDir, path.dirname(file)).split(path.sep);
  if (first === '..' || path.isAbsolute(first)) throw new BadFileError(file, 'lies outside of the run.');
  for (const name of [first, ...inside].filter(Boolean)) {
    place = path.join(place, name);
    const wrong = wrongKind(place, 'a folder');
    if (wrong !== undefined) throw new BadFileError(place, `${wrong} ${MOVE_AWAY}`);
  }
}

/**
 * Whether anything stands at a place of a run.
 *
 * @throws {BadFileError} as {@link needFolders} does.
 */
export function isThere(runDir: string, file: string): boolean {
  needFolders(runDir, file);
  return lookAt(file) !== undefined;
}

/**
 * Opens a file of a run for `work`; undefined where there is none.
 *
 * @throws {BadFileError} where something else than a regular file stands there, or the way to it leads elsewhere.
 * @throws {ReadError} where the system refuses.
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
    // Files of a lock go while others look, and a file may stand in the place of the run's folder.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw errorCode(error) === undefined ? error : new ReadError(file, error);
  }
}

/**
 * The bytes of a file of a run; undefined where there is none.
 *
 * @throws {BadFileError} where it is no regular file or has more than `mostBytes`.
 * @throws {ReadError} where the system refuses.
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

/** Lower-case hex SHA-256 of a file of a run, which is read in parts; undefined where there is none. */
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
 * The entries of a folder of a run; none where it is not there.
 *
 * @throws {BadFileError} where something else stands there.
 * @throws {ReadError} where the system refuses.
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
 * Opens a file of a run to append to it, a new one where there is none. The caller closes it.
 *
 * @throws {BadFileError} where something else than a regular file stands there.
 * @throws the system's error where it refuses.
 */
export function openToAppend(runDir: string, file: string): number {
  needFolders(runDir, file);
  const wrong = wrongKind(file, 'a file');
  if (wrong !== undefined) throw new BadFileError(file, `${wrong} ${MOVE_AWAY}`);
  const { O_WRONLY, O_APPEND, O_CREAT } = fs.constants;
  return fs.openSync(file, O_WRONLY | O_APPEND | O_CREAT | NOFOLLOW | NONBLOCK, 0o666);
}
