// Commands that start, resume and stop runs.
import path from 'node:path';
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import { withSetting } from '../../language/setting';
import { counted } from '../../language/words';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import { nameOf } from '../../runs/editor/words';
import { isSamePath } from '../../runs/places';
import { specName } from '../../runs/run-name';
import { reopen } from '../reopen';
import { stopRun } from '../stop';
import { jobsOf, prepareShown, type Job } from './launch';
import { describeWithin } from './modules';
import { isWorkedOnHere, type Queue } from './queue';
import type { Device } from './settings';
import { isTrusted, needs, type Called, type Targets } from './target';
import { reportError } from './report-error';
import { folderOfRun, runsFolderOf, workFolder } from './work-folder';

interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly targets: Targets;
  readonly queue: Queue;
  /** Runs that the user just ended: no notification is needed. */
  readonly quiet: Set<string>;
  readonly log: vscode.LogOutputChannel;
}

/** Registers the commands on runs and on the queue. `ticket.run` resolves to its run directories. */
export function registerRunCommands(parts: Parts): vscode.Disposable {
  const { targets } = parts;
  const command = (
    name: string,
    work: (called: Called, given?: Given) => Promise<unknown>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (called: Called, given?: Given) => {
      if (!isTrusted()) return undefined;
      try {
        return await work(called, given);
      } catch (error) {
        reportError(parts.log, error);
        return;
      }
    });
  return vscode.Disposable.from(
    command('ticket.run', (called, given = {}) => runSpec(parts, called, given)),
    command('ticket.runWithOptions', async (called) => {
      const uri = await targets.spec(called, 'Run with Options');
      const given = uri && (await askOptions());
      return given && runSpec(parts, uri, given);
    }),
    command('ticket.resume', async (called) => {
      const run = await targets.run(called, 'Resume', needs.resumable);
      return run && resume(parts, run.path);
    }),
    command('ticket.stop', (called) => stop(parts, called, false)),
    command('ticket.stopNow', (called) => stop(parts, called, true)),
    command('ticket.stopAll', () => stopAll(parts)),
    command('ticket.clearQueue', () => parts.queue.remove(parts.queue.all().map(({ id }) => id))),
    command('ticket.moveUp', (called) => moveQueued(parts, called, -1)),
    command('ticket.moveDown', (called) => moveQueued(parts, called, 1)),
  );
}

/** Overrides of the spec for one run. */
export interface Given {
  /** A run directory: trains only its combination of the sweep. */
  readonly only?: string;
  readonly trials?: number;
  readonly engine?: string;
  readonly device?: Device;
}

async function runSpec(
  parts: Parts,
  called: Called,
  { trials, engine, device, only }: Given,
): Promise<readonly string[] | undefined> {
  const uri = await parts.targets.spec(called, 'Run');
  if (!uri) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty) await document.save();
  let text = document.getText();
  if (trials !== undefined) text = withSetting(text, ['trials'], trials);
  if (engine !== undefined) text = withSetting(text, ['run', 'engine'], engine);
  const folder = workFolder(uri.fsPath);
  const asked = { specPath: uri.fsPath, text, folder, ...(device && { device }) };
  const jobs = await jobsOf(parts.context, asked, runsFolderOf(folder));
  return enqueue(parts, only === undefined ? jobs : [jobOf(jobs, parts.targets.runs.find(only))]);
}

/** The job of a run: the same run, or the same combination of the sweep if the spec has changed since. */
function jobOf(jobs: readonly Job[], run: OpenRun | undefined): Job {
  const [first] = jobs;
  const job =
    jobs.find(({ runDir }) => runDir === run?.path) ??
    jobs.find(({ title }) => title === run?.difference) ??
    (first?.title === '' ? first : undefined);
  if (job) return job;
  throw new Error('The spec no longer has this combination. To train the others, run the spec.');
}

async function enqueue({ queue, targets, log }: Parts, jobs: readonly Job[]): Promise<readonly string[]> {
  const { runs } = targets;
  for (const { runDir } of jobs) runs.watch(path.dirname(runDir));
  // A run may have ended since the last scan.
  await runs.look();
  const put = await queue.add(jobs);
  log.info(`queued ${put} of ${jobs.length} runs`, ...jobs.map(({ runDir }) => runDir));
  if (put === 0) {
    const [first] = jobs;
    const isWaiting = jobs.some(({ runDir }) => queue.all().some(({ id }) => id === runDir));
    const name = first && jobs.length === 1 ? nameOfJob(first, runs) : `Each of the ${jobs.length} runs`;
    void vscode.window.showInformationMessage(`${name} is already ${isWaiting ? 'queued' : 'running'}.`);
  }
  await runs.look();
  return jobs.map(({ runDir }) => runDir);
}

/** The name of the job's run, known before the run has a manifest. */
function nameOfJob({ specPath, runDir, title }: Job, runs: OpenRuns): string {
  const run = runs.find(runDir);
  return run ? nameOf(run) : plain([specName(specPath), title].filter(Boolean).join(' '));
}

/** Resumes a run from its frozen spec. */
async function resume(parts: Parts, runDir: string): Promise<readonly string[]> {
  const { examined } = await reopen(runDir, {
    describe: (file) => describeWithin(parts.context, folderOfRun(runDir, file)),
    prepare: (one) => prepareShown(one, path.dirname(runDir)),
  });
  const { file, text } = examined;
  return enqueue(parts, [{ specPath: file, text, folder: folderOfRun(runDir, file), runDir, title: '' }]);
}

