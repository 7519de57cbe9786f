// Whether a process that a file names is still the same one: a process id alone comes back to others.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { errorCode } from './atomic';

/** A process by its id and the time it started, which is undefined where the system does not say. */
export interface ProcessId {
  readonly pid: number;
  readonly startTime?: string | undefined;
}

/** State letter and start time from Linux's /proc; see proc(5), fields 3 and 22 of `stat`. */
function linuxStat(pid: number): { state: string; startTime: string } | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    return state === undefined || ticks === undefined ? undefined : { state, startTime: `${boot}:${ticks}` };
  } catch {
    return undefined;
  }
}

/** When a process started, as text that is only good for comparing; undefined where it cannot be known. */
export function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStat(pid)?.startTime;
  if (process.platform === 'win32') return undefined;
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether this very process still runs on this machine. Where start times are unknown, the id alone decides. */
export function alive({ pid, startTime: recorded }: ProcessId): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    if (errorCode(error) !== 'EPERM') return false;
  }
  // A killed process whose parent does not collect it keeps its id for ever (in a container without an init).
  const state = process.platform === 'linux' ? linuxStat(pid)?.state : undefined;
  if (state === 'Z' || state === 'X') return false;
  const now = recorded === undefined ? undefined : startTime(pid);
  return now === undefined || now === recorded;
}

/**
 * Sends a signal to this very process; nothing where it has ended.
 *
 * @throws {Error} of the system where the process is another user's.
 */
export function signal(one: ProcessId, name: NodeJS.Signals): void {
  if (!alive(one)) return;
  try {
    process.kill(one.pid, name);
  } catch (error) {
    // It may have ended just now.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** The process that this code runs in. */
export function thisProcess(): ProcessId {
  return { pid: process.pid, startTime: startTime(process.pid) };
}
