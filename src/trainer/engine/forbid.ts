// Blocks operations that traced code must not use: reads of a tensor's values, the clock and randomness.
import type { Tf } from '../../lab/tf';
import { presentGuard } from './module-guard';
import { replace, replaceUnrepeatable } from './unrepeatable';

/**
 * Replaces functions that are not repeatable with ones that call `refuse`, and returns a function that restores them.
 * `refuse` may throw. The traced code may catch the error, so the caller must remember it.
 */
export function forbid(tf: Tf, refuse: (what: string) => never): () => void {
  const readSync = (): never => refuse('The code reads the value of a tensor');
  // An unhandled rejected promise would terminate the process; this one never settles.
  const read = (): Promise<never> => {
    try {
      return readSync();
    } catch {
      return new Promise(() => undefined);
    }
  };
  // Kernels read through the backend to validate their inputs; their results do not depend on it.
  const undo = [
    replace(tf.engine(), { readSync, read }),
    replaceUnrepeatable((kind, what) => {
      // The module guard names the function and the module.
      if (presentGuard()?.refuses(kind)) return;
      refuse(
        kind === 'chance'
          ? `${what} returns a different value on each call; draw from the counter instead`
          : `${what} returns a different value on each call; pass it in as a scalar of the row`,
      );
    }),
  ];
  return () => {
    for (const one of undo.reverse()) one();
  };
}
