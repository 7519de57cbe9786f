// Stopping a run, from asking to forcing: the control file, then a signal, then an end without asking. What a lock names
// may be anybody's process, so a signal goes only to one that is proved to be the same.
import { requestStop } from '../runs/control';
import { oneLine } from '../runs/json';
import { lockFile } from '../runs/layout';
import { readLock } from '../runs/lock-record';
import { standing } from '../runs/machine';
import { alive, endProcesses, isProved, signal, whenGone, type ProcessId } from '../runs/process';
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
 * @throws {EnvironmentError} where the run is held on another machine, its holder does not stop and is not proved to be
 * the run's, or nothing ends its processes.
 */
export async function stopRun(
  runDir: string,
  tell: (step: string) => void,
  { now = false, limits = LIMITS, coordinator }: StopOptions = {},
): Promise<StopOutcome> {
  const { holder, isAlive, isConfirmed } = holderOf(runDir);
  const isOurs = (one: ProcessId): boolean => (one !== holder || isConfirmed) && isProved(one);
  const heads = [isAlive ? holder : undefined, coordinator].filter((one) => one !== undefined).filter(alive);
  const workers = (): readonly ProcessId[] => {
    const now = holderOf(runDir);
    return now.isConfirmed ? (now.holder?.workers ?? []) : [];
  };
  const family = [...heads, ...workers().filter(isProved)];
  if (family.length === 0) return 'not running';
  // Workers alone are not ended: their coordinator would start others.
  const canEnd = heads.length === 0 || heads.some(isOurs);

  if (heads.length > 0 && !(now && canEnd)) {
    requestStop(runDir);
    tell('Asked it to stop after the chunk it is in.');
    // One that gives no sign of life does not look for requests either.
    const waitMs = canEnd || readStatus(runDir).state === 'running' ? limits.askMs : 0;
    const left = await whenGone(family, waitMs);
    if (left.length === 0) return 'stopped';
    if (!canEnd) throw notProved(runDir, left);
    for (const one of heads.filter(isOurs)) signal(one, 'SIGTERM');
    tell(`It has not stopped within ${limits.askMs / 1000} s; sent SIGTERM.`);
    if ((await whenGone(family, limits.signalMs)).length === 0) return 'stopped by a signal';
  }
  // Workers may have come since; the lock knows them.
  const all = [...family, ...workers()];
  const unproved = all.filter((one) => alive(one) && !isOurs(one));
  tell('Ended its processes; the last checkpoint is what it resumes from.');
  const [stays] = await endProcesses(all.filter(isOurs), limits.killMs);
  if (stays)
    throw new EnvironmentError(
      `Process ${stays.pid} of the run does not end.`,
      'It may wait for a disk; look at it with the tools of the system.',
    );
  // Workers whose start time the system does not say leave with their coordinator.
  for (const { pid } of await whenGone(unproved, limits.killMs))
    tell(`Left process ${pid} alone: the lock names it, but nothing proves that it belongs to the run.`);
  return 'ended by force';
}

/** Who holds the run or was the last to. @throws {EnvironmentError} where that cannot be seen from here. */
function holderOf(runDir: string): ReturnType<typeof readLock> & { readonly isAlive: boolean } {
  const { holder, ...seen } = readLock(runDir);
  if (!holder || holder.released === true) return { ...seen, isAlive: false };
  const stands = standing(holder, holder.seenAt);
  if (stands !== 'unseen') return { ...seen, holder, isAlive: stands === 'alive' };
  const who = oneLine(`Process ${holder.pid} on ${holder.host}`);
  const { message = `${who}, which cannot be seen from here, holds the run.` } = readStatus(runDir);
  throw new EnvironmentError(message, 'Stop it there.');
}

function notProved(runDir: string, [one]: readonly ProcessId[]): EnvironmentError {
  return new EnvironmentError(
    `The lock names process ${one?.pid ?? '?'}, but nothing proves that it belongs to the run. It was asked to stop, through the file control, and does not.`,
    `If it is the run's, end it. If it is not, nobody works on the run: remove ${lockFile(runDir)} and the files lock.* beside it.`,
  );
}
