// The trainer's bundle as a child process. It needs a real Node: TensorFlow never runs inside the editor.
import { execFile } from 'node:child_process';
import path from 'node:path';
import type { RuntimeRequest } from '../runs/request';
import { findNode } from './node';

/** The folder of the bundles: trainer, WebAssembly files and the addon lie beside the one that this code is in. */
export const programFolder = (): string => process.env.TICKET_DIST ?? __dirname;

export const trainerProgram = (): string => path.join(programFolder(), 'trainer.js');

/** The environment of a process that computes with a runtime: its system looks for libraries in these folders. */
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

/** A question to the trainer went wrong: the message is what it printed. */
export class TrainerError extends Error {}

export interface AskOptions {
  readonly limitMs: number;
  /** What it computes with, where it does. */
  readonly runtime?: RuntimeRequest;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs the trainer in one of its question-and-answer roles and returns the JSON it prints.
 *
 * @throws {TrainerError} with what it said, how it crashed, or that it took longer than the limit.
 * @throws {EnvironmentError} where there is no Node for it.
 */
export async function ask(
  role: 'describe' | 'measure' | 'probe' | 'verify',
  args: readonly string[],
  { limitMs, runtime, env = process.env }: AskOptions,
): Promise<unknown> {
  const options = {
    timeout: limitMs,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 26,
    env: runtime ? trainerEnvironment(runtime, env) : env,
  } as const;
  const { program } = await findNode(env);
  return new Promise((resolve, reject) => {
    execFile(program, [trainerProgram(), role, ...args], options, (error, stdout, stderr) => {
      if (error?.killed) reject(new TrainerError(`It took longer than ${limitMs / 1000} s and was ended.`));
      else if (error?.signal)
        reject(new TrainerError(`It crashed (${error.signal}). ${stderr.trim()}`.trim()));
      else if (error) reject(new TrainerError(stderr.trim() || error.message));
      else if (stdout === '')
        reject(new TrainerError('It ended before it answered. Does the module end the process?'));
      else {
        try {
          resolve(JSON.parse(stdout));
        } catch {
          reject(new TrainerError(`It wrote what is no answer: ${stdout.slice(0, 200)}`));
        }
      }
    });
  });
}
