// Starting a run and following it from the command line until it ends: progress, Ctrl-C, and the exit code.
import { setTimeout as pause } from 'node:timers/promises';
import { requestStop } from '../runs/control';
import { readEvents } from '../runs/events';
import { readManifest } from '../runs/manifest';
import type { StartRequest } from '../runs/request';
import type { ProcessId } from '../runs/process';
import { start } from '../runner/start';
import { stopRun } from '../runner/stop';
import { exitCodes } from './command';
import type { Lane } from './board';
import { failure } from './failure';
import { progress, type Progress } from './progress';

const POLL_MS = 200;

/**
 * Starts a run, shows it until it ends and returns its exit code. Ctrl-C and SIGTERM stop it resumably, from the
 * first moment on: the run is a process of its own and would outlive this one.
 *
 * @param lane where the run says how far it is
 * @throws {StartError} where it does not begin.
 */
export async function follow(request: StartRequest, lane: Lane): Promise<number> {
  const { runDir } = request;
  let coordinator: ProcessId | undefined;
  let interrupted: number | undefined;
  let asked = 0;
  const sayWhy = (error: unknown): void => void failure(error, (text) => lane.line(text));
  const askToStop = (): void => {
    try {
      requestStop(runDir);
    } catch (error) {
      // The run may be gone; its coordinator finds that out as well.
      sayWhy(error);
    }
  };
  const ask = (exit: number) => (): void => {
    interrupted ??= exit;
    asked += 1;
    if (asked === 1) {
      lane.line('Stopping after the chunk it is in; once more ends it now.');
      if (coordinator) askToStop();
    } else if (asked === 2 && coordinator) {
      lane.line('Ending it now; it resumes from its last checkpoint.');
      stopRun(runDir, () => undefined, { now: true, coordinator }).catch(sayWhy);
    } else if (asked > 2) {
      lane.line('Leaving it.');
      process.exit(interrupted);
    }
  };
  const [onInterrupt, onTerminate] = [ask(exitCodes.interrupted), ask(exitCodes.stopped)];
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    const { from, ended, ...started } = await start(request);
    coordinator = started.coordinator;
    const shown = progress(readManifest(runDir), lane);
    // A start takes back the requests to stop that it finds.
    if (interrupted !== undefined) askToStop();
    const { code, message } = await watch(runDir, { from, ended }, shown);
    const why = started.lastWords() ?? message;
    if (why !== undefined) lane.line(why);
    if (code === null) lane.line('The run was ended from outside.');
    return interrupted ?? code ?? exitCodes.stopped;
  } catch (error) {
    // The signal ends what is asked before there is a coordinator, too.
    if (interrupted !== undefined && !coordinator) return interrupted;
    throw error;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    lane.clear();
  }
}

/** Shows events until the process has ended and all that it wrote has been read. */
async function watch(
  runDir: string,
  { from, ended }: Pick<Awaited<ReturnType<typeof start>>, 'from' | 'ended'>,
  shown: Progress,
): Promise<{ readonly code: number | null; readonly message: string | undefined }> {
  let code: number | null | undefined;
  void ended.then((status) => (code = status));
  let cursor = from;
  let message: string | undefined;
  for (;;) {
    // The process is looked at first: what it wrote before it ended is then read below.
    const endedWith = code;
    const { events, next } = readEvents(runDir, cursor);
    // A long feed comes in parts.
    const isMore = next.offset !== cursor.offset;
    cursor = next;
    for (const event of events) {
      shown.take(event);
      if (event.type === 'ended') message = event.message;
    }
    if (isMore) continue;
    if (endedWith !== undefined) return { code: endedWith, message };
    await pause(POLL_MS);
  }
}
