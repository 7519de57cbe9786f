// Finds processes that a test started, through Linux's /proc.
import fs from 'node:fs';
import { until } from '../until';
import { alive, startTime, type ProcessId } from '../../src/runs/process';

/** A process with its command line, for messages. */
export interface Child extends ProcessId {
  readonly command: string;
}

/** Every running descendant of this process. */
export function descendants(): readonly Child[] {
  const parents = new Map(allProcesses().map((pid) => [pid, parentOf(pid)]));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).map(describe).filter(alive);
}

/**
 * Waits until `children` have ended, and every process with `folder` in its environment: a stopping server may just
 * have started another one. Kills and returns those left after the time limit.
 */
export async function ended(children: readonly Child[], folder: string): Promise<readonly Child[]> {
  const running = (): readonly Child[] => [...children.filter(alive), ...startedWith(folder)];
  await until('the end of all processes', () => running().length === 0).catch(() => undefined);
  const left = running();
  for (const { pid } of left) end(pid);
  return left;
}

function startedWith(folder: string): readonly Child[] {
  return allProcesses()
    .filter((pid) => read(`/proc/${pid}/environ`).includes(folder))
    .map(describe)
    .filter(alive);
}

function allProcesses(): readonly number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function parentOf(pid: number): number {
  // "pid (name) state parent …"; the name may itself hold spaces and parentheses.
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function describe(pid: number): Child {
  return { pid, startTime: startTime(pid), command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') };
}

/** Empty if the process has exited or belongs to another user. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It exited first.
  }
}
