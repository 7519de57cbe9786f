/** Where a process can be at when it is killed. */
export type FaultPoint =
  'started' | 'iteration' | 'evaluation' | 'cell file' | 'rename' | 'commit' | 'round' | 'message';

/**
 * Marks a place at which tests end the process as a power cut would. The build for them puts other code in the place of
 * this file (test/kill/build.ts); here it does nothing.
 */
export function fault(_point: FaultPoint): void {
  // Nothing.
}
