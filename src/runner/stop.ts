// Stopping a run, from asking to forcing: the control file, then a signal, then an end without asking.
import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { requestStop } from '../runs/control';
import { alive, signal, type ProcessId } from '../runs/process';
import { readStatus } from '../runs/state';
import { EnvironmentError } from './problem';

export interface StopLimits {
  /** For the chunk, the checkpoint and the way out. */
  readonly askMs: number;
  readonly signalMs: number;
  readonly killMs: number;
}

export interface StopOptions {
  /** Ends the processes without asking them first. */
  readonly now?: boolean;
  readonly limits?: StopLimits;
  /** The run's coordinator as its starter knows it: it is ended also where it no longer holds the run. */
  readonly coordinator?: ProcessId;
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
  { now = false, limits = LIMITS, coordinator }: StopOptions = {},
): Promise<StopOutcome> {
  const { holder, message } = readStatus(runDir);
  if (!holder && !(coordinator && alive(coordinator))) return 'not running';
  const family = [coordinator, holder, ...(holder?.workers ?? [])].filter((one) => one !== undefined);
  if (holder && holder.host !== os.hostname()) {
    throw new EnvironmentError(message ?? `The run is held on ${holder.host}.`, 'Stop it there.');
  }

  if (!now) {
    requestStop(runDir);
    tell('Asked it to stop after the chunk it is in.');
    if (await gone(family, limits.askMs)) return 'stopped';
    for (const one of [holder, coordinator]) if (one) signal(one, 'SIGTERM');
    tell(`It has not stopped within ${limits.askMs / 1000} s; sent SIGTERM.`);
    if (await gone(family, limits.signalMs)) return 'stopped by a signal';
  }
  // Workers may have come since; the lock knows them.
  const all = [...family, ...(readStatus(runDir).holder?.workers ?? [])];
  for (const one of all) signal(one, 'SIGKILL');
  tell('Ended its processes; the last checkpoint is what it resumes from.');
  if (await gone(all, limits.killMs)) return 'ended by force';
  throw new EnvironmentError(
    `Process ${all.find(alive)?.pid ?? ''} of the run does not end.`,
    'It may wait for a disk; look at it with the tools of the system.',
  );
}

async function gone(processes: readonly ProcessId[], limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (processes.some(alive)) {
    if (Date.now() > deadline) return false;
    await pause(50);
  }
  return true;
}
