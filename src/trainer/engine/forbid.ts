// What recorded code must not do, as long as it is recorded: read an array's values, the clock, or chance.
import type { Tf } from '../../lab/tf';
import { presentGuard } from './module-guard';
import { replace, replaceUnrepeatable } from './unrepeatable';

/**
 * Puts functions that refuse in the place of those that give something else each time, and returns what puts them
 * back. `refuse` may throw; where the code would go on all the same, it is for the caller to remember.
 */
export function forbid(tf: Tf, refuse: (what: string) => never): () => void {
  const readSync = (): never => refuse('A value is read in the middle');
  // A promise that is rejected where nobody waits for it ends the process; this one is never settled.
  const read = (): Promise<never> => {
    try {
      return readSync();
    } catch {
      return new Promise(() => undefined);
    }
  };
  // Kernels read through the backend, to check what they are given, and do not depend on what they see.
  const undo = [
    replace(tf.engine(), { readSync, read }),
    replaceUnrepeatable((kind, what) => {
      // The guard says which function of which module it is.
      if (presentGuard()?.refuses(kind)) return;
      refuse(
        kind === 'chance'
          ? `${what} gives something else each time; draw from the counter instead`
          : `${what} gives something else each time; pass it in as a scalar of the row`,
      );
    }),
  ];
  return () => {
    for (const one of undo.reverse()) one();
  };
}
