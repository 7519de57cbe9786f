// Starts a run's coordinator as a separate process, which outlives its starter.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode, writing } from '../runs/atomic';
import { messageOf } from '../runs/error-message';
import { nearEnd, readEvents, type EventCursor } from '../runs/events';
import { exitCodes, runCode } from '../runs/exit-codes';
import { logFile, manifestFile } from '../runs/layout';
import { startTime, type ProcessId } from '../runs/process';
import { refusal } from '../runs/refusal';
import { lastWordsFile, type StartRequest } from '../runs/request';
import { readPart, readRegular } from '../runs/regular-file';
import { isThere, MOST, openToAppend, withFile } from '../runs/run-file';
import { cacheFolder } from './cache';
import type { Examined } from './examine';
import { gitState } from './git-state';
import type { Prepared } from './prepare';
import { findNode } from './node';
import { EnvironmentError } from './problem';
import { rehearse } from './rehearse';
import { makeRunFolder } from './run-folder';
import type { Runtime } from './runtime/find';
import { trainerEnvironment, trainerProgram } from './trainer-process';

export interface StartOptions {
  /** Worker processes; by default one per processor core, or one on a GPU. */
  readonly workers?: number | undefined;
  /** Processor cores that the run may use; by default all. */
  readonly cores?: number | undefined;
  readonly allowOtherEngine?: boolean;
  readonly takeForeignLock?: boolean;
}

export interface Started {
  readonly coordinator: ProcessId;
  /** Position of the first event of this start. */
  readonly from: EventCursor;
  /** The exit code once the coordinator has exited; null if a signal killed it. */
  readonly ended: Promise<number | null>;
  /** Why it ended, if it could not write that to its run directory, for example on a full disk. */
  lastWords(): string | undefined;
}

/** Bytes of the log to show for a coordinator that failed to start. */
const LAST_WORDS_BYTES = 2 ** 16;

/** Why a coordinator ended without an exit code. */
export const STOPPED_BY_SIGNAL = 'Another process stopped the run with a signal.';

/** The coordinator exited before the run started; the message is its output. */
export class StartError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** The end of the log, from byte `start` on. */
function logSince(runDir: string, start: number): string | undefined {
  return withFile(runDir, logFile(runDir), (log, size) => {
    const from = Math.max(start, size - LAST_WORDS_BYTES);
    return readPart(log, from, size - from)
      .toString('utf8')
      .trim();
  });
}

export function makeRequest(
  { text, file, known, modules }: Examined,
  prepared: Prepared,
  runtime: Runtime,
  options: StartOptions,
): StartRequest {
  const { spec, runDir, manifest, data } = prepared;
  const { device } = runtime.proof;
  const { cores } = options;
  const all = device === 'GPU' ? 1 : (cores ?? os.availableParallelism());
  // `run.workers` in a spec assumes the whole machine; with parallel runs, limit it to the run's share of cores.
  const wanted = spec.run.workers === 'auto' ? all : Math.min(spec.run.workers, cores ?? Infinity);
  return {
    runDir,
    spec: text,
    specFolder: path.dirname(path.resolve(file)),
    modules,
    known,
    manifest,
    data,
    runtime: runtime.request,
    device,
    engineCache: path.join(cacheFolder(), 'engines'),
    workers: options.workers ?? wanted,
    ...(cores !== undefined && { cores }),
    allowOtherEngine: options.allowOtherEngine ?? false,
    takeForeignLock: options.takeForeignLock ?? false,
  };
}

/** Writes a request to a temporary file, which the trainer removes after reading. */
export function writeRequest(request: StartRequest): string {
  const file = path.join(os.tmpdir(), `ticket-${randomUUID()}.json`);
  sweepRequests();
  try {
    fs.writeFileSync(file, JSON.stringify(request), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    fs.rmSync(file, { force: true });
    const why = refusal(errorCode(error) ?? '', file) ?? messageOf(error);
    throw new EnvironmentError(
      `Cannot write to the system's temporary folder: ${why}.`,
      'Free some space there, or set TMPDIR to another folder.',
    );
  }
  return file;
}

/** Age after which a request file is abandoned: trainers read theirs at their start. */
const ABANDONED_MS = 24 * 60 * 60_000;

/**
 * Removes requests whose trainers were killed before reading them. Ignores failures; the system cleans the folder,
 * too.
 */
function sweepRequests(): void {
  for (const name of namesIn(os.tmpdir())) {
    if (!/^ticket-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json(\.said)?$/.test(name)) continue;
    const file = path.join(os.tmpdir(), name);
    try {
      if (Date.now() - fs.lstatSync(file).mtimeMs > ABANDONED_MS) fs.rmSync(file);
    } catch {
      // A folder, another user's file, or already removed.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

/** Adds the git commit. Only starts query git; `check` and the editor do not. */
async function withCommit(request: StartRequest): Promise<StartRequest> {
  const git = await gitState(request.specFolder);
  if (!git) return request;
  const { manifest } = request;
  return { ...request, manifest: { ...manifest, provenance: { ...manifest.provenance, git } } };
}

function readLastWords(file: string): string | undefined {
  try {
    const said = readRegular(file, MOST.note).toString('utf8').trim();
    fs.rmSync(file, { force: true });
    return said || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Starts the coordinator and waits until it holds the run. Rehearses the modules of a new run first.
 *
 * The coordinator writes to the run's log instead of pipes, since a process dies when it writes to a closed pipe.
 *
 * @param env environment of the trainer's processes
 * @throws {ModuleError} if a module is invalid; nothing has been created then.
 * @throws {StartError} if it ends before the start, for example because another process holds the run.
 */
export async function start(request: StartRequest, env: NodeJS.ProcessEnv = process.env): Promise<Started> {
  const { runDir } = request;
  const { program } = await findNode(env);
  if (!isThere(runDir, manifestFile(runDir))) await rehearse(request, env);
  makeRunFolder(runDir);
  const from = readEvents(runDir, nearEnd(runDir)).next;
  const log = writing(logFile(runDir), () => openToAppend(runDir, logFile(runDir)));
  const logged = fs.fstatSync(log).size;
  const file = writeRequest(await withCommit(request));
  const lastWords = (): string | undefined => readLastWords(lastWordsFile(file));
  const child = spawn(program, [trainerProgram(), 'coordinator', file], {
    env: trainerEnvironment(request.runtime, env),
    detached: true,
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  child.unref();
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    fs.rmSync(file, { force: true });
    throw new StartError(`Could not start the coordinator: ${error.message}`, exitCodes.environment);
  }
  let code: number | null | undefined;
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (status) => resolve((code = status === null ? null : runCode(status)))),
  );
  for (;;) {
    const { events } = readEvents(runDir, from);
    if (events.some((event) => event.type === 'started' && event.pid === pid))
      return { coordinator: { pid, startTime: startTime(pid) }, from, ended, lastWords };
    if (code !== undefined) {
      // It may have been killed before reading the request.
      fs.rmSync(file, { force: true });
      const said = lastWords() ?? logSince(runDir, logged);
      const how = code === null ? STOPPED_BY_SIGNAL : 'The coordinator exited without a message.';
      throw new StartError(said || how, code ?? exitCodes.stopped);
    }
    await pause(20);
  }
}
