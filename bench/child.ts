// The benchmark's side of the protocol: starts contestants' processes, which load once and then run on request.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import readline from 'node:readline';
import type { Ready } from './serve';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A contestant failed; the message is the reason. */
export class ContestantError extends Error {
  constructor(
    message: string,
    /** Whether a time limit ended it. */
    readonly isTooSlow = false,
  ) {
    super(message);
  }
}

export interface Team {
  readonly ready: readonly Ready[];
  /** Runs `chunks` chunks in all processes in parallel; resolves to the milliseconds until the last one finishes. */
  time(chunks: number, limitMs: number): Promise<number>;
  end(): void;
}

/**
 * Starts all processes of a contestant and waits until they are ready.
 *
 * @throws {ContestantError} if one exits or exceeds the limit; kills all of them first.
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
  /** The next reply of the process. */
  answer(limitMs: number): Promise<unknown>;
}

/** Lines of standard error to keep for the reason of a failure. */
const KEPT_LINES = 20;

function start({ program, args, env }: Command, signal: AbortSignal): Member {
  const child = spawn(program, args, { env, signal, killSignal: 'SIGKILL' });
  const printed: string[] = [];
  readline.createInterface({ input: child.stderr }).on('line', (line) => {
    printed.push(line);
    if (printed.length > KEPT_LINES) printed.shift();
  });
  const answers: unknown[] = [];
  let failure: ContestantError | undefined;
  let wake = (): void => undefined;
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('@ ')) return;
    // Python writes NaN and Infinity, which JSON.parse rejects.
    answers.push(JSON.parse(line.slice(2).replace(/-?\b(NaN|Infinity)\b/g, 'null')));
    wake();
  });
  const fail = (why: string): void => {
    failure ??= new ContestantError(why);
    wake();
  };
  child.on('error', (error) => fail(error.message));
  child.on('close', (code, killed) =>
    fail(errorLine(printed) ?? `ended with ${killed ?? `exit code ${code ?? ''}`}`),
  );
  // Writing to a process that has exited fails; `close` reports the end.
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

/** The error in a program's output: Node's line with `Error:`, otherwise the last line, as in Python's tracebacks. */
function errorLine(lines: readonly string[]): string | undefined {
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '');
  return filled.find((line) => /^(Uncaught )?\w*Error\b.*: /.test(line)) ?? filled.at(-1);
}
