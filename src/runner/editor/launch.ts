// Turns a spec into queued jobs, and a queued job into a training run.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../../language/problem';
import { withChange } from '../../language/variants';
import { counted } from '../../language/words';
import { changeText, controlText } from '../../runs/labels';
import { manifestFile } from '../../runs/layout';
import { pinnedEngine, readManifest } from '../../runs/manifest';
import { readSealedModules, type SealedModules } from '../../runs/sealed-modules';
import { examine, type Examined } from '../examine';
import { changesOf } from '../judge';
import { whyNewRun } from '../new-run';
import { prepare, type Prepared } from '../prepare';
import { EnvironmentError } from '../problem';
import { findRuntime } from '../runtime/find';
import { announcement } from '../runtime/words';
import { makeRequest, start } from '../start';
import { describeWithin } from './modules';
import { editorPlaces } from './places';
import { count, device, jobs, type Device } from './settings';

/** A queued run, with everything needed to start it, even in a later editor session. */
export interface Job {
  readonly specPath: string;
  /** The spec's text when the user requested the run. */
  readonly text: string;
  /** Its workspace folder. Ticket refuses modules outside of it. */
  readonly folder: string;
  readonly runDir: string;
  /** Distinguishes the job from others of the same spec. */
  readonly title: string;
  /** Overrides the `ticket.device` setting. */
  readonly device?: Device;
}

/** The spec has errors, which the editor shows if the spec is open. */
export class SpecProblems extends Error {
  constructor([first, ...more]: readonly Problem[]) {
    const others = more.length === 0 ? '' : ` It has ${counted(more.length, 'more error')}.`;
    super(`The spec has an error in line ${first?.range.start.line ?? 1}: ${first?.message ?? ''}${others}`);
  }
}

/**
 * The jobs of a spec: one, or one per combination of its sweep, each followed by the variants that its claims must fail
 * for. Downloads missing data with a cancellable progress notification.
 *
 * @throws {SpecProblems} if the spec has errors.
 * @throws {EnvironmentError} if data is unavailable.
 */
export async function jobsOf(
  context: vscode.ExtensionContext,
  asked: Pick<Job, 'specPath' | 'text' | 'folder' | 'device'>,
  runsFolder: string,
): Promise<readonly Job[]> {
  const examined = await examineJob(context, asked);
  const all: Job[] = [];
  for (const { change, ...one } of examined.combinations ?? [{ ...examined, change: undefined }]) {
    const title = change ? changeText(change) : '';
    const { runDir, spec } = await prepareShown(one, runsFolder);
    all.push({ ...asked, text: one.text, runDir, title });
    for (const other of changesOf(spec.claims)) {
      const text = withChange(one.text, other);
      const variant = await examineJob(context, { ...asked, text }, one.modules);
      const { runDir } = await prepareShown(variant, runsFolder);
      all.push({ ...asked, text, runDir, title: controlText(other, title) });
    }
  }
  return all;
}

/**
 * Starts a detached run. Resolves to a message that names the backend and, for a new run, the values that differ from
 * earlier ones.
 *
 * @throws {StartError} if the run does not start.
 */
export async function launch(context: vscode.ExtensionContext, job: Job): Promise<string> {
  const isBegun = fs.existsSync(manifestFile(job.runDir));
  const modules = isBegun ? readSealedModules(job.runDir, readManifest(job.runDir)) : undefined;
  const examined = await examineJob(context, job, modules);
  const prepared = await prepareShown(examined, path.dirname(job.runDir));
  const on = job.device ?? device();
  const places = await editorPlaces(context, job.folder, on);
  const runtime = await findRuntime({
    ...places,
    pinned: pinnedEngine(job.runDir),
  });
  if (on === 'gpu' && runtime.proof.device !== 'GPU')
    throw new EnvironmentError(
      'The run requires a GPU, but TensorFlow finds none.',
      'Run “Ticket: Run Doctor” for details.',
    );
  // The spec's own number of workers takes precedence over the setting.
  const workers = prepared.spec.run.workers === 'auto' ? count('ticket.workers', 0) : 0;
  // Someone may have renamed the folder.
  const at = { ...prepared, runDir: job.runDir };
  const request = makeRequest(examined, at, runtime, {
    ...(jobs() > 1 && { cores: Math.max(1, Math.floor(os.availableParallelism() / jobs())) }),
    ...(workers > 0 && { workers }),
  });
  // Combinations of a sweep have titles, and always differ from each other.
  const whyNew = job.title === '' ? whyNewRun(examined.text, at) : undefined;
  await start(request, places.env);
  return [announcement(runtime), whyNew].filter(Boolean).join(' ');
}

async function examineJob(
  context: vscode.ExtensionContext,
  { text, specPath, folder }: Pick<Job, 'specPath' | 'text' | 'folder'>,
  modules?: SealedModules,
): Promise<Examined> {
  const examined = await examine(text, specPath, describeWithin(context, folder), modules);
  const errors = examined.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new SpecProblems(errors);
  const isKnown = examined.combinations ? examined.combinations.every(({ plan }) => plan) : examined.plan;
  if (!isKnown)
    throw new EnvironmentError(
      'Ticket could not describe the module that the spec names.',
      'Check the spec.',
    );
  return examined;
}

/** Like `prepare`, but downloads missing data with a cancellable progress notification. */
export async function prepareShown(examined: Examined, runsFolder: string): Promise<Prepared> {
  try {
    return await prepare(examined, runsFolder, { offline: true });
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
  }
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Ticket: downloading data', cancellable: true },
    async (progress, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort(new vscode.CancellationError()));
      let before = 0;
      return prepare(examined, runsFolder, {
        signal: cancel.signal,
        onProgress({ name, doneBytes, totalBytes = 0 }) {
          const share = totalBytes > 0 ? (100 * doneBytes) / totalBytes : 0;
          progress.report({ message: name, increment: share - before });
          before = share;
        },
      });
    },
  );
}
