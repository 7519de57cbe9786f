// Freezes the workers of a run, which take no processor time while a test looks elsewhere; the run still counts as live.
import { listing } from '../src/runs/list';
import { alive } from '../src/runs/process';

function signal(runDir: string, name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const worker of listing(runDir).holder?.workers ?? [])
    if (alive(worker)) process.kill(worker.pid, name);
}

export const freeze = (runDir: string): void => signal(runDir, 'SIGSTOP');
export const thaw = (runDir: string): void => signal(runDir, 'SIGCONT');
