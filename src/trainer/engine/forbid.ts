// What recorded code must not do, as long as it is recorded: read an array's values, the clock, or chance.
import type { Tf } from '../../lab/tf';

/**
 * Puts functions that refuse in the place of those that give something else each time, and returns what puts them
 * back. `refuse` may throw; where the code would go on all the same, it is for the caller to remember.
 */
export function forbid(tf: Tf, refuse: (what: string) => never): () => void {
  const chance = (what: string) => (): never =>
    refuse(`${what} gives something else each time; draw from the counter instead`);
  const clock = (what: string) => (): never =>
    refuse(`${what} gives something else each time; pass it in as a scalar of the row`);
  const readSync = (): never => refuse('A value is read in the middle');
  // A promise that is rejected where nobody waits for it ends the process; this one is never settled.
  const read = (): Promise<never> => {
    try {
      return readSync();
    } catch {
      return new Promise(() => undefined);
    }
  };
  const now = clock('Date.now');
  const date = new Proxy(Date, {
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
    construct: (target, args, as) =>
      args.length === 0 ? clock('new Date()')() : (Reflect.construct(target, args, as) as Date),
    apply: clock('Date()'),
  });
  // Kernels read through the backend, to check what they are given, and do not depend on what they see.
  const undo = [
    replace(tf.engine(), { readSync, read }),
    replace(Math, { random: chance('Math.random') }),
    replace(performance, { now: clock('performance.now') }),
    replace(globalThis, { Date: date }),
  ];
  return () => {
    for (const one of undo) one();
  };
}

function replace(object: object, by: Readonly<Record<string, unknown>>): () => void {
  const before = Object.keys(by).map(
    (name) => [name, Object.getOwnPropertyDescriptor(object, name)] as const,
  );
  for (const [name, value] of Object.entries(by))
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
  return () => {
    for (const [name, own] of before) {
      if (own) Object.defineProperty(object, name, own);
      else Reflect.deleteProperty(object, name);
    }
  };
}
