/** Points at which tests kill a process. */
export type FaultPoint =
  'started' | 'iteration' | 'evaluation' | 'cell file' | 'rename' | 'write' | 'commit' | 'round' | 'message';

/**
 * Marks a point at which tests kill the process like a power cut. Test builds replace this file (test/kill/build.ts);
 * here it does nothing. `file` is the file that a write replaces.
 */
export function fault(_point: FaultPoint, _file?: string): void {
  // Nothing.
}
