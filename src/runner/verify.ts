// Whether a run is what it was written as, and keeps what it promises.
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
  /** Whether all is there that the plan says. */
  readonly isComplete: boolean;
  /** Networks that are trained, all that are planned, and those that can never be trained. */
  readonly finished: number;
  readonly total: number;
  readonly lost: number;
  /** Networks that were looked at, and those of them whose mask was made again from what it was made from. */
  readonly cells: number;
  readonly remade: number;
  /** Why the guarantees were not looked at, where they were not. */
  readonly notLooked?: string;
}

const LIMIT_MS = 60 * 60_000;

/**
 * Checks every checksum of a run, finished or not; and where these hold, makes masks, counts and θ0 again and compares
 * them bit for bit.
 *
 * @param options.spec the run's spec, where the run does not lead to it
 * @throws {EnvironmentError} where somebody works on the run, or its modules or data are not found.
 * @throws {BadFileError} where its manifest cannot be read.
 * @throws {TrainerError} where looking at the guarantees breaks.
 */
export async function verifyRun(
  runDir: string,
  { spec, ...options }: PrepareOptions & { readonly spec?: string | undefined } = {},
): Promise<Verified> {
  const nothing = { isComplete: false, finished: 0, total: 0, lost: 0, cells: 0, remade: 0 };
  const wrong = misplaced(runDir);
  if (wrong.length > 0) return { ...nothing, problems: wrong, notLooked: 'files of it are damaged' };
  const { holder, finished, total } = readStatus(runDir);
  if (holder)
    throw new EnvironmentError(`The run is being worked on (process ${holder.pid}).`, 'Stop it first.');
  const problems = verifyFiles(runDir);
  if (problems.length > 0)
    return { ...nothing, finished, total, problems, notLooked: 'files of it are damaged or missing' };

  const manifest = readManifest(runDir);
  const { isComplete, lost } = progressOf(runDir, manifest);
  const none = { ...nothing, isComplete, finished, total, lost, problems };
  if (finished === 0) return none;
  const refused = specRefusal(readFrozenSpec(runDir, manifest));
  if (refused !== undefined)
    return { ...none, notLooked: `this version of Ticket refuses its frozen spec: ${refused}` };
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
