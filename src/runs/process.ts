// Checks and signals recorded processes. Process ids are reused, so identity is proved by start time.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from './atomic';

/** A process: its id and start time, which is undefined if the system does not provide it. */
export interface ProcessId {
  readonly pid: number;
  readonly startTime?: string | undefined;
}

/** State letter and start time from Linux's /proc; see proc(5), fields 3 and 22 of `stat`. */
function linuxStat(pid: number): { state: string; startTime: string } | undefined {
  try {
    // A sandbox may mount the /proc of another pid namespace, where this id belongs to another process.
    if (fs.readlinkSync('/proc/self') !== String(process.pid)) return undefined;
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The second field is the program's name in parentheses, which may contain spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    return state === undefined || ticks === undefined ? undefined : { state, startTime: `${boot}:${ticks}` };
  } catch {
    return undefined;
  }
}

/** Start time of a process, as opaque text for comparison; undefined if unknown. */
export function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStat(pid)?.startTime;
  if (process.platform === 'win32') return windowsStartTime(ask(...windowsQuestion(pid)));
  return ask('/bin/ps', ['-o', 'lstart=', '-p', String(pid)])?.trim() || undefined;
}

/** The standard output of a system program; undefined if it fails. */
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

/** Queries GetProcessTimes: 100 ns steps since 1601. The full path avoids programs in the working folder. */
function windowsQuestion(pid: number): readonly [string, readonly string[]] {
  const system = path.win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
  return [
    path.win32.join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    ['-NoProfile', '-NonInteractive', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`],
  ];
}

/** The start time in PowerShell's output, which is empty for missing or invisible processes. */
export function windowsStartTime(answer: string | undefined): string | undefined {
  return /^\s*(\d{17,19})\s*$/.exec(answer ?? '')?.[1];
}

/**
 * Whether this process may still run on this machine. Without start times, and on Windows, where one takes half a
 * second, only the id counts: the process is respected, but never signalled.
 */
export function alive(one: ProcessId): boolean {
  if (!hasId(one)) return false;
  const now = one.startTime === undefined || process.platform === 'win32' ? undefined : startTime(one.pid);
  return now === undefined || now === one.startTime;
}

/** Whether this process certainly runs on this machine: its start time is known and equals the recorded one. */
export function isProved(one: ProcessId): boolean {
  return one.startTime !== undefined && hasId(one) && startTime(one.pid) === one.startTime;
}

/** Whether a process with this id runs. */
function hasId({ pid }: ProcessId): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to another user.
    if (errorCode(error) !== 'EPERM') return false;
  }
  // A zombie keeps its id until its parent collects it, which never happens in a container without an init process.
  const state = process.platform === 'linux' ? linuxStat(pid)?.state : undefined;
  return state !== 'Z' && state !== 'X';
}

/**
 * Sends a signal to this process if its identity is proved; does nothing if it has exited or is not proved.
 *
 * @throws {Error} of the system if the process belongs to another user.
 */
export function signal(one: ProcessId, name: NodeJS.Signals): void {
  if (!isProved(one)) return;
  try {
    process.kill(one.pid, name);
  } catch (error) {
    // It may have just exited.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** Waits until all these processes have exited or the timeout; returns those left. */
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

/** A process that cannot be killed, such as one waiting for a disk. */
export class StayingProcessError extends Error {
  constructor({ pid }: ProcessId) {
    super(
      `Process ${pid} of the previous start cannot be killed. Inspect it with system tools, then resume.`,
    );
  }
}

/**
 * Kills the processes with proved identity, including those stopped by SIGSTOP, and waits until they have ended.
 * Leaves other processes with the same ids alone.
 *
 * @returns those that did not exit in time.
 */
export async function endProcesses(
  processes: readonly ProcessId[],
  limitMs: number,
): Promise<readonly ProcessId[]> {
  const proved = processes.filter(isProved);
  for (const one of proved) signal(one, 'SIGKILL');
  return whenGone(proved, limitMs);
}

/** The current process. */
export function thisProcess(): ProcessId {
  return { pid: process.pid, startTime: startTime(process.pid) };
}

/** The record of a child process. On Windows without a start time: workers exit with their channel. */
export function childProcess(pid: number): ProcessId {
  return process.platform === 'win32' ? { pid } : { pid, startTime: startTime(pid) };
}
