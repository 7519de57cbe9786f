// A worker as the coordinator sees it: a child process with a message channel.
import { fork, type ChildProcess } from 'node:child_process';
import { outputLogger } from './log';
import type { ToWorker } from './messages';
import { childProcess, type ProcessId } from '../runs/process';

export interface WorkerProcess {
  /** Undefined if the process did not start; `gone` resolves then. */
  readonly id: ProcessId | undefined;
  send(message: ToWorker): void;
  /** Kills it at once. Unfinished files stay in its own temporary folder. */
  kill(): void;
  /** Resolves once the process has exited. */
  readonly gone: Promise<void>;
}

/** Time for the last output of a worker that has exited. A process that it started may hold the pipe open. */
const LAST_OUTPUT_MS = 500;

/** Starts this program again as a worker. Its output goes to the coordinator's output (the run's log), indented. */
export function startWorker(
  onMessage: (message: unknown) => void,
  onGone: (reason: string) => void,
): WorkerProcess {
  const child: ChildProcess = fork(process.argv[1] ?? '', ['worker'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  for (const output of [child.stdout, child.stderr]) output?.setEncoding('utf8').on('data', outputLogger());
  child.on('message', onMessage);
  const { pid } = child;
  const gone = new Promise<void>((resolve) => {
    const left = (reason: string): void => {
      onGone(reason);
      resolve();
    };
    child.on('error', (error) => {
      // `exit` reports a channel that broke because the worker died; a process that never started has no exit.
      if (pid === undefined) left(`it did not start: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      const done = (): void => {
        clearTimeout(timer);
        child.off('close', done);
        child.stdout?.destroy();
        child.stderr?.destroy();
        left(signal === null ? `it exited with code ${code ?? '?'}` : `it was killed by ${signal}`);
      };
      const timer = setTimeout(done, LAST_OUTPUT_MS);
      child.once('close', done);
    });
  });
  return {
    id: pid === undefined ? undefined : childProcess(pid),
    send: (message) => {
      if (child.connected) child.send(message);
    },
    kill: () => child.kill('SIGKILL'),
    gone,
  };
}
