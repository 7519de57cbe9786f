// Starting a run's coordinator: a process of its own that outlives whoever started it.
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
  /** Worker processes; one per processor core, or one for a GPU, unless given. */
  readonly workers?: number | undefined;
  /** Processor cores that the run may keep busy: all, unless given. */
  readonly cores?: number | undefined;
  readonly allowOtherEngine?: boolean;
  readonly takeForeignLock?: boolean;
}

export interface Started {
  readonly coordinator: ProcessId;
  /** Where the events of this start begin. */
  readonly from: EventCursor;
  /** The exit code, once the coordinator has ended; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Why it ended, where its run directory did not take that: a full disk takes no log either. */
  lastWords(): string | undefined;
}

/** Of the log, what is told of a coordinator that ended before it began. */
const LAST_WORDS_BYTES = 2 ** 16;

/** The coordinator ended before it began. The message is what it said. */
export class StartError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** The end of what the log was given since it had so many bytes. */
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
  // What a spec names is for a machine of its own; beside other runs it gets its share at most.
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

/** A request as a file for the trainer, which removes it once read. */
export function writeRequest(request: StartRequest): string {
  const file = path.join(os.tmpdir(), `ticket-${randomUUID()}.json`);
  sweepRequests();
  try {
    fs.writeFileSync(file, JSON.stringify(request), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    fs.rmSync(file, { force: true });
    const why = refusal(errorCode(error) ?? '', file) ?? messageOf(error);
    throw new EnvironmentError(
      `The system's temporary folder cannot be written: ${why}.`,
      'Free some space there, or let TMPDIR name another folder.',
    );
  }
  return file;
}

/** A trainer reads its request as it starts, and its starter what it left when it ends: what is older is nobody's. */
const ABANDONED_MS = 24 * 60 * 60_000;

/** Removes requests whose trainers were killed before they had read them. Where it cannot, the system will. */
function sweepRequests(): void {
  for (const name of namesIn(os.tmpdir())) {
    if (!/^ticket-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json(\.said)?$/.test(name)) continue;
    const file = path.join(os.tmpdir(), name);
    try {
      if (Date.now() - fs.lstatSync(file).mtimeMs > ABANDONED_MS) fs.rmSync(file);
    } catch {
      // A folder, another user's, or gone by now.
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

/** Only a run that starts asks git: `check` and the editor only look at a folder. */
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
 * Starts the coordinator and waits until it holds the run.
 *
 * The modules of a new run are rehearsed first.
 *
 * Its output goes to the run's log, not to pipes: a process whose pipes are gone dies when it next writes.
 *
 * @param env of the trainer's processes
 * @throws {ModuleError} where a module is not what it should be; nothing has been made then.
 * @throws {StartError} where it ends first, such as when another process holds the run.
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
    throw new StartError(`The coordinator could not be started: ${error.message}`, exitCodes.environment);
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
      // It may have been killed before it read the request.
      fs.rmSync(file, { force: true });
      const said = lastWords() ?? logSince(runDir, logged);
      throw new StartError(said || 'The coordinator ended without a word.', code ?? exitCodes.failed);
    }
    await pause(20);
  }
}
