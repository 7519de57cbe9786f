// What the tests have started and left running: known by a mark in its environment, whoever its parent is by then.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A new mark, in the environment of everything that is started from now on. */
export const mark = () => (process.env.TICKET_SUITE = randomUUID());

/** What ends by itself does so within this, on a busy machine, too. */
const LIMIT_MS = 5 * 60_000;

/** The command lines of processes that carry the mark and do not end by themselves, with pid and start time; Linux only. */
export async function leftRunning(mark) {
  const until = Date.now() + LIMIT_MS;
  for (;;) {
    const left = marked(mark);
    if (left.length === 0 || Date.now() > until) return left;
    await pause(200);
  }
}

function marked(mark) {
  if (process.platform !== 'linux') return [];
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    if (!read(`/proc/${pid}/environ`).includes(`TICKET_SUITE=${mark}`)) return [];
    const stat = read(`/proc/${pid}/stat`);
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // One that has ended and that nobody has asked after has no command line any more.
    if (state === 'Z' || state === undefined) return [];
    return [`${pid} (started at ${fields[18]}): ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`];
  });
}

/** Empty where it has ended meanwhile. */
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
