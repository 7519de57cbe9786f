// The fuzzing loop: mutates inputs, reads them, and keeps those with a new outcome.
import { draws } from './draws';
import { minimised } from './minimise';
import { longestInput } from './pieces';
import type { Target } from './targets';

export interface Finding {
  readonly target: Target;
  /** A description that is identical for identical bugs. */
  readonly what: string;
  readonly input: Buffer;
  /** The error, with its stack. */
  readonly detail: string;
}

/** The outcome of an input, and its error. */
export interface Look {
  readonly outcomes: readonly string[];
  readonly wrong?: Pick<Finding, 'what' | 'detail'>;
}

export interface Limits {
  /** Maximum CPU time for one input. */
  readonly mostMs: number;
  /** Maximum growth of the process for one input. */
  readonly mostBytes: number;
}

export const limits: Limits = { mostMs: 1000, mostBytes: 400_000_000 };

const longestKept = 20_000;

type Around = (target: Target, input: Buffer, read: () => Look) => Look;

export interface Hunt {
  /** Reads one more input; returns a minimized finding if it is new. */
  next(): Finding | undefined;
  /** Inputs read so far, by target. */
  readonly counts: ReadonlyMap<string, number>;
  /** Inputs to mutate, by target. */
  readonly kept: ReadonlyMap<string, readonly Buffer[]>;
}

/** @param around receives each input before it is read, and calls the reader */
export function hunt(
  targets: readonly Target[],
  seed: number,
  { around = (_, __, read) => read(), allowed = limits }: { around?: Around; allowed?: Limits } = {},
): Hunt {
  const random = draws(seed);
  const kept = new Map(targets.map(({ name, seeds }) => [name, [...seeds]]));
  const counts = new Map(targets.map(({ name }) => [name, 0]));
  const seen = new Set<string>();
  const found = new Set<string>();
  return {
    counts,
    kept,
    next() {
      const target = random.pick(targets);
      const pool = kept.get(target.name) ?? [];
      const count = counts.get(target.name) ?? 0;
      // The seeds come first, unchanged.
      const input = target.seeds[count] ?? target.mutate(random.pick(pool), random.pick(pool), random);
      counts.set(target.name, count + 1);
      if (input.length > longestInput) return undefined;
      const { outcomes, wrong } = around(target, input, () => look(target, input, allowed));
      if (!wrong) {
        const names = outcomes.map((one) => `${target.name} ${one}`);
        if (names.some((name) => !seen.has(name)) && input.length < longestKept) pool.push(input);
        names.forEach((name) => seen.add(name));
        return undefined;
      }
      const name = `${target.name} ${wrong.what}`;
      if (found.has(name)) return undefined;
      found.add(name);
      const shows = (smaller: Buffer): boolean =>
        around(target, smaller, () => look(target, smaller, allowed)).wrong?.what === wrong.what;
      const most = wrong.what.startsWith('slow') ? 40 : 2000;
      return { target, ...wrong, input: minimised(input, shows, most) };
    },
  };
}

/** Reads an input. */
export function look(target: Target, input: Buffer, { mostMs, mostBytes }: Limits = limits): Look {
  const [time, memory] = [process.cpuUsage(), process.memoryUsage.rss()];
  try {
    const outcomes = target.read(input);
    const { user, system } = process.cpuUsage(time);
    const elapsedMs = (user + system) / 1000;
    if (elapsedMs > mostMs)
      return {
        outcomes,
        wrong: { what: `slow: ${outcomes.slice(0, 3).join('; ')}`, detail: `It took ${elapsedMs} ms.` },
      };
    const grown = process.memoryUsage.rss() - memory;
    if (grown > mostBytes)
      return {
        outcomes,
        wrong: {
          what: `large: ${outcomes.slice(0, 3).join('; ')}`,
          detail: `The process grew by ${grown} bytes.`,
        },
      };
    return { outcomes };
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const [first = '', ...stack] = detail.split('\n');
    // Messages differ from input to input; the place of an error does not.
    const where = stack.find((line) => line.includes(' at ')) ?? '';
    return {
      outcomes: [],
      wrong: { what: `${first.replace(/\d+/g, '0').slice(0, 60)} ${where.trim()}`, detail },
    };
  }
}
