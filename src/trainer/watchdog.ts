// A process that another one has started for itself leaves with it: whatever it made could no longer be used.
import { Worker } from 'node:worker_threads';

const CHECK_MS = 1000;

/**
 * Ends this process once the one at the other end of its channel is gone. A closed channel is only heard between two
 * calls into the library, and one call can last for ever, so a thread looks as well. (On Windows it sees nothing: there,
 * the number of a parent outlives it.)
 */
export function dieWithParent(): void {
  process.on('disconnect', () => process.exit());
  const code = `
    const parent = process.ppid;
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, ${CHECK_MS});
  `;
  new Worker(code, { eval: true }).unref();
}
