import type { TestContext } from 'node:test';

/** A manual clock for tests. */
export interface ToldClock {
  pass(ms: number): void;
}

/**
 * Timers of `length` milliseconds, the product's time limit, follow a clock that the test advances; other timers are
 * real.
 */
export function tellTimersOf(t: TestContext, length: number): ToldClock {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const timers = new Set<{ due: number; readonly ring: () => void }>();
  let now = 0;
  t.mock.method(globalThis, 'setTimeout', ((ring: () => void, ms: number) => {
    if (ms !== length) return set(ring, ms);
    const timer = { due: now + ms, ring, refresh: () => (timer.due = now + ms) };
    timers.add(timer);
    return timer;
  }) as unknown as typeof setTimeout);
  t.mock.method(globalThis, 'clearTimeout', ((timer: never) => {
    if (!timers.delete(timer)) clear(timer);
  }) as unknown as typeof clearTimeout);
  return {
    pass(ms) {
      now += ms;
      for (const timer of timers) if (timer.due <= now && timers.delete(timer)) timer.ring();
    },
  };
}
