// The coordinator of a run: a detached process without TensorFlow that owns the run directory. It holds the lock,
// assigns cells to workers, moves their results into the run, and commits rounds.
import os from 'node:os';
import type { Known } from '../language/check';
import type { Plan } from '../language/plan';
import type { Spec } from '../language/spec';
import { clearControl, stopRequested } from '../runs/control';
import { messageOf } from '../runs/error-message';
import { fault } from '../runs/fault';
import { eventWriter, type NewEvent } from '../runs/events';
import { exitCodes } from '../runs/exit-codes';
import { workerFolder } from '../runs/layout';
import { acquire, type Lock } from '../runs/lock';
import { atOnce, ENGINES, type Choice } from '../runs/engine-choice';
import { pinnedEngine } from '../runs/manifest';
import { endProcesses, StayingProcessError } from '../runs/process';
import type { StartRequest } from '../runs/request';
import type { Cell } from '../runs/types';
import { noWorkers, startWorkerPool, type WorkerPool } from './worker-pool';
import { DataChangedError } from './data-files';
import { chooseEngine, type ChooseOptions } from './engine/choose';
import { planned } from './experiment';
import { freeWeights } from './keep';
import { openLedger, type Ledger } from './ledger';
import { logger } from './log';
import type { FromWorker } from './messages';
import { setDamagedAside } from './repair';
import { EngineError, pinEngine, pinSplits, sweep, writeStart } from './run-files';
import { cellKey } from './schedule';
import { workerFile, WorkerMessageError } from './worker-files';

/** Exit codes of the coordinator's process. The command line adds the verdict on the claims. */
export const EXIT = { ...exitCodes, finished: exitCodes.claimsHold } as const;

const HEARTBEAT_MS = 1000;
const CONTROL_MS = 250;
/** Workers left over from the previous start exit at once, unless they wait for a disk. */
const ORPHANS_MS = 10_000;
/** A worker finishes its chunk (about 2 s) and writes its checkpoint within this time. */
const STOP_LIMIT_MS = 30_000;
/** The run fails after one cell has lost this many workers. */
const LOSSES = 3;

type Ending =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped'; readonly code: number }
  | { readonly kind: 'failed'; readonly code: number; readonly message: string };

/**
 * Trains the cells that a run still lacks.
 *
 * @param say Reports why a run failed if the run directory cannot record it.
 * @returns the exit code.
 * @throws {LockHeldError} if another process works on the run.
 * @throws {LockLostError} if the run was removed or taken over; the coordinator writes nothing after that.
 * @throws {Error} if one of the run's files is invalid.
 */
export async function coordinate(request: StartRequest, say: (why: string) => void): Promise<number> {
  const { runDir } = request;
  const { spec, plan } = planned(request.spec, request.known as Known);
  const lock = acquire(runDir, { takeForeign: request.takeForeignLock });
  clearControl(runDir);
  const record = eventWriter(runDir, lock.fence);
  const log = logger(request.manifest);
  const emit = (event: NewEvent): boolean => {
    log(event);
    return record(event);
  };
  const signals = heedSignals();
  try {
    const [stays] = await endProcesses(lock.orphans, ORPHANS_MS);
    if (stays) throw new StayingProcessError(stays);
    lock.clear();
    sweep(runDir);
    writeStart(request, lock.folder);
    fault('started');
    const at = { runDir, identity: request.manifest.identity };
    const damaged = setDamagedAside(at, plan, () => lock.mustHold());
    for (const { file, problem } of damaged) emit({ type: 'damaged', file, problem });
    const ledger = openLedger(at, plan, lock.folder);
    const ending = await work(request, spec, plan, lock, ledger, emit, log, signals.exitCode);
    lock.mustHold();
    if (ending.kind === 'finished') freeWeights(runDir, spec.run.keep, plan);
    const message = ending.kind === 'failed' ? ending.message : undefined;
    const isRecorded = emit({
      type: 'ended',
      outcome: ending.kind,
      ...(message !== undefined && { message }),
    });
    if (message !== undefined && !isRecorded) say(message);
    if (ending.kind !== 'finished') return ending.code;
    return ledger.ticketDiverged() ? EXIT.failed : EXIT.finished;
  } catch (error) {
    // Every error after the loss of the lock follows from that loss.
    const lost = lock.loss();
    if (lost) throw lost;
    tryTo(() =>
      emit({
        type: 'ended',
        outcome: 'failed',
        message: messageOf(error),
      }),
    );
    throw error;
  } finally {
    tryTo(() => lock.release());
    signals.ignore();
  }
}

