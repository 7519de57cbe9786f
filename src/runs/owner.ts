// Names temporary files and folders after the process that owns them, so that others can take over those of dead
// processes.
import { createHash, randomBytes } from 'node:crypto';
import { standing, thisMachine, type Machine, type Standing } from './machine';
import { thisProcess, type ProcessId } from './process';

/** A unique part of a file name. It contains no separator of a list of folders. */
export function ownerName(owner: ProcessId & Machine = { ...thisProcess(), ...thisMachine() }): string {
  const { pid, startTime = '', host, pidNamespace = '' } = owner;
  const random = randomBytes(4).toString('hex');
  return [short(host), plain(pidNamespace), pid, plain(startTime), random].join('_');
}

/** Time without a change after which files of an invisible process count as abandoned. */
const FOREIGN_MS = 24 * 60 * 60_000;

/**
 * Whether the process in a name of {@link ownerName} is dead. An invisible process, or an unrecognized name, counts
 * as dead after a day without a change.
 *
 * @param lastMs time of the last write, in ms since 1970
 */
export function isAbandoned(name: string, lastMs: number): boolean {
  const stands = ownerStanding(name, new Date(lastMs).toISOString());
  return stands === 'dead' || (stands === 'unseen' && Date.now() - lastMs > FOREIGN_MS);
}

function ownerStanding(name: string, lastSeen: string): Standing {
  const [host, pidNamespace, pid = '', startTime, random, ...more] = name.split('_');
  if (host === undefined || random === undefined || more.length > 0 || !/^[1-9]\d*$/.test(pid))
    return 'unseen';
  const here = thisMachine();
  const owner = {
    host,
    pid: Number(pid),
    pidNamespace: raw(pidNamespace),
    startTime: raw(startTime),
  };
  return standing(owner, lastSeen, { ...here, host: short(here.host) });
}

/** A short hash: host names may have any length and any characters. */
const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

const plain = (text: string): string =>
  text.replace(/[^A-Za-z0-9-]/gu, (one) => `~${one.charCodeAt(0).toString(16).padStart(2, '0')}`);

const raw = (text = ''): string | undefined =>
  text.replace(/~([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))) || undefined;
