// One worker as the coordinator sees it: a child process with a message channel.
import { fork, type ChildProcess } from 'node:child_process';
import type { FromWorker, ToWorker } from './messages';
import { startTime, type ProcessId } from '../runs/process';

export interface WorkerProcess {
  readonly id: ProcessId;
  send(message: ToWorker): void;
  /** Ends it at once. Whatever it was writing lies in its own temporary folder. */
  kill(): void;
  /** Resolves once it is gone. */
  readonly gone: Promise<void>;
}

/**
 * Starts this program again as a worker. Its output goes where the coordinator's goes (the run's log).
 *
 * Threads: one per worker, for all of TensorFlow's pools. Replicas are what is spread over cores, and one thread adds
 * in one order.
 */
export function startWorker(
  onMessage: (message: FromWorker) => void,
  onGone: (reason: string) => void,
): WorkerProcess {
  const child: ChildProcess = fork(process.argv[1] ?? '', ['worker'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
    env: {
      ...process.env,
      TF_NUM_INTRAOP_THREADS: '1',
      TF_NUM_INTEROP_THREADS: '1',
      OMP_NUM_THREADS: '1',
      TF_CPP_MIN_LOG_LEVEL: '2',
    },
  });
  child.on('message', (message) => onMessage(message as FromWorker));
  // A channel that broke because the worker died is reported by `exit`.
  child.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      onGone(signal === null ? `it ended with exit code ${code ?? '?'}` : `it was ended by ${signal}`);
      resolve();
    });
  });
  const pid = child.pid ?? -1;
  return {
    id: { pid, startTime: startTime(pid) },
    send: (message) => {
      if (child.connected) child.send(message);
    },
    kill: () => child.kill('SIGKILL'),
    gone,
  };
}
