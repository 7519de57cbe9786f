// Starts a run and follows it until it ends: progress, Ctrl-C, and the exit code.
import { setTimeout as pause } from 'node:timers/promises';
import { requestStop } from '../runs/control';
import { readEvents } from '../runs/events';
import type { StartRequest } from '../runs/request';
import type { ProcessId } from '../runs/process';
import { start, STOPPED_BY_SIGNAL } from '../runner/start';
import { stopRun } from '../runner/stop';
import { exitCodes } from './command';
import type { StatusRow } from './progress-display';
import { failure } from './failure';
import { progressOf, type Progress } from './progress';

const POLL_MS = 200;

/**
 * Starts a run, shows its place and its progress until it ends, and returns its exit code. From the first output on,
 * Ctrl-C and SIGTERM ask the run to stop with checkpoints: its coordinator is a separate process and would outlive this
 * one.
 *
 * @param place the run, as printed
 * @param row the run's row in the progress display
 * @throws {StartError} if the run does not start.
 */
export async function follow(request: StartRequest, place: string, row: StatusRow): Promise<number> {
  const { runDir } = request;
  let coordinator: ProcessId | undefined;
  let interrupted: number | undefined;
  let asked = 0;
  const sayWhy = (error: unknown): void => void failure(error, (text) => row.line(text));
  const askToStop = (): void => {
    try {
      requestStop(runDir);
    } catch (error) {
      // Somebody may have removed the run; its coordinator finds that out, too.
      sayWhy(error);
    }
  };
  const ask = (exit: number) => (): void => {
    interrupted ??= exit;
    asked += 1;
    if (asked === 1) {
      row.line('Stopping after the current chunk. Press Ctrl-C again to stop now.');
      if (coordinator) askToStop();
    } else if (asked === 2 && coordinator) {
      row.line('Stopping now. The run can resume from its last checkpoint.');
      stopRun(runDir, () => undefined, { now: true, coordinator }).catch(sayWhy);
    } else if (asked > 2) {
      row.line('Exiting without waiting for the run.');
      process.exit(interrupted);
    }
  };
  const [onInterrupt, onTerminate] = [ask(exitCodes.interrupted), ask(exitCodes.stopped)];
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    row.line(place);
    const { from, ended, ...started } = await start(request);
    coordinator = started.coordinator;
    const shown = progressOf(runDir, row);
    // A start clears earlier stop requests, so repeat this one.
    if (interrupted !== undefined) askToStop();
    const { code, message } = await watch(runDir, { from, ended }, shown);
    const why = started.lastWords() ?? message;
    if (why !== undefined) row.line(why);
    if (code === null) row.line(STOPPED_BY_SIGNAL);
    return interrupted ?? code ?? exitCodes.stopped;
  } catch (error) {
    // The signal also terminates the helper processes that run before the coordinator starts.
    if (interrupted !== undefined && !coordinator) return interrupted;
    throw error;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    row.clear();
  }
}

/** Shows events until the process has exited and its last event is read. */
async function watch(
  runDir: string,
  { from, ended }: Pick<Awaited<ReturnType<typeof start>>, 'from' | 'ended'>,
  shown: Progress | undefined,
): Promise<{ readonly code: number | null; readonly message: string | undefined }> {
  let code: number | null | undefined;
  void ended.then((status) => (code = status));
  let cursor = from;
  let message: string | undefined;
  for (;;) {
    // Look at the process first, so that the read below gets everything it wrote before it ended.
    const endedWith = code;
    const { events, next } = readEvents(runDir, cursor);
    // Long feeds are read in parts.
    const isMore = next.offset !== cursor.offset;
    cursor = next;
    for (const event of events) {
      shown?.take(event);
      if (event.type === 'ended') message = event.message;
    }
    if (isMore) continue;
    if (endedWith !== undefined) return { code: endedWith, message };
    await pause(POLL_MS);
  }
}
