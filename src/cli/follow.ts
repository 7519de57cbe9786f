// Following a run from the command line until it ends: progress, Ctrl-C, and the exit code.
import { setTimeout as pause } from 'node:timers/promises';
import { exitCode } from '../runs/claims';
import { requestStop } from '../runs/control';
import { readEvents } from '../runs/events';
import { readManifest } from '../runs/manifest';
import type { RunEvent } from '../runs/types';
import type { Started } from '../runner/start';
import { stopRun } from '../runner/stop';
import { exitCodes, printJson } from './command';
import { progress } from './progress';
import { report } from './report';
import { judge, type Judged } from './results';

const POLL_MS = 200;

/** Shows a started run until it ends and returns the coordinator's exit code. Ctrl-C stops the run resumably. */
export async function follow(runDir: string, { from, ended }: Started): Promise<number> {
  const shown = progress(readManifest(runDir), process.stderr);
  let code: number | null | undefined;
  let interrupted: number | undefined;
  void ended.then((status) => (code = status));

  const ask = (exit: number) => (): void => {
    shown.clear();
    if (interrupted !== undefined) {
      console.error('Ending it now; it resumes from its last checkpoint.');
      stopRun(runDir, () => undefined, { now: true }).catch(console.error);
      return;
    }
    interrupted = exit;
    console.error('Stopping after the chunk it is in; once more ends it now.');
    requestStop(runDir);
  };
  const [onInterrupt, onTerminate] = [ask(exitCodes.interrupted), ask(exitCodes.stopped)];
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    let cursor = from;
    let last: RunEvent | undefined;
    for (;;) {
      // The process is looked at first: what it wrote before it ended is then read below.
      const isOver = code !== undefined;
      const { events, next } = readEvents(runDir, cursor);
      cursor = next;
      for (const event of events) {
        shown.take(event);
        last = event;
      }
      if (isOver) break;
      await pause(POLL_MS);
    }
    shown.clear();
    if (last?.type === 'ended' && last.message !== undefined) console.error(last.message);
    if (code === exitCodes.claimsHold) return exitCodes.claimsHold;
    return interrupted ?? code ?? exitCodes.failed;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}

/** What a run came to, printed; the exit code says whether its claims hold. */
export async function conclude(runDir: string, json: boolean): Promise<number> {
  const judged = await judge(runDir);
  if (json) printJson(asJson(judged));
  else console.log(`\n${report(judged.results, judged.claims)}`);
  return exitCode(judged.claims);
}

/** `show --json`: `rounds[0]` is the dense net. */
export function asJson({ results, claims }: Judged): unknown {
  const { spec, rounds, ...rest } = results;
  return { ...rest, spec, rounds, claims };
}