/** Records stop signals from the start on; the run reacts to them once there is something to stop. */
function heedSignals(): { exitCode(): number | undefined; ignore(): void } {
  let code: number | undefined;
  const onTerminate = (): void => void (code ??= EXIT.stopped);
  const onInterrupt = (): void => void (code ??= EXIT.interrupted);
  process.on('SIGTERM', onTerminate).on('SIGINT', onInterrupt);
  return {
    exitCode: () => code,
    ignore: () => void process.off('SIGTERM', onTerminate).off('SIGINT', onInterrupt),
  };
}

/** Runs the worker pool until every cell is trained, somebody asks to stop, or something fails. */
function work(
  request: StartRequest,
  spec: Spec,
  plan: Plan,
  lock: Lock,
  ledger: Ledger,
  emit: (event: NewEvent) => void,
  log: (text: string) => void,
  signalled: () => number | undefined,
): Promise<Ending> {
  const { runDir } = request;
  const workers = Math.min(ledger.cells.length - ledger.finishedCount(), poolSize(request, plan));
  const commitRounds = (): void =>
    ledger.commitRounds().forEach((round) => {
      fault('round');
      emit({ type: 'round-committed', round });
    });
  emit({
    type: 'started',
    pid: process.pid,
    cells: ledger.cells.length,
    finished: ledger.finishedCount(),
    workers,
  });
  commitRounds();
  if (ledger.complete()) return Promise.resolve({ kind: 'finished' });

  return new Promise((resolve, reject) => {
    const losses = new Map<string, number>();
    let isEnding = false;
    let isOver = false;
    const timers = [
      setInterval(
        guarded(() => lock.heartbeat()),
        HEARTBEAT_MS,
      ),
      setInterval(
        guarded(() => {
          const code = signalled() ?? (stopRequested(runDir) ? EXIT.stopped : undefined);
          if (code !== undefined) stop(code);
        }),
        CONTROL_MS,
      ),
    ];

    const choosing = new AbortController();
    let pool: WorkerPool = noWorkers;
    let choice: Choice | undefined;
    engineOf(request, {
      ...(request.cores !== undefined && { cores: request.cores }),
      signal: choosing.signal,
      onProcess: guarded((one) => lock.update(one ? [one] : [])),
      onMeasuring: guarded(() => emit({ type: 'measuring-engines' })),
    }).then(
      guarded((found) => {
        if (isEnding) return;
        choice = found;
        log(`Engine ${found.engine}: ${found.why}.`);
        pool = startPool(found);
      }),
      guarded((error: unknown) => {
        if (!isEnding) throw error;
      }),
    );

    function startPool({ engine, threads, places }: Choice): WorkerPool {
      return startWorkerPool({
        request,
        engine,
        threads,
        places,
        size: workers,
        checkpointSeconds: spec.run.checkpointSeconds,
        folder: folderOf,
        next: () => ledger.ready(pool.running())[0],
        onChange: guarded((ids) => lock.update(ids)),
        onMessage: guarded(onMessage),
        onBadMessage: guarded((error) => {
          throw error;
        }),
        onLost: guarded((worker, cells, reason) => {
          emit({ type: 'worker-lost', worker, reason });
          for (const cell of cells.length > 0 ? cells : [undefined]) {
            const lost = (losses.get(key(cell)) ?? 0) + 1;
            losses.set(key(cell), lost);
            if (lost >= LOSSES)
              fail(EXIT.failed, `${lost} workers died ${where(cell)}: ${reason}. See log.txt.`);
          }
        }),
      });
    }

    function folderOf(worker: number): string {
      return workerFolder(runDir, lock.token, worker);
    }

    function onMessage(message: FromWorker, worker: number): void {
      fault('message');
      switch (message.type) {
        case 'ready':
          losses.delete(key(undefined));
          lock.mustHold();
          if (pinSplits(runDir, message.read.sums, lock.folder))
            for (const warning of message.read.warnings) emit({ type: 'warning', message: warning });
          pinEngine(runDir, message.tuple, choice?.why ?? '', request.allowOtherEngine, lock.folder);
          emit({ type: 'engine', tuple: message.tuple });
          break;
        case 'started':
          emit({ type: 'cell-started', cell: message.cell, iteration: message.iteration });
          break;
        case 'progress': {
          const { cell, iteration, iterationsPerSecond } = message;
          emit({ type: 'progress', cell, iteration, iterations: plan.iterations, iterationsPerSecond });
          break;
        }
        case 'evaluated':
          emit({ type: 'evaluation', cell: message.cell, evaluation: message.evaluation });
          break;
        case 'checkpoint':
          lock.mustHold();
          ledger.commitCheckpoint(message.cell, workerFile(runDir, folderOf(worker), message.file, 'file'));
          losses.delete(cellKey(message.cell));
          break;
        case 'finished':
          onFinished(message, folderOf(worker));
          break;
        case 'stopped':
          break;
        case 'failed':
          fail(CODES[message.cause], `${message.message} (${where(message.cell)})`);
      }
    }

    function onFinished(
      { cell, folder, init }: Extract<FromWorker, { type: 'finished' }>,
      within: string,
    ): void {
      lock.mustHold();
      const { density, earlyStop, diverged } = ledger.commitCell(
        cell,
        workerFile(runDir, within, folder, 'folder'),
        init === undefined ? undefined : workerFile(runDir, within, init, 'file'),
      );
      emit({
        type: 'cell-finished',
        cell,
        density,
        ...(earlyStop && { testAccuracy: earlyStop.testAccuracy }),
        ...(diverged && { diverged }),
      });
      commitRounds();
      if (ledger.complete()) end({ kind: 'finished' });
      else pool.assign();
    }

    function stop(code: number): void {
      if (isEnding) return;
      emit({ type: 'stopping' });
      end({ kind: 'stopped', code });
    }

    function fail(code: number, message: string): void {
      end({ kind: 'failed', code, message });
    }

    /** Cells in training write a checkpoint, however the run ends. */
    function end(ending: Ending): void {
      if (isEnding) return;
      isEnding = true;
      choosing.abort();
      pool.stop(STOP_LIMIT_MS).then(() => {
        isOver = true;
        timers.forEach(clearInterval);
        resolve(ending);
      }, reject);
    }

    /** An error in here must leave no workers running, and must not keep the lock in an idle process. */
    function guarded<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void {
      return (...args) => {
        // A worker's last messages can arrive after the report of its exit.
        if (isOver) return;
        try {
          action(...args);
        } catch (error) {
          if (error instanceof EngineError || error instanceof DataChangedError) {
            fail(EXIT.environment, error.message);
            return;
          }
          if (error instanceof WorkerMessageError) {
            fail(EXIT.failed, error.message);
            return;
          }
          timers.forEach(clearInterval);
          isEnding = true;
          isOver = true;
          choosing.abort();
          void pool.kill().then(() => reject(error as Error));
        }
      };
    }
  });
}

