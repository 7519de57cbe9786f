// Starting a run and following it from the command line until it ends: progress, Ctrl-C, and the exit code.
import { setTimeout as pause } from 'node:timers/promises';
import { requestStop } from '../runs/control';
import { readEvents } from '../runs/events';
import { readManifest } from '../runs/manifest';
import type { StartRequest } from '../runs/request';
import type { RunEvent } from '../runs/types';
import { start } from '../runner/start';
import { stopRun } from '../runner/stop';
import { exitCodes } from './command';
import { progress, type Progress } from './progress';

const POLL_MS = 200;

/**
 * Starts a run, shows it until it ends and returns its exit code. Ctrl-C and SIGTERM stop it resumably, from the
 * first moment on: the run is a process of its own and would outlive this one.
 *
 * @throws {StartError} where it does not begin.
 */
export async function follow(request: StartRequest): Promise<number> {
  const { runDir } = request;
  let shown: Progress | undefined;
  let interrupted: number | undefined;
  const ask = (exit: number) => (): void => {
    shown?.clear();
    if (interrupted === undefined) {
      interrupted = exit;
      console.error('Stopping after the chunk it is in; once more ends it now.');
      if (shown) requestStop(runDir);
    } else if (shown) {
      console.error('Ending it now; it resumes from its last checkpoint.');
      stopRun(runDir, () => undefined, { now: true }).catch(console.error);
    }
  };
  const [onInterrupt, onTerminate] = [ask(exitCodes.interrupted), ask(exitCodes.stopped)];
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    const { from, ended } = await start(request);
    shown = progress(readManifest(runDir), process.stderr);
    // A start takes back the requests to stop that it finds.
    if (interrupted !== undefined) requestStop(runDir);
    const { code, last } = await watch(runDir, { from, ended }, shown);
    if (last?.type === 'ended' && last.message !== undefined) console.error(last.message);
    if (code === null) console.error('The run was ended from outside.');
    return interrupted ?? code ?? exitCodes.stopped;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}

/** Shows events until the process has ended and all that it wrote has been read. */
async function watch(
  runDir: string,
  { from, ended }: Pick<Awaited<ReturnType<typeof start>>, 'from' | 'ended'>,
  shown: Progress,
): Promise<{ readonly code: number | null; readonly last: RunEvent | undefined }> {
  let code: number | null | undefined;
  void ended.then((status) => (code = status));
  let cursor = from;
  let last: RunEvent | undefined;
  for (;;) {
    // The process is looked at first: what it wrote before it ended is then read below.
    const endedWith = code;
    const { events, next } = readEvents(runDir, cursor);
    cursor = next;
    events.forEach((event) => shown.take(event));
    last = events.at(-1) ?? last;
    if (endedWith !== undefined) {
      shown.clear();
      return { code: endedWith, last };
    }
    await pause(POLL_MS);
  }
}
