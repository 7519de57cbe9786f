// The runs of the open folders, with their outcomes.
import fs from 'node:fs';
import { setImmediate as breath } from 'node:timers/promises';
import * as vscode from 'vscode';
import { messageOf } from '../error-message';
import type { Outcome } from '../outcome';
import { isWithin, projectOf } from '../places';
import { specName } from '../run-name';
import type { LabelledSpec } from '../labels';
import { isLive, watchRuns, type RunsWatch, type WatchedRun } from '../watch';
import { RunLabels } from './run-labels';
import type { RunEvent } from '../types';

/** Workspace-state key for runs folders outside the open folders. */
const KEY = 'ticket.otherRuns';

export interface OpenRun extends WatchedRun {
  /** Set once the run has ended and its claims are judged. */
  readonly outcome?: Outcome;
  /** The difference to other runs of its spec, such as `seed=3`; absent if there is none. */
  readonly difference?: string;
}

/** A run's spec and label, known before the run has a manifest. */
type Expected = Pick<OpenRun, 'specPath' | 'difference'>;

export interface OpenRuns {
  /** Newest first. */
  all(): readonly OpenRun[];
  find(path: string): OpenRun | undefined;
  /** Why a runs folder is unreadable. */
  error(): string | undefined;
  /** Paths of the runs that were added, removed or changed. */
  readonly onDidChange: vscode.Event<readonly string[]>;
  /** Fires when a live run ends. */
  readonly onDidEnd: vscode.Event<OpenRun>;
  /** New events from the feed of a live run. */
  readonly onDidHear: vscode.Event<{ readonly path: string; readonly events: readonly RunEvent[] }>;
  /** Refreshes now. */
  look(): Promise<void>;
  /** Also watches a runs folder outside the open folders. */
  watch(folder: string): void;
  /** Sets the spec and label of a new run, which has no manifest yet. Its manifest and label replace them. */
  expect(path: string, expected: Expected): void;
}

/**
 * @param foldersOf the runs folders of the open folders; `error` reports what it throws
 * @param judge reads a run's outcome; undefined if there is none
 * @param readSpec reads a run's frozen spec
 */
export function openRuns(
  { subscriptions, workspaceState }: vscode.ExtensionContext,
  foldersOf: () => readonly string[],
  judge: (run: WatchedRun) => Promise<Outcome | undefined>,
  readSpec: (runDir: string) => LabelledSpec,
): OpenRuns {
  const others = (): readonly string[] => workspaceState.get<readonly string[]>(KEY, []);
  const watches = new Map<string, RunsWatch>();
  const outcomes = new Map<string, { readonly of: string; readonly outcome: Outcome | undefined }>();
  const wereLive = new Set<string>();
  const expected = new Map<string, Expected>();
  const changed = new vscode.EventEmitter<readonly string[]>();
  const ended = new vscode.EventEmitter<OpenRun>();
  const heard = new vscode.EventEmitter<{ readonly path: string; readonly events: readonly RunEvent[] }>();

  const labels = new RunLabels(
    () => watched().map(withOwnSpec),
    readSpec,
    (paths) => changed.fire(paths),
  );
  /** The run under the name of its spec, also before it has a manifest. */
  const named = (run: WatchedRun): WatchedRun => {
    const { specPath } = expected.get(run.path) ?? {};
    if (run.specPath !== undefined || specPath === undefined) return run;
    return { ...run, specPath, name: specName(specPath) };
  };
  const withOutcome = (run: WatchedRun): OpenRun => {
    const outcome = outcomes.get(run.path)?.outcome;
    const difference = labels.of(run.path) ?? expected.get(run.path)?.difference;
    return {
      ...withOwnSpec(named(run)),
      ...(outcome && { outcome }),
      ...(difference !== undefined && { difference }),
    };
  };
  const watched = (): readonly WatchedRun[] => [...watches.values()].flatMap((watch) => watch.runs());
  const all = (): readonly OpenRun[] => watched().map(withOutcome);
  const find = (path: string): OpenRun | undefined => {
    const run = [...watches.values()].map((watch) => watch.find(path)).find((one) => one !== undefined);
    return run && withOutcome(run);
  };

  const waiting = new Set<string>();
  let isJudging = false;
  /** Judges one run at a time, with pauses, because there may be hundreds. */
  const judgeWaiting = async (): Promise<void> => {
    if (isJudging) return;
    isJudging = true;
    for (const path of waiting) {
      waiting.delete(path);
      const run = find(path);
      if (!run) continue;
      outcomes.set(path, { of: versionOf(run), outcome: await judge(run).catch(() => undefined) });
      changed.fire([path]);
      if (wereLive.delete(path)) ended.fire(find(path) ?? run);
      await breath();
    }
    isJudging = false;
  };

  const look = (paths: readonly string[]): void => {
    for (const path of paths) {
      const run = find(path);
      if (!run) {
        outcomes.delete(path);
        wereLive.delete(path);
      } else if (isLive(run)) wereLive.add(path);
      else if (hasNumbers(run) && outcomes.get(path)?.of !== versionOf(run)) waiting.add(path);
      else if (wereLive.delete(path)) ended.fire(run);
    }
    void judgeWaiting();
    void labels.update();
  };

  let folderError: string | undefined;
  const open = (): void => {
    let folders = others();
    try {
      folderError = undefined;
      folders = [...foldersOf(), ...folders];
    } catch (error) {
      folderError = messageOf(error);
    }
    for (const [folder, watch] of watches) {
      if (folders.includes(folder)) continue;
      watch.dispose();
      watches.delete(folder);
      changed.fire(watch.runs().map(({ path }) => path));
    }
    for (const folder of folders) {
      if (watches.has(folder)) continue;
      const watch = watchRuns(folder);
      watch.onChange(({ paths, events }) => {
        for (const [path, told] of events) heard.fire({ path, events: told });
        changed.fire(paths);
        look(paths);
      });
      watches.set(folder, watch);
    }
  };
  void workspaceState.update(
    KEY,
    others().filter((folder) => fs.existsSync(folder)),
  );
  open();
  subscriptions.push(
    changed,
    ended,
    heard,
    vscode.workspace.onDidChangeWorkspaceFolders(open),
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration('ticket.runsFolder') && open(),
    ),
    {
      dispose: () => watches.forEach((watch) => watch.dispose()),
    },
  );
  return {
    all,
    find,
    error: () =>
      folderError ?? [...watches.values()].map((watch) => watch.error()).find((one) => one !== undefined),
    onDidChange: changed.event,
    onDidEnd: ended.event,
    onDidHear: heard.event,
    watch(folder) {
      if (watches.has(folder)) return;
      void workspaceState.update(KEY, [...others(), folder]);
      open();
    },
    expect: (path, what) => void expected.set(path, what),
    async look() {
      await Promise.all([...watches.values()].map((watch) => watch.look()));
    },
  };
}

/**
 * The run without its spec path, unless the spec lies in an open folder or in the run's project. A manifest may name
 * any file, and consumers open the path.
 */
function withOwnSpec(run: WatchedRun): WatchedRun {
  const { specPath, ...rest } = run;
  if (specPath === undefined) return run;
  const project = projectOf(run.path);
  const isOpen = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(specPath)) !== undefined;
  return isOpen || (project !== undefined && isWithin(project, specPath)) ? run : rest;
}

const hasNumbers = ({ state }: WatchedRun): boolean => state === 'finished' || state === 'diverged';

/** A version of the run that changes whenever its outcome may change. */
const versionOf = ({ state, finished, total, trials, rounds }: WatchedRun): string =>
  [state, finished, total, trials, rounds].join(' ');
