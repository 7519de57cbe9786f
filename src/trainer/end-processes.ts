// Ending the workers that a dead coordinator left behind.
import { setTimeout as pause } from 'node:timers/promises';
import { alive, signal, type ProcessId } from '../runs/process';

const LIMIT_MS = 10_000;

/** Ends processes at once and waits until they are gone; one that only has the same number as one is left alone. */
export async function endProcesses(processes: readonly ProcessId[]): Promise<void> {
  const left = processes.filter(alive);
  for (const one of left) signal(one, 'SIGKILL');
  const deadline = Date.now() + LIMIT_MS;
  while (left.some(alive)) {
    if (Date.now() > deadline)
      throw new Error(`A worker of the run before (pid ${left.find(alive)?.pid ?? '?'}) does not end.`);
    await pause(20);
  }
}
