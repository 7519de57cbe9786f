// Finds processes that the tests left running, by a marker in their environment, whatever their parent is by then.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Sets a new marker in the environment of all processes started from now on. */
export const mark = () => (process.env.TICKET_SUITE = randomUUID());

/** Time for processes to exit by themselves, even on a busy machine. */
const LIMIT_MS = 5 * 60_000;

/** Command lines, with pid and start time, of processes with the marker that do not exit by themselves; Linux only. */
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
    // A zombie has no command line.
    if (state === 'Z' || state === undefined) return [];
    return [`${pid} (started at ${fields[18]}): ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`];
  });
}

/** Empty if the process has exited meanwhile. */
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
