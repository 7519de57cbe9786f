// The runs of the open folders, and what each has come to.
import fs from 'node:fs';
import { setImmediate as breath } from 'node:timers/promises';
import * as vscode from 'vscode';
import { messageOf } from '../error-message';
import type { Outcome } from '../outcome';
import { isWithin, projectOf } from '../places';
import { isLive, watchRuns, type RunsWatch, type WatchedRun } from '../watch';
import type { RunEvent } from '../types';

/** Folders of runs that belong to no open folder. */
const KEY = 'ticket.otherRuns';

export interface OpenRun extends WatchedRun {
  /** Once it has ended, and its claims have been looked at. */
  readonly outcome?: Outcome;
}

export interface OpenRuns {
  /** Newest first. */
  all(): readonly OpenRun[];
  find(path: string): OpenRun | undefined;
  /** Why a folder of runs cannot be read. */
  trouble(): string | undefined;
  /** The paths of those that are new, gone or different. */
  readonly onDidChange: vscode.Event<readonly string[]>;
  /** Somebody worked on it, and nobody does any more. */
  readonly onDidEnd: vscode.Event<OpenRun>;
  /** What the feed of a run that is worked on has said. */
  readonly onDidHear: vscode.Event<{ readonly path: string; readonly events: readonly RunEvent[] }>;
  /** Looks now. */
  look(): Promise<void>;
  /** Watches one more folder of runs: that of a spec that lies in no open folder. */
  watch(folder: string): void;
}

/**
 * @param foldersOf where the runs of the open folders are; what it throws is told in their place
 * @param judge reads what a run has come to; undefined where that cannot be said
 */
export function openRuns(
  { subscriptions, workspaceState }: vscode.ExtensionContext,
  foldersOf: () => readonly string[],
  judge: (run: WatchedRun) => Promise<Outcome | undefined>,
): OpenRuns {
  const others = (): readonly string[] => workspaceState.get<readonly string[]>(KEY, []);
  const watches = new Map<string, RunsWatch>();
  const outcomes = new Map<string, { readonly of: string; readonly outcome: Outcome | undefined }>();
  const wereLive = new Set<string>();
  const changed = new vscode.EventEmitter<readonly string[]>();
  const ended = new vscode.EventEmitter<OpenRun>();
  const heard = new vscode.EventEmitter<{ readonly path: string; readonly events: readonly RunEvent[] }>();

  const withOutcome = (run: WatchedRun): OpenRun => {
    const outcome = outcomes.get(run.path)?.outcome;
    return { ...withOwnSpec(run), ...(outcome && { outcome }) };
  };
  const all = (): readonly OpenRun[] =>
    [...watches.values()].flatMap((watch) => watch.runs()).map(withOutcome);
  const find = (path: string): OpenRun | undefined => {
    const run = [...watches.values()].map((watch) => watch.find(path)).find((one) => one !== undefined);
    return run && withOutcome(run);
  };

  const waiting = new Set<string>();
  let isJudging = false;
  /** One after another, with pauses: there may be hundreds. */
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
  };

  let folderTrouble: string | undefined;
  const open = (): void => {
    let folders = others();
    try {
      folderTrouble = undefined;
      folders = [...foldersOf(), ...folders];
    } catch (error) {
      folderTrouble = messageOf(error);
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
    trouble: () =>
      folderTrouble ?? [...watches.values()].map((watch) => watch.trouble()).find((one) => one !== undefined),
    onDidChange: changed.event,
    onDidEnd: ended.event,
    onDidHear: heard.event,
    watch(folder) {
      if (watches.has(folder)) return;
      void workspaceState.update(KEY, [...others(), folder]);
      open();
    },
    async look() {
      await Promise.all([...watches.values()].map((watch) => watch.look()));
    },
  };
}

/**
 * A run without the place of its spec where that is neither in an open folder nor in the run's project: a manifest may
 * name any file, and whoever has the place opens it.
 */
function withOwnSpec(run: WatchedRun): WatchedRun {
  const { specPath, ...rest } = run;
  if (specPath === undefined) return run;
  const project = projectOf(run.path);
  const isOpen = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(specPath)) !== undefined;
  return isOpen || (project !== undefined && isWithin(project, specPath)) ? run : rest;
}

const hasNumbers = ({ state }: WatchedRun): boolean => state === 'finished' || state === 'diverged';

/** What an outcome follows from, as far as it is listed. */
const versionOf = ({ state, finished, total, trials, rounds }: WatchedRun): string =>
  [state, finished, total, trials, rounds].join(' ');
