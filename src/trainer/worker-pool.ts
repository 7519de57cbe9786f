// The worker pool of a run: keeps workers busy, replaces lost ones, and stops them.
import type { EngineName } from '../runs/engine-choice';
import type { StartRequest } from '../runs/request';
import type { ProcessId } from '../runs/process';
import type { Cell } from '../runs/types';
import { fromWorker, type FromWorker } from './messages';
import { cellKey } from './schedule';
import { WorkerMessageError } from './worker-files';
import { startWorker, type WorkerProcess } from './worker-process';

export interface WorkerPoolOptions {
  readonly request: StartRequest;
  readonly size: number;
  readonly checkpointSeconds: number;
  readonly engine: EngineName;
  readonly threads: number;
  /** Cells that one worker trains at once. */
  readonly places: number;
  /** The temporary folder of a worker. Worker numbers are never reused. */
  folder(worker: number): string;
  /** The next cell to train, or undefined if none is ready. */
  next(): Cell | undefined;
  onMessage(message: FromWorker, worker: number): void;
  /** A message arrived that no worker of this run sends. */
  onBadMessage(error: WorkerMessageError): void;
  /** A worker exited on its own. */
  onLost(worker: number, cells: readonly Cell[], reason: string): void;
  /** Receives the processes that the next coordinator must kill if this one dies. */
  onChange(workers: readonly ProcessId[]): void;
}

interface Member {
  readonly number: number;
  readonly process: WorkerProcess;
  ready: boolean;
  cells: readonly Cell[];
}

export interface WorkerPool {
  /** Cells being trained. */
  running(): readonly Cell[];
  /** Assigns cells to idle workers. */
  assign(): void;
  /** Asks every worker to checkpoint and stop, and resolves once all have exited. After `limitMs` it kills the rest. */
  stop(limitMs: number): Promise<void>;
  /** Kills all workers at once. */
  kill(): Promise<void>;
}

/** An empty pool, used before the workers start. */
export const noWorkers: WorkerPool = {
  running: () => [],
  assign: () => undefined,
  stop: () => Promise.resolve(),
  kill: () => Promise.resolve(),
};

const badMessage = ({ number }: Member, cell: Cell | undefined): string =>
  cell
    ? `Worker ${number} sent a message about ${cellKey(cell)}, which it does not train.`
    : `Worker ${number} sent an invalid message.`;

export function startWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const members = new Set<Member>();
  let count = 0;
  let leaving = false;
  const isLeaving = (): boolean => leaving;
  const changed = (): void => options.onChange([...members].flatMap(({ process }) => process.id ?? []));

  const addWorker = (): void => {
    const number = count++;
    const process = startWorker(
      (message) => receive(member, message),
      (reason) => {
        members.delete(member);
        if (leaving) return;
        changed();
        options.onLost(number, member.cells, reason);
        // The lost worker may have ended the run.
        if (!isLeaving()) addWorker();
      },
    );
    const member: Member = { number, process, ready: false, cells: [] };
    members.add(member);
    changed();
    const { request, checkpointSeconds, engine, threads, places } = options;
    const folder = options.folder(number);
    process.send({ type: 'load', request, folder, checkpointSeconds, engine, threads, places });
  };

  const receive = (member: Member, said: unknown): void => {
    const message = fromWorker(said);
    const cell = message && 'cell' in message ? message.cell : undefined;
    if (!message || (cell && !member.cells.some((one) => cellKey(one) === cellKey(cell)))) {
      options.onBadMessage(new WorkerMessageError(badMessage(member, cell)));
      return;
    }
    if (message.type === 'ready') member.ready = true;
    if (message.type === 'finished' || message.type === 'stopped' || message.type === 'failed') {
      const done = message.cell && cellKey(message.cell);
      member.cells = member.cells.filter((cell) => cellKey(cell) !== done);
    }
    options.onMessage(message, member.number);
    if (leaving && member.cells.length === 0) member.process.kill();
    else assign();
  };

  const assign = (): void => {
    if (leaving) return;
    for (const member of members) {
      while (member.ready && member.cells.length < options.places) {
        const cell = options.next();
        if (!cell) return;
        member.cells = [...member.cells, cell];
        member.process.send({ type: 'train', cell });
      }
    }
  };

  const allGone = (): Promise<unknown> => Promise.all([...members].map(({ process }) => process.gone));
  const kill = async (): Promise<void> => {
    leaving = true;
    for (const { process } of members) process.kill();
    await allGone();
  };

  // Deferred, because callbacks may need the pool that this call returns.
  queueMicrotask(() => {
    for (let i = 0; i < options.size && !leaving; i++) addWorker();
  });
  return {
    running: () => [...members].flatMap(({ cells }) => cells),
    assign,
    kill,
    async stop(limitMs) {
      leaving = true;
      for (const { process, cells } of members) {
        if (cells.length > 0) process.send({ type: 'stop' });
        else process.kill();
      }
      const timer = setTimeout(() => void kill(), limitMs);
      await allGone();
      clearTimeout(timer);
    },
  };
}