/**
 * The number of workers that can get cells. A run pinned to more threads has fewer workers, even after it has grown.
 */
function poolSize({ runDir, workers, cores = os.availableParallelism() }: StartRequest, plan: Plan): number {
  const threads = pinnedEngine(runDir)?.threads ?? 1;
  const fitting = threads > 1 ? Math.max(1, Math.floor(cores / threads)) : workers;
  return Math.min(fitting, atOnce(plan, workers));
}

/** The engine the run is pinned to, or a newly chosen one. */
async function engineOf(request: StartRequest, options: ChooseOptions): Promise<Choice> {
  const pinned = pinnedEngine(request.runDir);
  const name = ENGINES.find((engine) => engine === pinned?.engine);
  // The embedded backend has one engine. `pinEngine` reports if the run is pinned to another.
  return pinned && name && request.runtime.kind !== 'embedded'
    ? { engine: name, threads: pinned.threads, places: pinned.places ?? 1, why: pinned.why }
    : chooseEngine(request, options);
}

/** For cleanup: the original error is the one to report. */
function tryTo(action: () => void): void {
  try {
    action();
  } catch (error) {
    console.error(error);
  }
}

/** Exit codes by the cause of a worker's failure. */
const CODES = { machine: EXIT.environment, module: EXIT.spec, training: EXIT.failed } as const;

const key = (cell: Cell | undefined): string => (cell ? cellKey(cell) : 'loading');
const where = (cell: Cell | undefined): string =>
  cell ? `while training ${cell.arm}, trial ${cell.trial}, round ${cell.round}` : 'while loading';
