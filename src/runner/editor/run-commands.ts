// Commands that start, resume and stop runs.
import path from 'node:path';
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import { withSetting } from '../../language/setting';
import type { OpenRuns } from '../../runs/editor/open-runs';
import { isLive } from '../../runs/watch';
import { reopen } from '../reopen';
import { stopRun } from '../stop';
import { jobsOf, prepareShown, type Job } from './launch';
import { describeWithin } from './modules';
import type { Queue } from './queue';
import type { Device } from './settings';
import { isTrusted, runOf, specOf, type Called } from './target';
import { tellTrouble } from './trouble';
import { folderOfRun, runsFolderOf, workFolder } from './work-folder';

interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly runs: OpenRuns;
  readonly queue: Queue;
  readonly log: vscode.LogOutputChannel;
}

/** Registers `ticket.run`, `runWithOptions`, `resume`, `stop` and `stopNow`. `run` resolves to its run directories. */
export function registerRunCommands(parts: Parts): vscode.Disposable {
  const { runs } = parts;
  const command = (
    name: string,
    work: (called: Called, given?: Given) => Promise<unknown>,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (called: Called, given?: Given) => {
      if (!isTrusted()) return undefined;
      try {
        return await work(called, given);
      } catch (error) {
        tellTrouble(parts.log, error);
        return;
      }
    });
  return vscode.Disposable.from(
    command('ticket.run', (called, given = {}) => runSpec(parts, called, given)),
    command('ticket.runWithOptions', async (called) => {
      const uri = specOf(called);
      const given = uri && (await askOptions());
      return given && runSpec(parts, uri, given);
    }),
    command('ticket.resume', async (called) => {
      const run = await runOf(runs, called, 'Resume', ({ state }) => RESUMABLE.includes(state));
      return run && resume(parts, run.path);
    }),
    command('ticket.stop', (called) => stop(parts, called, false)),
    command('ticket.stopNow', (called) => stop(parts, called, true)),
  );
}

const RESUMABLE: readonly string[] = ['stopped', 'interrupted', 'failed', 'diverged'];

/** Overrides of the spec for one run. */
export interface Given {
  readonly trials?: number;
  readonly engine?: string;
  readonly device?: Device;
}

async function runSpec(
  parts: Parts,
  called: Called,
  { trials, engine, device }: Given,
): Promise<readonly string[] | undefined> {
  const uri = specOf(called);
  if (!uri) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty) await document.save();
  let text = document.getText();
  if (trials !== undefined) text = withSetting(text, ['trials'], trials);
  if (engine !== undefined) text = withSetting(text, ['run', 'engine'], engine);
  const folder = workFolder(uri.fsPath);
  const asked = { specPath: uri.fsPath, text, folder, ...(device && { device }) };
  return enqueue(parts, await jobsOf(parts.context, asked, runsFolderOf(folder)));
}

async function enqueue({ queue, runs, log }: Parts, jobs: readonly Job[]): Promise<readonly string[]> {
  for (const { runDir } of jobs) runs.watch(path.dirname(runDir));
  // A run may have ended since the last scan.
  await runs.look();
  const put = await queue.add(jobs);
  log.info(`queued ${put} of ${jobs.length} runs`, ...jobs.map(({ runDir }) => runDir));
  if (put === 0) {
    const isWaiting = jobs.some(({ runDir }) => queue.all().some(({ id }) => id === runDir));
    const name = plain(path.basename(jobs[0]?.runDir ?? ''));
    void vscode.window.showInformationMessage(`${name} is already ${isWaiting ? 'queued' : 'running'}.`);
  }
  await runs.look();
  return jobs.map(({ runDir }) => runDir);
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

async function stop({ runs, queue, log }: Parts, called: Called, now: boolean): Promise<string | undefined> {
  if (called && !(called instanceof vscode.Uri) && called.type === 'queued') {
    await queue.remove(called.queued.id);
    return 'not running';
  }
  const run = await runOf(runs, called, now ? 'Stop Now' : 'Stop', isLive);
  if (!run) return undefined;
  const outcome = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Ticket: stopping ${plain(run.name)}` },
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
