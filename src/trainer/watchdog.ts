// Ends a process that a library holds in one long call once the process that started it is gone: a closed channel is
// only heard between two calls.
import { Worker } from 'node:worker_threads';

const CHECK_MS = 1000;

/** Watches from a thread of its own; Windows does not tell when a parent has gone, and keeps the number of it. */
export function dieWithParent(): void {
  const code = `
    const parent = process.ppid;
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, ${CHECK_MS});
  `;
  new Worker(code, { eval: true, stdout: false, stderr: false }).unref();
}
