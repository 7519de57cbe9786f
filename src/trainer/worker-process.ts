// One worker as the coordinator sees it: a child process with a message channel.
import { fork, type ChildProcess } from 'node:child_process';
import type { ToWorker } from './messages';
import { childProcess, type ProcessId } from '../runs/process';

export interface WorkerProcess {
  /** Undefined where the system did not start it; `gone` then says so. */
  readonly id: ProcessId | undefined;
  send(message: ToWorker): void;
  /** Ends it at once. Whatever it was writing lies in its own temporary folder. */
  kill(): void;
  /** Resolves once it is gone. */
  readonly gone: Promise<void>;
}

/** Starts this program again as a worker. Its output goes where the coordinator's goes (the run's log). */
export function startWorker(
  onMessage: (message: unknown) => void,
  onGone: (reason: string) => void,
): WorkerProcess {
  const child: ChildProcess = fork(process.argv[1] ?? '', ['worker'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  child.on('message', onMessage);
  const { pid } = child;
  const gone = new Promise<void>((resolve) => {
    const left = (reason: string): void => {
      onGone(reason);
      resolve();
    };
    child.on('error', (error) => {
      // A channel that broke because the worker died is reported by `exit`; one that never lived has no exit.
      if (pid === undefined) left(`it could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) =>
      left(signal === null ? `it ended with exit code ${code ?? '?'}` : `it was ended by ${signal}`),
    );
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
