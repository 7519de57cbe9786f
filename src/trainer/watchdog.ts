// Terminates a child process when its parent has gone, because nobody could use its results any more.
import { Worker } from 'node:worker_threads';

const CHECK_MS = 1000;

/**
 * Terminates this process once its parent is gone. Node reports a closed channel only between calls into the library,
 * and a call can last forever, so a thread checks as well. (The thread has no effect on Windows, where a parent's
 * process id outlives it.)
 */
export function dieWithParent(): void {
  process.on('disconnect', () => process.exit());
  const code = `
    const parent = process.ppid;
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, ${CHECK_MS});
  `;
  new Worker(code, { eval: true }).unref();
}
