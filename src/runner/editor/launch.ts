// From a spec to runs, and from a run that waits to one that trains, as the editor does it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../../language/problem';
import { sayChange } from '../../language/sweep';
import { withChange } from '../../language/variants';
import { counted } from '../../language/words';
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

/** A run that waits: all that it takes to start it, also in a later session of the editor. */
export interface Job {
  readonly specPath: string;
  /** The spec as it was when the run was asked for. */
  readonly text: string;
  /** Its workspace folder: nothing outside of it is run. */
  readonly folder: string;
  readonly runDir: string;
  /** What tells it from others of its spec. */
  readonly title: string;
  /** What is to train it, where that is not left to the settings. */
  readonly device?: Device;
}

/** The spec cannot be run; where it is open, the editor shows its problems. */
export class SpecProblems extends Error {
  constructor([first, ...more]: readonly Problem[]) {
    const others = more.length === 0 ? '' : ` And ${counted(more.length, 'other problem')}.`;
    super(`The spec cannot be run: line ${first?.range.start.line ?? 1}: ${first?.message ?? ''}${others}`);
  }
}

/**
 * The runs that a spec stands for: one, or one for each combination of its sweep, and after each those of the changed
 * specs that its claims must fail for. Data that is missing is fetched, which is shown and can be cancelled.
 *
 * @throws {SpecProblems} where the spec has errors.
 * @throws {EnvironmentError} where data cannot be had.
 */
export async function jobsOf(
  context: vscode.ExtensionContext,
  asked: Pick<Job, 'specPath' | 'text' | 'folder' | 'device'>,
  runsFolder: string,
): Promise<readonly Job[]> {
  const examined = await examineJob(context, asked);
  const all: Job[] = [];
  for (const { change, ...one } of examined.combinations ?? [{ ...examined, change: undefined }]) {
    const title = change ? sayChange(change) : '';
    const { runDir, spec } = await prepareShown(one, runsFolder);
    all.push({ ...asked, text: one.text, runDir, title });
    for (const other of changesOf(spec.claims)) {
      const text = withChange(one.text, other);
      const variant = await examineJob(context, { ...asked, text }, one.modules);
      const said = [title, sayChange(other)].filter(Boolean).join(', ');
      all.push({ ...asked, text, runDir: (await prepareShown(variant, runsFolder)).runDir, title: said });
    }
  }
  return all;
}

/**
 * Starts a run; it then belongs to its directory. Resolves to what was said of what trains, and of why it is a new one.
 *
 * @throws {StartError} where it does not begin.
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
      'The run is to train on a GPU, and what trains here sees none.',
      'The doctor says more.',
    );
  // What the spec says of its workers is meant for it alone; the setting is for the others.
  const workers = prepared.spec.run.workers === 'auto' ? count('ticket.workers', 0) : 0;
  // The folder may have been renamed since.
  const at = { ...prepared, runDir: job.runDir };
  const request = makeRequest(examined, at, runtime, {
    ...(jobs() > 1 && { cores: Math.max(1, Math.floor(os.availableParallelism() / jobs())) }),
    ...(workers > 0 && { workers }),
  });
  // The combinations of a sweep, which have titles, are all new to each other.
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
    throw new EnvironmentError('The module of the spec does not say what it is.', 'Check the spec.');
  return examined;
}

/** As `prepare`; data that is missing is fetched, which is shown and can be cancelled. */
export async function prepareShown(examined: Examined, runsFolder: string): Promise<Prepared> {
  try {
    return await prepare(examined, runsFolder, { offline: true });
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
  }
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Ticket: fetching data', cancellable: true },
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