async function stop(parts: Parts, called: Called, now: boolean): Promise<string | undefined> {
  const { targets, queue } = parts;
  if (called && !(called instanceof vscode.Uri) && called.type === 'queued') {
    await queue.remove([called.queued.id]);
    return 'not running';
  }
  const run = await targets.run(called, now ? 'Stop Now' : 'Stop', needs.running);
  if (!run) return undefined;
  const { path, specPath: spec = '' } = run;
  const isOther = (one: { readonly id: string; readonly specPath: string }): boolean =>
    one.id !== path && isSamePath(one.specPath, spec);
  const waiting = queue.all().filter(isOther);
  const working = workedOn(parts).filter(isOther);
  const isAll = await asksForAll(run, waiting.length, working.length);
  if (isAll === undefined) return undefined;
  const [outcome] = await Promise.all([stopShown(parts, run, now), isAll && endRuns(parts, isOther, now)]);
  return outcome;
}

/** Whether to stop the spec's other runs too. Asks if there are any; undefined if the user cancels. */
async function asksForAll(
  { name }: OpenRun,
  waiting: number,
  training: number,
): Promise<boolean | undefined> {
  const count = waiting + training;
  if (count === 0) return false;
  const [one, all] = ['Stop This Run', `Stop All ${count + 1}`];
  const state = [...(training > 0 ? ['running'] : []), ...(waiting > 0 ? ['queued'] : [])].join(' or ');
  const them = count === 1 ? 'it' : 'them';
  const chosen = await vscode.window.showWarningMessage(
    `${counted(count, 'more run')} of ${plain(name)} ${count === 1 ? 'is' : 'are'} ${state}.`,
    {
      modal: true,
      detail: `“${all}” also stops ${them}${waiting > 0 ? ` or removes ${them} from the queue` : ''}.`,
    },
    one,
    all,
  );
  return chosen === undefined ? undefined : chosen === all;
}

async function moveQueued({ queue }: Parts, called: Called, by: number): Promise<void> {
  if (called && !(called instanceof vscode.Uri) && called.type === 'queued')
    await queue.move(called.queued.id, by);
}

/** Empties the queue, and stops all runs that start or train on this machine. */
async function stopAll(parts: Parts): Promise<void> {
  await parts.targets.runs.look();
  await endRuns(parts, () => true, false);
}

interface Worked {
  readonly id: string;
  readonly specPath: string;
  /** Present if the run is starting; resolves once it is listed, or did not start. */
  readonly over?: Promise<void>;
}

/** The runs that start or train on this machine. */
function workedOn({ targets, queue }: Parts): readonly Worked[] {
  const starting = queue.starting();
  const live = targets.runs
    .all()
    .filter((run) => isWorkedOnHere(run) && !starting.some(({ id }) => id === run.path))
    .map(({ path, specPath = '' }) => ({ id: path, specPath }));
  return [...starting, ...live];
}

/** Removes runs from the queue, and stops those that start or train. */
async function endRuns(parts: Parts, isMeant: (run: Worked) => boolean, now: boolean): Promise<void> {
  const { targets, queue } = parts;
  await queue.remove(
    queue
      .all()
      .filter(isMeant)
      .map(({ id }) => id),
  );
  const stops = workedOn(parts)
    .filter(isMeant)
    .map(async ({ id, over }) => {
      queue.ending(id);
      await over;
      const run = targets.runs.find(id);
      if (run && isWorkedOnHere(run)) await stopShown(parts, run, now);
    });
  await Promise.all(stops);
}

async function stopShown({ targets, queue, quiet, log }: Parts, run: OpenRun, now: boolean): Promise<string> {
  const { runs } = targets;
  quiet.add(run.path);
  queue.ending(run.path);
  const outcome = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Ticket: stopping ${nameOf(run)}` },
    () =>
      stopRun(
        run.path,
        (step) => {
          log.info(run.path, step);
          void runs.look();
        },
        { now },
      ),
  );
  log.info(run.path, outcome);
  await runs.look();
  return outcome;
}

/** Asks for overrides of the spec. Returns undefined if the user cancels. */
async function askOptions(): Promise<Given | undefined> {
  const trials = await vscode.window.showInputBox({
    title: 'Run with Options (1/3): Trials',
    prompt: 'Number of trials. Leave empty to use the spec’s. Trained networks are kept.',
    validateInput: (text) =>
      /^([1-9]\d{0,3})?$/.test(text.trim()) ? undefined : 'Enter a whole number from 1 to 9999.',
  });
  if (trials === undefined) return undefined;
  const engines = [
    { label: 'From the spec', engine: undefined },
    { label: 'auto', engine: 'auto', description: 'the fastest engine that passes the accuracy check' },
    { label: 'xla', engine: 'xla', description: 'traced and compiled with XLA' },
    { label: 'graph', engine: 'graph', description: 'traced, not compiled' },
    { label: 'eager', engine: 'eager', description: 'one operation at a time' },
  ];
  const chosen = await vscode.window.showQuickPick(engines, { title: 'Run with Options (2/3): Engine' });
  if (!chosen) return undefined;
  const devices = [
    { label: 'From the settings', device: undefined },
    { label: 'CPU', device: 'cpu' },
    { label: 'GPU', device: 'gpu', description: 'fails if TensorFlow finds none' },
  ] as const;
  const on = await vscode.window.showQuickPick(devices, { title: 'Run with Options (3/3): Device' });
  if (!on) return undefined;
  return {
    ...(trials.trim() !== '' && { trials: Number(trials) }),
    ...(chosen.engine !== undefined && { engine: chosen.engine }),
    ...(on.device !== undefined && { device: on.device }),
  };
}
