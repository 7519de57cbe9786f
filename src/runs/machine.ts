// The machine and pid namespace that a process id is a number of: nobody elsewhere can see whether it still runs.
import fs from 'node:fs';
import os from 'node:os';
import { alive, type ProcessId } from './process';

export interface Machine {
  readonly host: string;
  /** Two containers of one machine may share host name and disk, but not their processes. Linux alone has them. */
  readonly pidNamespace?: string | undefined;
}

/** The machine and pid namespace of this process. */
export function thisMachine(): Machine {
  return { host: os.hostname(), pidNamespace: pidNamespace() };
}

function pidNamespace(): string | undefined {
  try {
    return fs.readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

/** How a process that a file names stands, as far as can be seen from here. */
export type Standing = 'alive' | 'dead' | 'unseen';

/**
 * The standing of a process that wrote a sign of life at `lastSeen` (ISO 8601).
 *
 * A process of another host or pid namespace is unseen. So is one of this host name that ran under another boot, unless
 * its last sign of life is older than this boot: then the machine has started anew since, and nothing of it runs.
 */
export function standing(
  one: ProcessId & Machine,
  lastSeen: string,
  here: Machine = thisMachine(),
): Standing {
  if (one.host !== here.host) return 'unseen';
  const [boot, bootNow] = [bootOf(one), thisBoot()];
  if (boot !== undefined && bootNow !== undefined && boot !== bootNow)
    return Date.parse(lastSeen) < Date.now() - os.uptime() * 1000 ? 'dead' : 'unseen';
  const isElsewhere =
    one.pidNamespace !== undefined &&
    here.pidNamespace !== undefined &&
    one.pidNamespace !== here.pidNamespace;
  if (isElsewhere) return 'unseen';
  return alive(one) ? 'alive' : 'dead';
}

/** The boot id that start times begin with on Linux (see process.ts). */
function bootOf({ startTime }: ProcessId): string | undefined {
  return /^([0-9a-f-]{36}):\d+$/.exec(startTime ?? '')?.[1];
}

function thisBoot(): string | undefined {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}
