// Owners of temporary files and folders: the name says which process works on one, so that what a dead one has left can
// be taken over, and nothing else.
import { createHash, randomBytes } from 'node:crypto';
import { standing, thisMachine, type Machine, type Standing } from './machine';
import { thisProcess, type ProcessId } from './process';

/** A part of a file name that no other call returns. It has no character that a list of folders is cut at. */
export function ownerName(owner: ProcessId & Machine = { ...thisProcess(), ...thisMachine() }): string {
  const { pid, startTime = '', host, pidNamespace = '' } = owner;
  const random = randomBytes(4).toString('hex');
  return [short(host), plain(pidNamespace), pid, plain(startTime), random].join('_');
}

/** What a process that cannot be seen from here owns is taken for abandoned after this long without a change. */
const FOREIGN_MS = 24 * 60 * 60_000;

/**
 * Whether the process that a name of {@link ownerName} names is dead. One that cannot be seen, or that no such name
 * names, is dead once it was silent for a day.
 *
 * @param lastMs when it last wrote, in ms since 1970
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

/** Names of hosts are of any length and may hold anything. */
const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

const plain = (text: string): string =>
  text.replace(/[^A-Za-z0-9-]/gu, (one) => `~${one.charCodeAt(0).toString(16).padStart(2, '0')}`);

const raw = (text = ''): string | undefined =>
  text.replace(/~([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))) || undefined;
