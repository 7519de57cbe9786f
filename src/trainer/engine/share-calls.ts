// Trainings in one process that share calls into the library: each asks for iterations of its own, and networks that are
// equally far run side by side.
import type { TensorMap } from '../../lab/tf';
import type { Engine, Iteration, Rows, Trained, Training } from './engine';

/** The part of a training that was done: as many iterations as there are losses, and at least one. */
export interface Part extends Trained {
  /** Time of the call, without the waiting for others. */
  readonly elapsedMs: number;
}

/** The training of one network among others. */
export interface SharedTraining {
  /** Runs up to `iterations` iterations from `state`. However it is cut, the bits that come out are the same. */
  run(state: TensorMap, rows: Rows, iterations: number): Promise<Part>;
  /** Says that there is nothing more to run. The others do not wait for this one any longer. */
  close(): void;
}

interface Call extends Training {
  readonly iterations: number;
  resolve(part: Part): void;
  reject(error: unknown): void;
}

/**
 * Opens trainings, of which there may be `places` at a time, on constants of their own.
 *
 * A call waits until every open training has one to make. Then those that are the furthest behind run, up to where the
 * next one is: so all come to be equally far, and stay so.
 */
export function shareCalls(
  engine: Engine,
  iteration: Iteration,
  shared: TensorMap,
  places: number,
): (constants: TensorMap) => SharedTraining {
  const open = new Set<symbol>();
  const waiting = new Map<symbol, Call>();

  const runSome = (): void => {
    if (waiting.size === 0 || waiting.size < open.size) return;
    const calls = [...waiting].sort(([, one], [, other]) => one.rows.first - other.rows.first);
    const start = calls[0]?.[1].rows.first ?? 0;
    const behind = calls.filter(([, { rows }]) => rows.first === start);
    const next = calls.find(([, { rows }]) => rows.first > start)?.[1].rows.first ?? Infinity;
    const iterations = Math.min(next - start, ...behind.map(([, call]) => call.iterations));
    for (const [who] of behind) waiting.delete(who);
    const [first, ...others] = behind.map(([, call]) => ({ ...call, rows: cut(call, iterations) }));
    if (!first) return;
    const began = performance.now();
    try {
      const trained = engine.runTogether({
        ...{ iteration, shared, iterations, places },
        networks: [first, ...others],
      });
      const elapsedMs = performance.now() - began;
      behind.forEach(([, call], i) => call.resolve({ ...(trained[i] as Trained), elapsedMs }));
    } catch (error) {
      for (const [, call] of behind) call.reject(error);
    }
  };
  // Not at once: messages that are there already may open others.
  const check = (): void => void setImmediate(runSome);

  return (constants) => {
    const who = Symbol();
    open.add(who);
    return {
      run: (state, rows, iterations) =>
        new Promise((resolve, reject) => {
          waiting.set(who, { constants, state, rows, iterations, resolve, reject });
          check();
        }),
      close() {
        open.delete(who);
        check();
      },
    };
  };
}

/** The first of a call's rows. */
function cut({ rows, iterations }: Call, count: number): Rows {
  const batch = rows.batches.length / iterations;
  return {
    first: rows.first,
    batches: rows.batches.subarray(0, count * batch),
    scalars: Object.fromEntries(
      Object.entries(rows.scalars).map(([name, values]) => [name, values.subarray(0, count)]),
    ),
  };
}
