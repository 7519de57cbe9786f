// The processes below this one, from Linux's /proc.
import fs from 'node:fs';
import { alive, startTime, type ProcessId } from '../../src/runs/process';

/** A process with its command line, for messages. */
export interface Child extends ProcessId {
  readonly command: string;
}

/** Every process that descends from this one and runs now. */
export function descendants(): readonly Child[] {
  const parents = new Map<number, number>();
  for (const entry of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    // "pid (name) state parent …"; the name may itself hold spaces and parentheses.
    const stat = read(`/proc/${entry}/stat`);
    parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isBelow(parent));
  };
  return [...parents.keys()]
    .filter(isBelow)
    .map((pid) => ({
      pid,
      startTime: startTime(pid),
      command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '),
    }))
    .filter(alive);
}

/** Empty where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Waits until all have ended or the time is over; ends the others by force and returns them. */
export async function ended(children: readonly Child[], limitMs: number): Promise<readonly Child[]> {
  const until = Date.now() + limitMs;
  while (children.some(alive) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  const left = children.filter(alive);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  return left;
}
