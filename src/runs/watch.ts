// Watches the runs of a folder, whoever started them: polls every second, and at once when the system reports a
// change. Skips unchanged runs, and reads only the end of long feeds.
import fs from 'node:fs';
import { setImmediate as breath } from 'node:timers/promises';
import { messageOf } from './error-message';
import { nearEnd, readEvents, type EventCursor } from './events';
import { controlFile, eventsFile, heartbeatFile, labelFile, lockFile, manifestFile } from './layout';
import { claimFile, claimedFences } from './lock-record';
import { listing, newestFirst, runFolders, type RunListing } from './list';
import { readManifest } from './manifest';
import { isThere } from './run-file';
import { tally, type Progress, type Tally } from './tally';
import type { RunEvent } from './types';

export interface WatchedRun extends RunListing {
  /** Present if the run is active. */
  readonly progress?: Progress;
}

export interface RunsWatch {
  /** Newest first; empty before the first scan. */
  readonly runs: () => readonly WatchedRun[];
  find(path: string): WatchedRun | undefined;
  /** Called with the paths of new, removed and changed runs, and the new events of active ones. */
  onChange(listener: (change: RunsChange) => void): void;
  /** Why the folder cannot be read; undefined if it can, or does not exist. */
  error(): string | undefined;
  /** Starts a scan of all runs; resolves when it is done. */
  look(): Promise<void>;
  dispose(): void;
}

export interface RunsChange {
  readonly paths: readonly string[];
  readonly events: ReadonlyMap<string, readonly RunEvent[]>;
}

const LIVE_MS = 1000;
const QUIET_MS = 3000;
/** Delay after a change reported by the system. */
const SOON_MS = 200;
/** Time after which to yield to other tasks. */
const SLICE_MS = 12;

interface Kept {
  readonly mark: string;
  readonly run: WatchedRun;
  readonly follow?: Follow;
}

interface Follow {
  readonly counted: Tally;
  readonly cursor: EventCursor;
}

export const isLive = ({ state }: RunListing): boolean => state === 'running' || state === 'stuck';

/** Whether a start would continue the run where it ended. */
export const isResumable = ({ state, total }: RunListing): boolean =>
  ['stopped', 'interrupted', 'failed'].includes(state) && total > 0;

