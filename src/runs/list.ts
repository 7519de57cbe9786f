// Lists the runs in a folder. A broken run does not hide the others.
import fs from 'node:fs';
import path from 'node:path';
import { errorCode } from './atomic';
import { messageOf } from './error-message';
import { nearEnd, readEvents } from './events';
import { readLabel } from './label';
import { logFile, manifestFile } from './layout';
import { readManifest } from './manifest';
import { isSamePath, specPlace } from './places';
import { isHidden } from './run-name';
import { readStatus, watched, type Observer, type RunStatus } from './state';

export interface RunListing extends RunStatus {
  readonly name: string;
  readonly path: string;
  readonly title?: string;
  /** ISO 8601; for an unreadable directory, the time of its last change. */
  readonly createdAt: string;
  readonly identity?: string;
  /** The current location of the spec (`specPlace`); absent if it is missing. */
  readonly specPath?: string;
  readonly trials?: number;
  readonly rounds?: number;
  /** The user-given name. */
  readonly label?: string;
  readonly tags: readonly string[];
}

/**
 * The runs in `runsFolder`, newest first; none if the folder does not exist. Lists unreadable directories as failed,
 * with the reason.
 */
export function listRuns(runsFolder: string, observer: Observer = {}): readonly RunListing[] {
  return newestFirst(runFolders(runsFolder).map((folder) => listing(folder, observer)));
}

/** Whether a run started from the spec in this file. */
export const isOfSpec = ({ specPath }: Pick<RunListing, 'specPath'>, file: string): boolean =>
  specPath !== undefined && isSamePath(specPath, file);

/** Whether a link leads to a folder: a run may be elsewhere, with a link in the runs folder. */
const isFolder = (link: string): boolean => {
  try {
    return fs.statSync(link).isDirectory();
  } catch {
    return false;
  }
};

/** The folders in a runs folder that may be runs, including links to folders. */
export function runFolders(runsFolder: string): readonly string[] {
  try {
    return fs
      .readdirSync(runsFolder, { withFileTypes: true })
      .filter((entry) => !isHidden(entry.name))
      .map((entry) => ({ entry, folder: path.join(runsFolder, entry.name) }))
      .filter(({ entry, folder }) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(folder)))
      .map(({ folder }) => folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

export const newestFirst = <R extends RunListing>(runs: readonly R[]): readonly R[] =>
  runs.toSorted((a, b) =>
    a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.name < b.name ? -1 : 1,
  );

/** The listing of one run. */
export function listing(runDir: string, observer: Observer = {}): RunListing {
  try {
    const manifest = readManifest(runDir);
    const { name, title, createdAt, identity, trials, rounds } = manifest;
    const specPath = specPlace(runDir, manifest);
    return {
      name,
      path: runDir,
      ...(title === undefined ? {} : { title }),
      createdAt,
      identity,
      ...(specPath !== undefined && { specPath }),
      trials,
      rounds: rounds.length - 1,
      ...labelOf(runDir),
      ...readStatus(runDir, observer),
    };
  } catch (error) {
    return {
      name: path.basename(runDir),
      path: runDir,
      createdAt: fs.statSync(runDir, { throwIfNoEntry: false })?.mtime.toISOString() ?? '',
      ...{ finished: 0, total: 0, stopping: false, tags: [] },
      ...(withoutManifest(runDir, observer) ?? { state: 'failed', message: messageOf(error) }),
    };
  }
}

/** The status of a run whose start has not written the manifest yet, or was killed before. */
function withoutManifest(runDir: string, observer: Observer): ReturnType<typeof watched> {
  try {
    if (fs.existsSync(manifestFile(runDir))) return undefined;
    const hasBegun = readEvents(runDir, nearEnd(runDir)).events.length > 0;
    const killed = { state: 'interrupted', message: NEVER_BEGAN } as const;
    return watched(runDir, observer) ?? (fs.existsSync(logFile(runDir)) && !hasBegun ? killed : undefined);
  } catch {
    return undefined;
  }
}

const NEVER_BEGAN = 'The run was ended while it started. Run its spec again.';

function labelOf(runDir: string): Pick<RunListing, 'label' | 'tags'> {
  const { name, tags } = readLabel(runDir);
  return { ...(name !== undefined && { label: name }), tags };
}
