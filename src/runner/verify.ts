// Whether a run is what it was written as, and keeps what it promises.
import path from 'node:path';
import { pinnedEngine, readFrozenSpec, readManifest } from '../runs/manifest';
import { readStatus } from '../runs/state';
import { verifyFiles, type Problem } from '../runs/verify';
import { examine } from './examine';
import { prepare, type PrepareOptions } from './prepare';
import { EnvironmentError } from './problem';
import { findRuntime } from './runtime/find';
import { makeRequest, writeRequest } from './start';
import { ask } from './trainer-process';

export interface Verified {
  readonly problems: readonly Problem[];
  /** Networks that are there, and those of them whose mask was made again from what it was made from. */
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
 * @throws {EnvironmentError} where somebody works on the run.
 * @throws {BadFileError} where its manifest cannot be read.
 * @throws {TrainerError} where looking at the guarantees breaks.
 */
export async function verifyRun(runDir: string, options: PrepareOptions = {}): Promise<Verified> {
  const { holder } = readStatus(runDir);
  if (holder)
    throw new EnvironmentError(`The run is being worked on (process ${holder.pid}).`, 'Stop it first.');
  const problems = verifyFiles(runDir);
  const none = { problems, cells: 0, remade: 0 };
  if (problems.length > 0) return { ...none, notLooked: 'files of it are damaged' };

  const manifest = readManifest(runDir);
  const examined = await examine(readFrozenSpec(runDir, manifest), manifest.specPath);
  const prepared = examined.plan && (await prepare(examined, path.dirname(runDir), options));
  if (prepared?.manifest.identity !== manifest.identity) {
    return {
      ...none,
      notLooked: 'what it was computed from has changed since (a module, a data file, or this program)',
    };
  }
  const runtime = await findRuntime({ pinned: pinnedEngine(runDir) });
  const request = makeRequest(examined, { ...prepared, runDir }, runtime, {});
  const found = (await ask('verify', [writeRequest(request)], {
    limitMs: LIMIT_MS,
    runtime: runtime.request,
  })) as Verified;
  return found;
}