export function watchRuns(folder: string): RunsWatch {
  const kept = new Map<string, Kept>();
  const listeners: ((change: RunsChange) => void)[] = [];
  const watchers = new Map<string, fs.FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  /** Time of the next scan. */
  let due = 0;
  let looking = Promise.resolve();
  let lastError: string | undefined;
  let isDisposed = false;

  const foldersNow = (): readonly string[] => {
    try {
      const found = runFolders(folder);
      lastError = undefined;
      return found;
    } catch (error) {
      lastError = messageOf(error);
      return [];
    }
  };
  /** Reads a run if it may have changed. One that cannot be read, such as one being deleted, is read next time. */
  const readOrSay = (path: string, before: Kept | undefined): ReturnType<typeof readRun> | undefined => {
    try {
      const mark = markOf(path);
      return before?.mark === mark && !isLive(before.run) ? undefined : readRun(path, mark, before);
    } catch (error) {
      lastError = messageOf(error);
      return undefined;
    }
  };
  const lookOnce = async (): Promise<void> => {
    let paths: string[] = [];
    let events = new Map<string, readonly RunEvent[]>();
    const tell = (isNews = paths.length + events.size > 0): void => {
      if (!isNews || isDisposed) return;
      const change = { paths, events };
      paths = [];
      events = new Map();
      for (const listener of listeners) listener(change);
    };
    const errorBefore = lastError;
    const folders = foldersNow();
    const gone = [...kept.keys()].filter((path) => !folders.includes(path));
    for (const path of gone) kept.delete(path);
    paths.push(...gone);
    let since = performance.now();
    for (const path of latestFirst(folders)) {
      const before = kept.get(path);
      const read = readOrSay(path, before);
      if (!read) continue;
      const { told, ...now } = read;
      kept.set(path, now);
      if (told.length > 0) events.set(path, told);
      if (JSON.stringify(now.run) !== JSON.stringify(before?.run)) paths.push(path);
      if (performance.now() - since < SLICE_MS) continue;
      tell();
      await breath();
      since = performance.now();
      if (isDisposed) return;
    }
    tell(lastError !== errorBefore || paths.length + events.size > 0);
    watch();
  };
  /** Scans run one after another: an earlier one may have passed a run that has changed since. */
  const look = (): Promise<void> => {
    looking = looking.then(lookOnce).finally(() => later());
    return looking;
  };
  const later = (ms = [...kept.values()].some(({ run }) => isLive(run)) ? LIVE_MS : QUIET_MS): void => {
    clearTimeout(timer);
    if (isDisposed) return;
    due = performance.now() + ms;
    timer = setTimeout(() => void look(), ms).unref();
  };
  /** Schedules an early scan; a run that writes constantly cannot postpone it forever. */
  const soon = (): void => {
    if (performance.now() + SOON_MS < due) later(SOON_MS);
  };
  /** Watches the folder and the active runs; if the system cannot watch them, polling suffices. */
  const watch = (): void => {
    const wanted = [
      folder,
      ...[...kept.values()].filter(({ run }) => isLive(run)).map(({ run }) => run.path),
    ];
    for (const [path, watcher] of watchers)
      if (!wanted.includes(path)) {
        watcher.close();
        watchers.delete(path);
      }
    for (const path of wanted) {
      if (watchers.has(path) || isDisposed) continue;
      try {
        const watcher = fs.watch(path, { persistent: false }, soon);
        watcher.on('error', () => {
          watcher.close();
          watchers.delete(path);
        });
        watchers.set(path, watcher);
      } catch {
        // It does not exist yet, or the system has no more watches.
      }
    }
  };

  later(0);
  return {
    runs: () => newestFirst([...kept.values()].map(({ run }) => run)),
    find: (path) => kept.get(path)?.run,
    error: () => lastError,
    onChange: (listener) => void listeners.push(listener),
    look,
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

/** The current state of a run, and its new events. */
function readRun(path: string, mark: string, before: Kept | undefined): Kept & { told: readonly RunEvent[] } {
  const run = listing(path);
  if (!isLive(run))
    return { mark, run, told: before?.follow ? readEvents(path, before.follow.cursor).events : [] };
  const { events, next } = readEvents(path, before?.follow?.cursor ?? nearEnd(path));
  // A run that starts has no manifest yet.
  if (!before?.follow && !isThere(path, manifestFile(path))) return { mark, run, told: [] };
  const counted = before?.follow?.counted ?? begun(run, events);
  for (const event of events) counted.take(event);
  return { mark, run: { ...run, progress: counted.now() }, follow: { counted, cursor: next }, told: events };
}

/** A tally for a run first seen now. Its finished networks already count, so subtract those that the events repeat. */
function begun({ path, finished }: RunListing, events: readonly RunEvent[]): Tally {
  const told = events.filter(({ type }) => type === 'cell-finished').length;
  return tally(readManifest(path), { finished: Math.max(0, finished - told) });
}

/** A fingerprint of the files behind a run's state: sizes and times of change. */
const markOf = (path: string): string =>
  [
    ...[manifestFile, lockFile, eventsFile, controlFile, heartbeatFile, labelFile].map((fileOf) =>
      fileOf(path),
    ),
    // A claim makes a run active before anything else in it changes.
    ...claimedFences(path).map((fence) => claimFile(path, fence)),
  ]
    .map((file) => {
      const stat = fs.statSync(file, { throwIfNoEntry: false });
      return stat ? `${stat.mtimeMs}/${stat.size}` : '';
    })
    .join(' ');

/** Sorts the latest changed runs first, which users look for. */
function latestFirst(folders: readonly string[]): readonly string[] {
  const times = new Map(
    folders.map((path) => [path, fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0]),
  );
  return folders.toSorted((a, b) => (times.get(b) ?? 0) - (times.get(a) ?? 0));
}
