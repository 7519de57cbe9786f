// The machine: processor, cores, system and load.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
  readonly node: string;
  /** Load average over the last minute; below 1 on a quiet machine. */
  readonly load: number;
}

export const machine = (): Machine => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: cores().length,
  system: `${os.type()} ${os.arch()}`,
  node: process.versions.node,
  load: os.loadavg()[0] ?? NaN,
});

/** Ids of the cores that this process may use. */
export function cores(): readonly number[] {
  try {
    const [, list = ''] =
      /^Cpus_allowed_list:\s*(\S+)$/m.exec(fs.readFileSync('/proc/self/status', 'utf8')) ?? [];
    const numbers = list.split(',').flatMap((range) => {
      const [from = NaN, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });
    if (numbers.length > 0) return numbers;
  } catch {
    // Not Linux.
  }
  return Array.from({ length: os.availableParallelism() }, (_, i) => i);
}

/** Whether `taskset` can pin processes to cores. */
export function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
