// Replaces functions whose results change from call to call: randomness and the clock.
import crypto from 'node:crypto';

export type Unrepeatable = 'chance' | 'clock';

/** Random functions of `node:crypto` and of the Web Crypto object, which `node:crypto` uses for `getRandomValues`. */
const DRAWS = ['randomBytes', 'randomInt', 'randomUUID', 'randomFillSync', 'randomFill'] as const;
const WEB_DRAWS = ['getRandomValues', 'randomUUID'] as const;

/**
 * Calls `before` ahead of each such function, and returns a function that restores the originals. `before` may throw.
 *
 * @param aheadMs Offset added to the clock.
 */
export function replaceUnrepeatable(
  before: (kind: Unrepeatable, what: string) => void,
  aheadMs = 0,
): () => void {
  const preceded =
    (kind: Unrepeatable, what: string, call: (...args: unknown[]) => unknown, holder: object) =>
    (...args: unknown[]): unknown => {
      before(kind, what);
      return Reflect.apply(call, holder, args);
    };
  const draws = (holder: object, name: string, names: readonly string[]): (() => void) =>
    replace(
      holder,
      Object.fromEntries(
        names.map((one) => {
          const call = Reflect.get(holder, one) as (...args: unknown[]) => unknown;
          return [one, preceded('chance', `${name}.${one}`, call, holder)];
        }),
      ),
    );
  const { performance } = globalThis;
  const elapsed = performance.now.bind(performance);
  const now = preceded('clock', 'Date.now', () => plainNow() + aheadMs, Date);
  const plainNow = Date.now.bind(Date);
  const date = new Proxy(Date, {
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
    construct(target, args, as) {
      if (args.length === 0) before('clock', 'new Date()');
      return Reflect.construct(target, args.length === 0 ? [plainNow() + aheadMs] : args, as) as Date;
    },
    apply(target) {
      before('clock', 'Date()');
      return new target(plainNow() + aheadMs).toString();
    },
  });
  const undo = [
    draws(Math, 'Math', ['random']),
    draws(crypto, 'crypto', DRAWS),
    draws(globalThis.crypto, 'crypto', WEB_DRAWS),
    replace(performance, {
      now: preceded('clock', 'performance.now', () => elapsed() + aheadMs, performance),
    }),
    replace(globalThis, { Date: date }),
  ];
  return () => {
    for (const one of undo.reverse()) one();
  };
}

/** Overrides own or inherited values of an object, and returns a function that restores them. */
export function replace(object: object, by: Readonly<Record<string, unknown>>): () => void {
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
