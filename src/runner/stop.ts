// Stopping a run, from asking to forcing: the control file, then a signal, then an end without asking.
import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { requestStop } from '../runs/control';
import { alive, type ProcessId } from '../runs/process';
import { readStatus } from '../runs/state';
import { EnvironmentError } from './problem';

export interface StopLimits {
  /** For the chunk, the checkpoint and the way out. */
  readonly askMs: number;
  readonly signalMs: number;
  readonly killMs: number;
}

const LIMITS: StopLimits = { askMs: 45_000, signalMs: 15_000, killMs: 5000 };

export type StopOutcome = 'not running' | 'stopped' | 'stopped by a signal' | 'ended by force';

/**
 * Stops a run that is worked on here, and returns how far it had to go. `tell` hears of each step.
 *
 * @throws {EnvironmentError} where the run is held on another machine, or nothing ends its processes.
 */
export async function stopRun(
  runDir: string,
  tell: (step: string) => void,
  { now = false, limits = LIMITS } = {},
): Promise<StopOutcome> {
  const { holder, message } = readStatus(runDir);
  if (!holder) return 'not running';
  const family: readonly ProcessId[] = [holder, ...holder.workers];
  if (holder.host !== os.hostname()) {
    throw new EnvironmentError(message ?? `The run is held on ${holder.host}.`, 'Stop it there.');
  }

  if (!now) {
    requestStop(runDir);
    tell('Asked it to stop after the chunk it is in.');
    if (await gone(family, limits.askMs)) return 'stopped';
    signal([holder], 'SIGTERM');
    tell(`It has not stopped within ${limits.askMs / 1000} s; sent SIGTERM.`);
    if (await gone(family, limits.signalMs)) return 'stopped by a signal';
  }
  // Workers may have come since; the lock knows them.
  const all = [...family, ...(readStatus(runDir).holder?.workers ?? [])];
  signal(all, 'SIGKILL');
  tell('Ended its processes; the last checkpoint is what it resumes from.');
  if (await gone(all, limits.killMs)) return 'ended by force';
  throw new EnvironmentError(
    `Process ${all.find(alive)?.pid ?? ''} of the run does not end.`,
    'It may wait for a disk; look at it with the tools of the system.',
  );
}

function signal(processes: readonly ProcessId[], name: NodeJS.Signals): void {
  for (const one of processes.filter(alive)) process.kill(one.pid, name);
}

async function gone(processes: readonly ProcessId[], limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (processes.some(alive)) {
    if (Date.now() > deadline) return false;
    await pause(50);
  }
  return true;
}
