// The processes below this one, from Linux's /proc.
import fs from 'node:fs';
import { alive, startTime, type ProcessId } from '../../src/runs/process';

/** A process with its name, for messages. */
export interface Child extends ProcessId {
  readonly name: string;
}

/** Every process that descends from this one and runs now. */
export function descendants(): readonly Child[] {
  const parents = new Map<number, { parent: number; name: string }>();
  for (const entry of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // "pid (name) state parent …"; the name may itself hold spaces and parentheses.
      const stat = fs.readFileSync(`/proc/${entry}/stat`, 'utf8');
      const end = stat.lastIndexOf(')');
      const parent = Number(stat.slice(end + 2).split(' ')[1]);
      parents.set(Number(entry), { parent, name: stat.slice(stat.indexOf('(') + 1, end) });
    } catch {
      // It ended between the two looks.
    }
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid)?.parent;
    return parent !== undefined && (parent === process.pid || isBelow(parent));
  };
  return [...parents]
    .filter(([pid]) => isBelow(pid))
    .map(([pid, { name }]) => ({ pid, name, startTime: startTime(pid) }))
    .filter(alive);
}

/** Waits until all have ended or the time is over; ends the others by force and returns them. */
export async function ended(children: readonly Child[], limitMs: number): Promise<readonly Child[]> {
  const until = Date.now() + limitMs;
  while (children.some(alive) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  const left = children.filter(alive);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  return left;
}
