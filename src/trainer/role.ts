// Runs one role of the trainer's program: reads its input, writes its answer, and turns errors into exit codes.
import fs from 'node:fs';
import path from 'node:path';
import { WriteError } from '../runs/atomic';
import { exitCodes as EXIT } from '../runs/exit-codes';
import { BadFileError } from '../runs/json';
import { LockHeldError, LockLostError } from '../runs/lock';
import { StayingProcessError } from '../runs/process';
import { lastWordsFile, type Answer, type StartRequest } from '../runs/request';
import { MOST, readTextIn } from '../runs/run-file';
import { DataChangedError } from './data-files';
import { explain, isModuleMistake } from './module-mistake';
import { EngineError } from './run-files';

const ANSWERS = 3;

export function readRequest(file: string): StartRequest {
  const text = readTextIn(path.dirname(file), file, MOST.text, 'Start the run again.');
  if (text === undefined) throw new BadFileError(file, 'is missing. Start the run again.');
  const request = JSON.parse(text) as StartRequest;
  fs.rmSync(file);
  return request;
}

/** Writes an answer. The write is complete on return, so that no module can cut it short. */
export function say(said: Answer): void {
  // A module may have written to this descriptor.
  let rest = Buffer.from(`\n${JSON.stringify(said)}\n`);
  while (rest.length > 0) rest = rest.subarray(fs.writeSync(ANSWERS, rest));
}

/** Writes the last answer. */
export function answer(said: Answer): void {
  say(said);
  fs.closeSync(ANSWERS);
}

export function leaveLastWords(request: string, why: string): void {
  try {
    fs.writeFileSync(lastWordsFile(request), why, { mode: 0o600 });
  } catch {
    // Nobody is left to report to.
  }
}

/** The work of each role. */
export type Roles = Readonly<Record<string, (file: string) => unknown>>;

/** Runs the role that the command line names. */
export async function runRole(roles: Roles): Promise<void> {
  // A log on a full disk must not terminate the process.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  const [role = '', file = ''] = process.argv.slice(2);
  // Errors outside the role's own work, such as in a timer.
  process.on('uncaughtException', (error) => {
    end(role, file, error);
    process.exit();
  });
  try {
    const work = roles[role];
    if (!work) throw new Error(`The trainer has no role named ${role}.`);
    await work(file);
  } catch (error) {
    end(role, file, error);
  }
}

function end(role: string, file: string, error: unknown): void {
  const why = explain(error);
  console.error(why);
  const isAsked = ['describe', 'probe', 'measure', 'rehearse', 'verify'].includes(role);
  if (isAsked) answer({ error: why, isOfModule: isModuleMistake(error) });
  const isAboutTheMachine =
    error instanceof LockHeldError ||
    error instanceof LockLostError ||
    error instanceof StayingProcessError ||
    error instanceof WriteError ||
    error instanceof BadFileError ||
    error instanceof EngineError ||
    error instanceof DataChangedError;
  const isOurs = role === 'coordinator' && !isAboutTheMachine;
  // Roles with a log also write the stack; the others write for a person.
  const isLogged = ['coordinator', 'worker', 'engines'].includes(role);
  if (error instanceof Error && !isAboutTheMachine && (isLogged || process.env.TICKET_DEBUG))
    console.error(error.stack);
  if (isOurs)
    leaveLastWords(
      file,
      `Internal error in Ticket. ${why}\nReport it on the project's issue tracker and attach the run's log.txt, which has the stack.`,
    );
  else if (role === 'coordinator' && (error instanceof WriteError || error instanceof LockLostError))
    leaveLastWords(file, error.message);
  process.exitCode = isAboutTheMachine ? EXIT.environment : isOurs ? EXIT.internal : EXIT.failed;
}
