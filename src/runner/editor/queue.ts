// The queue of waiting runs. Ticket stores it in the workspace state, so it survives a restart of the editor.
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import type { Queued, QueuedRun } from '../../runs/editor/tree';
import { specName } from '../../runs/run-name';
import { isLive } from '../../runs/watch';
import { launch, type Job } from './launch';

const KEY = 'ticket.queue';

/** A run that did not start. */
export interface Failure {
  readonly job: Job;
  readonly error: unknown;
}

export interface Queue extends Queued {
  /** Appends runs, skipping those that already wait or train. Returns the number appended. */
  add(jobs: readonly Job[]): Promise<number>;
  remove(ids: readonly string[]): Promise<void>;
  /** Moves a run by places, towards the front if `by` is negative. */
  move(id: string, by: number): Promise<void>;
  /** Runs that are starting; `over` resolves once a run is listed, or did not start. */
  starting(): readonly (QueuedRun & { readonly over: Promise<void> })[];
  /** The user ends the run: if it is starting, the failure of that start is expected. */
  ending(id: string): void;
  /** Starts as many runs as the limit allows. */
  pump(): void;
}

/**
 * @param most the maximum number of runs at once
 * @param tell receives the message of each start
 * @param fail receives the starts that failed one after another, once no other start follows
 */
export function makeQueue(
  context: vscode.ExtensionContext,
  runs: OpenRuns,
  most: () => number,
  tell: (job: Job, said: string) => void,
  fail: (failures: readonly Failure[]) => void,
): Queue {
  const changed = new vscode.EventEmitter<undefined>();
  let jobs: readonly Job[] = context.workspaceState.get<readonly Job[]>(KEY, []);
  /** Runs that were started, but are not listed as live yet. */
  const starting = new Map<string, { readonly job: Job; readonly over: Promise<void> }>();
  let failures: readonly Failure[] = [];
  /** Starting runs that the user ended. */
  const ended = new Set<string>();
  /** Runs that this queue started in this session. */
  const started = new Set<string>();
  /** False until the first scan shows which runs are live. */
  let isReady = false;

  const keep = async (next: readonly Job[]): Promise<void> => {
    jobs = next;
    changed.fire(undefined);
    await context.workspaceState.update(KEY, jobs);
  };
  const isBusy = (runDir: string): boolean => {
    const run = runs.find(runDir);
    return starting.has(runDir) || (run !== undefined && isLive(run));
  };
  const working = (): number => {
    const live = runs
      .all()
      .filter(isWorkedOnHere)
      .map(({ path }) => path);
    return new Set([...live, ...starting.keys()]).size;
  };
  const begin = async (job: Job): Promise<void> => {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => (end = resolve));
    starting.set(job.runDir, { job, over });
    started.add(job.runDir);
    runs.expect(job.runDir, {
      specPath: job.specPath,
      ...(job.title !== '' && { difference: job.title }),
    });
    try {
      await keep(jobs.filter(({ runDir }) => runDir !== job.runDir));
      tell(job, await launch(context, job));
    } catch (error) {
      if (!ended.has(job.runDir)) failures = [...failures, { job, error }];
    }
    await runs.look();
    starting.delete(job.runDir);
    ended.delete(job.runDir);
    end();
    pump();
    if (starting.size > 0 || failures.length === 0) return;
    fail(failures);
    failures = [];
  };
  const pump = (): void => {
    if (!vscode.workspace.isTrusted || !isReady) return;
    for (const job of jobs) {
      if (isBusy(job.runDir)) void keep(jobs.filter((one) => one !== job));
      else if (working() < most()) void begin(job);
    }
  };

  context.subscriptions.push(
    changed,
    runs.onDidChange(pump),
    vscode.workspace.onDidGrantWorkspaceTrust(pump),
  );
  void runs.look().then(() => {
    isReady = true;
    pump();
  });
  return {
    all: () => jobs.map(queuedOf),
    starting: () => [...starting.values()].map(({ job, over }) => ({ ...queuedOf(job), over })),
    isActive: () => jobs.length > 0 || [...started].some(isBusy),
    onDidChange: changed.event,
    pump,
    async add(more) {
      const fresh = more.filter(
        ({ runDir }, i) =>
          !isBusy(runDir) &&
          !jobs.some((one) => one.runDir === runDir) &&
          more.findIndex((one) => one.runDir === runDir) === i,
      );
      await keep([...jobs, ...fresh]);
      pump();
      return fresh.length;
    },
    ending(id) {
      if (starting.has(id)) ended.add(id);
    },
    remove: (ids) => keep(jobs.filter(({ runDir }) => !ids.includes(runDir))),
    async move(id, by) {
      const from = jobs.findIndex(({ runDir }) => runDir === id);
      const job = jobs[from];
      if (!job) return;
      const others = jobs.filter((one) => one !== job);
      await keep(others.toSpliced(Math.max(0, from + by), 0, job));
    },
  };
}

const queuedOf = ({ runDir, specPath, title }: Job): QueuedRun => ({
  id: runDir,
  specPath,
  title: title || specName(specPath),
});

/** A run on another machine does not count towards this machine's limit. */
export const isWorkedOnHere = (run: OpenRun): boolean => isLive(run) && run.holder?.host === hostname();
