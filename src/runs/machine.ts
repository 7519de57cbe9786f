// Identifies the machine and pid namespace of a process. Processes elsewhere cannot see whether it still runs.
import fs from 'node:fs';
import os from 'node:os';
import { alive, type ProcessId } from './process';

export interface Machine {
  readonly host: string;
  /** Containers on one machine may share host name and disk, but not processes. Linux only. */
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

/** State of a recorded process, as far as this machine can see. */
export type Standing = 'alive' | 'dead' | 'unseen';

/**
 * The state of a process whose last heartbeat was at `lastSeen` (ISO 8601).
 *
 * A process on another host or in another pid namespace is unseen. A process with this host name from another
 * boot is unseen too, unless its last heartbeat is older than the current boot: then the machine has rebooted since,
 * and the process is dead.
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

/** The boot id at the beginning of Linux start times (see process.ts). */
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
