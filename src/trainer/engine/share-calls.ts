// Batches the trainings of one process into shared calls: each training requests iterations, and networks at the same
// iteration run as one batch.
import type { TensorMap } from '../../lab/tf';
import type { Engine, Iteration, Rows, Trained, Training } from './engine';

/** The part of a training that ran: as many iterations as there are losses, at least one. */
export interface Part extends Trained {
  /** Duration of the call, without waiting for other trainings. */
  readonly elapsedMs: number;
}

/** One network's training within the batch. */
export interface SharedTraining {
  /**
   * Runs up to `iterations` iterations from `state`. Splitting a training into calls does not change a bit of the
   * result.
   */
  run(state: TensorMap, rows: Rows, iterations: number): Promise<Part>;
  /** Ends the training; the others no longer wait for it. */
  close(): void;
}

interface Call extends Training {
  readonly iterations: number;
  resolve(part: Part): void;
  reject(error: unknown): void;
}

/**
 * Opens trainings with their own constants, up to `places` at a time.
 *
 * A call waits until every open training has made one. Then those at the lowest iteration run, up to the iteration of
 * the next one, so all trainings catch up and stay together.
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
  // Deferred, because pending messages may open more trainings.
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

/** The first `count` rows of a call. */
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
