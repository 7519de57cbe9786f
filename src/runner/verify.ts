// Verifies a run: its checksums, and then its guarantees.
import path from 'node:path';
import { misplaced } from '../runs/damage';
import { pinnedEngine, readFrozenSpec, readManifest } from '../runs/manifest';
import { readStatus } from '../runs/state';
import { verifyFiles, type Problem } from '../runs/verify';
import { progressOf } from '../runs/whole';
import { specRefusal } from './judge';
import { prepare, type PrepareOptions } from './prepare';
import { EnvironmentError } from './problem';
import { ChangedError, reopen, type Reopened } from './reopen';
import { findRuntime } from './runtime/find';
import { makeRequest, writeRequest } from './start';
import { ask } from './trainer-process';

export interface Verified {
  readonly problems: readonly Problem[];
  /** Whether the run has everything in its plan. */
  readonly isComplete: boolean;
  /** Numbers of trained networks, of planned ones, and of those that can never be trained. */
  readonly finished: number;
  readonly total: number;
  readonly lost: number;
  /** Numbers of checked networks, and of those whose mask was reproduced from its sources. */
  readonly cells: number;
  readonly remade: number;
  /** Why the guarantees were not checked, to follow "because"; undefined if they were. */
  readonly notLooked?: string;
}

const LIMIT_MS = 60 * 60_000;

/**
 * Checks every checksum of a run, finished or not. If all match, reproduces masks, counts and θ0 and compares them
 * bit for bit.
 *
 * @param options.spec the run's spec, if its location does not follow from the run
 * @throws {EnvironmentError} if the run is active, or its modules or data are missing.
 * @throws {BadFileError} if its manifest cannot be read.
 * @throws {TrainerError} if the check of the guarantees fails to run.
 */
export async function verifyRun(
  runDir: string,
  { spec, ...options }: PrepareOptions & { readonly spec?: string | undefined } = {},
): Promise<Verified> {
  const nothing = { isComplete: false, finished: 0, total: 0, lost: 0, cells: 0, remade: 0 };
  const wrong = misplaced(runDir);
  if (wrong.length > 0) return { ...nothing, problems: wrong, notLooked: 'files are damaged' };
  const { holder, finished, total } = readStatus(runDir);
  if (holder) throw new EnvironmentError(`The run is active (process ${holder.pid}).`, 'Stop it first.');
  const problems = verifyFiles(runDir);
  if (problems.length > 0)
    return { ...nothing, finished, total, problems, notLooked: 'files are damaged or missing' };

  const manifest = readManifest(runDir);
  const { isComplete, lost } = progressOf(runDir, manifest);
  const none = { ...nothing, isComplete, finished, total, lost, problems };
  if (finished === 0) return none;
  const refused = specRefusal(readFrozenSpec(runDir, manifest));
  if (refused !== undefined)
    return { ...none, notLooked: `this version of Ticket rejects the frozen spec: ${refused}` };
  let reopened: Reopened;
  try {
    reopened = await reopen(runDir, {
      spec,
      prepare: (examined) => prepare(examined, path.dirname(runDir), options),
    });
  } catch (error) {
    if (!(error instanceof ChangedError)) throw error;
    return { ...none, notLooked: error.message.replace(/\.$/, '') };
  }
  const { examined, prepared } = reopened;
  const runtime = await findRuntime({ pinned: pinnedEngine(runDir) });
  const request = makeRequest(examined, { ...prepared, runDir }, runtime, {});
  const found = (await ask('verify', [writeRequest(request)], {
    limitMs: LIMIT_MS,
    runtime: runtime.request,
  })) as Pick<Verified, 'cells' | 'remade' | 'problems'>;
  return { ...none, ...found };
}
