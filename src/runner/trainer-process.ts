// Runs the trainer's bundle as a child process on a real Node: TensorFlow never runs inside the editor.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, RuntimeRequest } from '../runs/request';
import { findNode } from './node';

/** The folder of the bundles, next to which the trainer, the WebAssembly files and the addon are. */
export const programFolder = (): string => process.env.TICKET_DIST ?? __dirname;

export const trainerProgram = (): string => path.join(programFolder(), 'trainer.js');

/** The environment of a process that computes with a runtime, with the runtime's folders in the library path. */
export function trainerEnvironment(
  runtime: RuntimeRequest,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  if (runtime.kind !== 'tensorflow' || runtime.libraryPath.length === 0) return env;
  const name =
    { darwin: 'DYLD_LIBRARY_PATH', win32: 'PATH' }[process.platform as string] ?? 'LD_LIBRARY_PATH';
  const folders = [...runtime.libraryPath, ...(env[name] ? [env[name]] : [])];
  return { ...env, [name]: folders.join(path.delimiter) };
}

/** A query to the trainer failed; the message is its error. */
export class TrainerError extends Error {
  constructor(
    message: string,
    /** Whether the user's module caused it, as far as the trainer can tell. */
    readonly isOfModule = false,
  ) {
    super(message);
  }
}

export interface AskOptions {
  readonly limitMs: number;
  /** The content of its standard input. */
  readonly input?: string;
  /** The runtime to compute with, if any. */
  readonly runtime?: RuntimeRequest;
  readonly env?: NodeJS.ProcessEnv;
}

/** Characters of its output to keep for messages. */
const MOST_PRINTED = 1 << 16;
/** Time to wait for its last output after its exit; a grandchild may keep the pipe open forever. */
const LAST_PRINTED_MS = 500;

/**
 * Runs the trainer in one of its query roles and returns its answer. The answer has a separate channel, so that
 * output of modules and their child processes cannot mix with it.
 *
 * @throws {TrainerError} with its error, the crash, or the exceeded time limit.
 * @throws {EnvironmentError} if no Node is found.
 */
export async function ask(
  role: 'describe' | 'measure' | 'probe' | 'rehearse' | 'verify',
  args: readonly string[],
  { limitMs, input = '', runtime, env = process.env }: AskOptions,
): Promise<unknown> {
  const { program } = await findNode(env);
  const child = spawn(program, [trainerProgram(), role, ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: runtime ? trainerEnvironment(runtime, env) : env,
  });
  const [stdin, stdout, stderr, channel] = child.stdio as unknown as [Writable, Readable, Readable, Readable];
  // It may exit before reading all input.
  stdin.on('error', () => undefined).end(input);
  stdout.resume();
  const printed = read(stderr, MOST_PRINTED);
  const answered = read(channel);
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
    child.kill('SIGKILL');
  }, limitMs);
  const exit = new Promise<NodeJS.Signals | Error | null>((resolve) =>
    child.once('exit', (_, signal) => resolve(signal)).once('error', resolve),
  );
  try {
    await Promise.race([answered.ended, exit]);
    const answer = lastAnswer(answered.text());
    if (answer && 'error' in answer) throw new TrainerError(answer.error, answer.isOfModule);
    if (answer && answer.isEarly !== true) return answer.value;
    const end = await exit;
    if (late.signal.aborted && answer) return answer.value;
    if (late.signal.aborted) throw new TrainerError(`The process timed out after ${limitMs / 1000} s.`, true);
    if (end instanceof Error) throw new TrainerError(end.message);
    await Promise.race([printed.ended, pause(LAST_PRINTED_MS)]);
    const why = end
      ? `The process crashed (${end}).`
      : 'The process exited before it replied. Does the module end the process?';
    throw new TrainerError(`${why} ${printed.text().trim()}`.trim(), true);
  } finally {
    clearTimeout(timer);
    // A module may have left timers or child processes running.
    child.kill('SIGKILL');
    for (const output of [stdout, stderr, channel]) output.destroy();
  }
}

/** Collects the text of a pipe until it closes. */
function read(from: Readable, most = Infinity): { readonly ended: Promise<void>; text(): string } {
  const parts: Buffer[] = [];
  let length = 0;
  from.on('data', (part: Buffer) => {
    if (length < most) parts.push(part);
    length += part.length;
  });
  const ended = new Promise<void>((resolve) => from.once('close', resolve).once('error', () => resolve()));
  return { ended, text: () => Buffer.concat(parts).toString('utf8').slice(0, most) };
}

/** The last line that is an answer. */
function lastAnswer(text: string): Answer | undefined {
  for (const line of text.split('\n').reverse()) {
    try {
      const answer = JSON.parse(line) as unknown;
      if (typeof answer === 'object' && answer !== null && ('value' in answer || 'error' in answer))
        return answer as Answer;
    } catch {
      // A line that a module wrote.
    }
  }
  return undefined;
}
