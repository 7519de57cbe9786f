// The one way to the files of a run: regular files in real folders, no larger than a writer makes them. A run can come
// from anywhere: a pipe in it would never answer, and a link would lead out of it.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { errorCode } from './atomic';
import { BadFileError } from './json';

/** Largest sizes in bytes, far above what Ticket writes. */
export const MOST = {
  /** Lock, heartbeat, request, label. */
  note: 2 ** 20,
  /** Spec, manifest, commits, metrics: less than the longest text that Node can have. */
  text: 2 ** 28,
  /** What Node reads at once. */
  tensors: 2 ** 31 - 1,
} as const;

type Wanted = 'a file' | 'a folder';

const MOVE_AWAY = 'Move it away.';
/** Of these Windows has none: there the look before must do. */
const flags: Readonly<Record<string, number | undefined>> = { ...fs.constants };
const SAFELY = (flags.O_NOFOLLOW ?? 0) | (flags.O_NONBLOCK ?? 0);
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

function kindOf(stat: fs.Stats): string {
  if (stat.isFile()) return 'a file';
  if (stat.isDirectory()) return 'a folder';
  if (stat.isSymbolicLink()) return 'a link';
  if (stat.isFIFO()) return 'a pipe';
  return stat.isSocket() ? 'a socket' : 'a device';
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
  needFolders(runDir, file);
  const needFile = (stat: fs.Stats): void => {
    if (!stat.isFile()) throw new BadFileError(file, `${notA('a file', stat)} ${remedy}`);
  };
  const seen = lookAt(file);
  if (!seen) return undefined;
  needFile(seen);
  return reading(file, () => {
    const descriptor = openIfThere(file);
    if (descriptor === undefined) return undefined;
    try {
      // Another thing may have come to stand there since.
      const stat = fs.fstatSync(descriptor);
      needFile(stat);
      return work(descriptor, stat.size);
    } finally {
      fs.closeSync(descriptor);
    }
  });
}

/** Files of a lock go while others look. */
function openIfThere(file: string): number | undefined {
  try {
    return fs.openSync(file, fs.constants.O_RDONLY | SAFELY);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The bytes of a file of a run; undefined where there is none.
 *
 * @throws {BadFileError} where it is no regular file or has more than `mostBytes`.
 * @throws {ReadError} where the system refuses.
 */
export function readFileIn(
  runDir: string,
  file: string,
  mostBytes: number,
  remedy = MOVE_AWAY,
): Buffer | undefined {
  return withFile(
    runDir,
    file,
    (descriptor, sizeBytes) => {
      needSize(file, sizeBytes, mostBytes, remedy);
      return readPart(descriptor, 0, sizeBytes);
    },
    remedy,
  );
}

/** The text of a file of a run, as {@link readFileIn} reads it. */
export const readTextIn = (
  runDir: string,
  file: string,
  mostBytes: number = MOST.text,
  remedy?: string,
): string | undefined => readFileIn(runDir, file, mostBytes, remedy)?.toString('utf8');

function needSize(file: string, sizeBytes: number, mostBytes: number, remedy = MOVE_AWAY): void {
  if (sizeBytes <= mostBytes) return;
  const [has, may] = [sizeBytes, mostBytes].map((bytes) => bytes.toLocaleString('en-US'));
  throw new BadFileError(file, `has ${has} bytes, more than the ${may} that Ticket reads. ${remedy}`);
}

/** As many of `count` bytes from `start` on as the file has, in memory of their own. */
export function readPart(descriptor: number, start: number, count: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(count);
  let read = 0;
  while (read < count) {
    const more = fs.readSync(descriptor, bytes, read, count - read, start + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}

/** Lower-case hex SHA-256 of a file of a run, which is read in parts; undefined where there is none. */
export function sha256In(runDir: string, file: string): string | undefined {
  return withFile(runDir, file, (descriptor, sizeBytes) => {
    needSize(file, sizeBytes, MOST.tensors);
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
  return fs.openSync(file, O_WRONLY | O_APPEND | O_CREAT | SAFELY, 0o666);
}
