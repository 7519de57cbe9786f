// Random choices determined by a seed.

export interface Draws {
  /** An integer from 0 to `count` − 1. */
  below(count: number): number;
  /** One of the items. Throws if there are none. */
  pick<T>(items: readonly T[]): T;
  /** True with probability 1/`times`. */
  once(times: number): boolean;
}

/** The generator mulberry32 (Tommy Ettinger, public domain). */
export function draws(seed: number): Draws {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    below,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new Error('There is nothing to pick from.');
      return items[below(items.length)] as T;
    },
    once: (times) => below(times) === 0,
  };
}
