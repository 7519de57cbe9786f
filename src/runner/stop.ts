// Stops a run in three steps: the control file, then SIGTERM, then SIGKILL. A lock may name any process, so Ticket
// signals only processes whose identity is proved.
import { setTimeout as pause } from 'node:timers/promises';
import { requestStop, stopRequested } from '../runs/control';
import { oneLine } from '../runs/json';
import { lockFile } from '../runs/layout';
import { readLock } from '../runs/lock-record';
import { standing } from '../runs/machine';
import { alive, endProcesses, isProved, signal, whenGone, type ProcessId } from '../runs/process';
import { readStatus } from '../runs/state';
import { EnvironmentError } from './problem';

export interface StopLimits {
  /** Time for the chunk, the checkpoint and the exit. */
  readonly askMs: number;
  readonly signalMs: number;
  readonly killMs: number;
}

export interface StopOptions {
  /** Kills the processes without asking first. */
  readonly now?: boolean;
  readonly limits?: StopLimits;
  /** The coordinator known to the starter; it is stopped even if it no longer holds the run. */
  readonly coordinator?: ProcessId;
}

/** A start writes its heartbeat after its lock, and clears earlier requests, within this time. */
const START_MS = 1000;

const LIMITS: StopLimits = { askMs: 45_000, signalMs: 15_000, killMs: 5000 };

export type StopOutcome = 'not running' | 'stopped' | 'stopped by a signal' | 'ended by force';

/**
 * Stops a run that is active on this machine, and returns the step that was needed. Calls `tell` with each step.
 *
 * @throws {EnvironmentError} if another machine holds the run, its holder neither stops nor is proved to belong to the
 * run, or its processes cannot be killed.
 */
export async function stopRun(
  runDir: string,
  tell: (step: string) => void,
  { now = false, limits = LIMITS, coordinator }: StopOptions = {},
): Promise<StopOutcome> {
  const { holder, isAlive, isConfirmed } = await confirmedHolder(runDir);
  const isOurs = (one: ProcessId): boolean => (one !== holder || isConfirmed) && isProved(one);
  const heads = [isAlive ? holder : undefined, coordinator].filter((one) => one !== undefined).filter(alive);
  const workers = (): readonly ProcessId[] => {
    const now = holderOf(runDir);
    return now.isConfirmed ? (now.holder?.workers ?? []) : [];
  };
  const family = [...heads, ...workers().filter(isProved)];
  if (family.length === 0) return 'not running';
  // Killing workers alone is useless: their coordinator would start others.
  const canEnd = heads.length === 0 || heads.some(isOurs);

  if (heads.length > 0 && !(now && canEnd)) {
    requestStop(runDir);
    tell('Asked the run to stop after the current chunk.');
    // A coordinator without a heartbeat does not read requests either.
    const waitMs = canEnd || readStatus(runDir).state === 'running' ? limits.askMs : 0;
    let left = await whenGone(family, Math.min(START_MS, waitMs));
    if (left.length > 0) {
      if (!stopRequested(runDir)) requestStop(runDir);
      left = await whenGone(left, Math.max(0, waitMs - START_MS));
    }
    if (left.length === 0) return 'stopped';
    if (!canEnd) throw notProved(runDir, left);
    for (const one of heads.filter(isOurs)) signal(one, 'SIGTERM');
    tell(`The run did not stop within ${limits.askMs / 1000} s. Sent SIGTERM.`);
    if ((await whenGone(family, limits.signalMs)).length === 0) return 'stopped by a signal';
  }
  // Workers may have started since; the lock names them.
  const all = [...family, ...workers()];
  const unproved = all.filter((one) => alive(one) && !isOurs(one));
  tell('Killing its processes. The run resumes from the last checkpoint.');
  const [stays] = await endProcesses(all.filter(isOurs), limits.killMs);
  if (stays)
    throw new EnvironmentError(
      `Process ${stays.pid} of the run cannot be killed.`,
      'It may be waiting for a disk; inspect it with system tools.',
    );
  // Workers without a known start time exit with their coordinator.
  for (const { pid } of await whenGone(unproved, limits.killMs))
    tell(`Did not kill process ${pid}: the lock names it, but nothing proves that it belongs to the run.`);
  return 'ended by force';
}

/** The same, after waiting for the first heartbeat of a holder that has just started, which confirms it. */
async function confirmedHolder(runDir: string): Promise<ReturnType<typeof holderOf>> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    const seen = holderOf(runDir);
    if (!seen.isAlive || seen.isConfirmed || performance.now() > deadline) return seen;
    await pause(10);
  }
}

/** The current or last holder of the run. @throws {EnvironmentError} if it is not visible from this machine. */
function holderOf(runDir: string): ReturnType<typeof readLock> & { readonly isAlive: boolean } {
  const { holder, ...seen } = readLock(runDir);
  if (!holder || holder.released === true) return { ...seen, isAlive: false };
  const stands = standing(holder, holder.seenAt);
  if (stands !== 'unseen') return { ...seen, holder, isAlive: stands === 'alive' };
  const who = oneLine(`Process ${holder.pid} on ${holder.host}`);
  const { message = `${who}, which is not visible from this machine, holds the run.` } = readStatus(runDir);
  throw new EnvironmentError(message, 'Stop the run on that machine.');
}

function notProved(runDir: string, [one]: readonly ProcessId[]): EnvironmentError {
  return new EnvironmentError(
    `The lock names process ${one?.pid ?? '?'}, but nothing proves that it belongs to the run, and it did not react to the stop request.`,
    `If it belongs to the run, kill it. If not, the run is inactive: remove ${lockFile(runDir)} and the files lock.* next to it.`,
  );
}
