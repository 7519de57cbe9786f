// The benchmark's side of the talk with a contestant: processes that get ready once and then run when they are told to.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import readline from 'node:readline';
import type { Ready } from './serve';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A contestant did not come to a time; the message says why. */
export class ContestantError extends Error {
  constructor(
    message: string,
    /** It was still at it when it was ended. */
    readonly isTooSlow = false,
  ) {
    super(message);
  }
}

export interface Team {
  readonly ready: readonly Ready[];
  /** Milliseconds until all processes have run `chunks` chunks, all of them at once. */
  time(chunks: number, limitMs: number): Promise<number>;
  end(): void;
}

/**
 * Starts all processes of a contestant and waits until they are ready.
 *
 * @throws {ContestantError} where one ends, or takes longer than the limit: then all are ended.
 */
export async function startTeam(
  commands: readonly Command[],
  limitMs: number,
  signal: AbortSignal,
): Promise<Team> {
  const members = commands.map((command) => start(command, signal));
  const end = (): void => members.forEach((member) => void member.child.kill('SIGKILL'));
  const all = async (limit: number): Promise<readonly unknown[]> => {
    try {
      return await Promise.all(members.map((member) => member.answer(limit)));
    } catch (error) {
      end();
      throw error;
    }
  };
  return {
    ready: (await all(limitMs)) as readonly Ready[],
    async time(chunks, limit) {
      const began = performance.now();
      for (const { child } of members) child.stdin.write(`go ${chunks}\n`);
      await all(limit);
      return performance.now() - began;
    },
    end,
  };
}

interface Member {
  readonly child: ChildProcessWithoutNullStreams;
  /** The next answer of the process. */
  answer(limitMs: number): Promise<unknown>;
}

/** Lines of the standard error that are kept for telling why a process ended. */
const KEPT_LINES = 20;

function start({ program, args, env }: Command, signal: AbortSignal): Member {
  const child = spawn(program, args, { env, signal, killSignal: 'SIGKILL' });
  const said: string[] = [];
  readline.createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (said.length > KEPT_LINES) said.shift();
  });
  const answers: unknown[] = [];
  let failure: ContestantError | undefined;
  let wake = (): void => undefined;
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('@ ')) return;
    // Python's JSON has NaN and Infinity, which are no numbers to compare with.
    answers.push(JSON.parse(line.slice(2).replace(/-?\b(NaN|Infinity)\b/g, 'null')));
    wake();
  });
  const fail = (why: string): void => {
    failure ??= new ContestantError(why);
    wake();
  };
  child.on('error', (error) => fail(error.message));
  child.on('close', (code, killed) =>
    fail(lastWords(said) ?? `ended with ${killed ?? `exit code ${code ?? ''}`}`),
  );
  // A process that has ended cannot be written to; that it has is told by `close`.
  child.stdin.on('error', () => undefined);
  return {
    child,
    async answer(limitMs) {
      const timer = setTimeout(() => {
        failure ??= new ContestantError(`took longer than ${Math.round(limitMs / 1000)} s`, true);
        wake();
      }, limitMs);
      try {
        while (answers.length === 0 && !failure) await new Promise<void>((resolve) => (wake = resolve));
      } finally {
        clearTimeout(timer);
      }
      if (answers.length === 0 && failure) throw failure;
      return answers.shift();
    },
  };
}

/** The line in which a program mostly says what was wrong: Node's with `Error:`, else the last one, as Python has it. */
function lastWords(lines: readonly string[]): string | undefined {
  const told = lines.map((line) => line.trim()).filter((line) => line !== '');
  return told.find((line) => /^(Uncaught )?\w*Error\b.*: /.test(line)) ?? told.at(-1);
}
