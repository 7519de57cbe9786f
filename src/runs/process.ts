// Processes that a file names: whether one still runs, and proof that it is the same, since a process id comes back.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from './atomic';

/** A process by its id and the time it started, which is undefined where the system does not say. */
export interface ProcessId {
  readonly pid: number;
  readonly startTime?: string | undefined;
}

/** State letter and start time from Linux's /proc; see proc(5), fields 3 and 22 of `stat`. */
function linuxStat(pid: number): { state: string; startTime: string } | undefined {
  try {
    // A sandbox can show the /proc of another pid namespace, in which this number is another process.
    if (fs.readlinkSync('/proc/self') !== String(process.pid)) return undefined;
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
  if (process.platform === 'win32') return windowsStartTime(ask(...windowsQuestion(pid)));
  return ask('/bin/ps', ['-o', 'lstart=', '-p', String(pid)])?.trim() || undefined;
}

/** The standard output of a program of the system, or undefined where it fails. */
function ask(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
      windowsHide: true,
    });
  } catch {
    return undefined;
  }
}

/** The time is that of GetProcessTimes: 100 ns steps since 1601. The full path keeps the working folder out. */
function windowsQuestion(pid: number): readonly [string, readonly string[]] {
  const system = path.win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
  return [
    path.win32.join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    ['-NoProfile', '-NonInteractive', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`],
  ];
}

/** The start time in the answer of PowerShell, which is empty for a process that is not there or not ours to see. */
export function windowsStartTime(answer: string | undefined): string | undefined {
  return /^\s*(\d{17,19})\s*$/.exec(answer ?? '')?.[1];
}

/**
 * Whether this very process may still run on this machine. Where start times are unknown, and on Windows, which takes
 * half a second to say one, the id alone decides: it is respected, but never signalled.
 */
export function alive(one: ProcessId): boolean {
  if (!hasId(one)) return false;
  const now = one.startTime === undefined || process.platform === 'win32' ? undefined : startTime(one.pid);
  return now === undefined || now === one.startTime;
}

/** Whether this very process runs on this machine beyond doubt: its start time is known, and is the recorded one. */
export function isProved(one: ProcessId): boolean {
  return one.startTime !== undefined && hasId(one) && startTime(one.pid) === one.startTime;
}

/** Whether a process with this id runs. */
function hasId({ pid }: ProcessId): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    if (errorCode(error) !== 'EPERM') return false;
  }
  // A killed process whose parent does not collect it keeps its id for ever (in a container without an init).
  const state = process.platform === 'linux' ? linuxStat(pid)?.state : undefined;
  return state !== 'Z' && state !== 'X';
}

/**
 * Sends a signal to this very process; nothing where it has ended, or where nothing proves that it is the same.
 *
 * @throws {Error} of the system where the process is another user's.
 */
export function signal(one: ProcessId, name: NodeJS.Signals): void {
  if (!isProved(one)) return;
  try {
    process.kill(one.pid, name);
  } catch (error) {
    // It may have ended just now.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** Waits until none of these processes is left, or the time is over; returns those that are. */
export async function whenGone(
  processes: readonly ProcessId[],
  limitMs: number,
): Promise<readonly ProcessId[]> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const left = processes.filter(alive);
    if (left.length === 0 || performance.now() > deadline) return left;
    await pause(20);
  }
}

/** A process that nothing ends, such as one that waits for a disk. */
export class StayingProcessError extends Error {
  constructor({ pid }: ProcessId) {
    super(
      `Process ${pid} of the run before does not end. Look at it with the tools of the system, then resume.`,
    );
  }
}

/**
 * Ends at once those of these processes whose identity is proved, and waits until they are gone. A stopped process
 * (SIGSTOP) ends as well. Leaves alone one that only has the number.
 *
 * @returns those that did not end within the time.
 */
export async function endProcesses(
  processes: readonly ProcessId[],
  limitMs: number,
): Promise<readonly ProcessId[]> {
  const proved = processes.filter(isProved);
  for (const one of proved) signal(one, 'SIGKILL');
  return whenGone(proved, limitMs);
}

/** The process that this code runs in. */
export function thisProcess(): ProcessId {
  return { pid: process.pid, startTime: startTime(process.pid) };
}

/** A child as its parent records it. On Windows without a start time: its workers end with their channel. */
export function childProcess(pid: number): ProcessId {
  return process.platform === 'win32' ? { pid } : { pid, startTime: startTime(pid) };
}
