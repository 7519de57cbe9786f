// Chooses the engine of a run: the one that finishes first, by its timings for the experiment on this machine.

/**
 * `eager` runs op by op; `graph` runs a traced iteration inside TensorFlow; `mixed` also compiles the update; `xla`
 * compiles everything.
 */
export const ENGINES = ['eager', 'graph', 'mixed', 'xla'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Timings of an engine with correct results, in milliseconds. */
export interface Timing {
  /** Until the end of the first iteration and the first evaluation: tracing and compiling. Every worker pays it. */
  readonly startMs: number;
  readonly iterationMs: number;
  /** One evaluation on the validation split. */
  readonly evaluationMs: number;
}

/** By engine: its timing, or the reason of its failure. */
export type Measured = Readonly<Partial<Record<EngineName, Timing | { readonly failed: string }>>>;

/** A worker's threads and batching. */
export interface Arrangement {
  /** Threads of one operation. */
  readonly threads: number;
  /** Networks batched in one program (vmap). */
  readonly places: number;
}

/** The measurements for each arrangement. Iteration times are per network. */
export type Measurements = readonly (Arrangement & { readonly engines: Measured })[];

/** The work of one worker in a run. */
export interface Work {
  readonly iterations: number;
  readonly evaluations: number;
}

/** The parts of a plan that determine the work. */
export interface Planned {
  readonly trials: number;
  readonly arms: readonly unknown[];
  readonly cells: number;
  readonly iterations: number;
  readonly evaluateEvery: number;
  readonly totalIterations: number;
  readonly start: { readonly iteration: number };
}

/**
 * The number of `workers` that can train at the same time. Each round needs the one before, so each arm of a trial
 * keeps one worker busy.
 */
export const atOnce = ({ trials, arms }: Pick<Planned, 'trials' | 'arms'>, workers: number): number =>
  Math.min(workers, trials * arms.length);

/**
 * Thread counts to try for a worker: 1 and, if there are more cores than networks, its share of the cores and the
 * powers of 4 between, since small operations gain nothing from many threads.
 */
export function threadCounts(
  plan: Pick<Planned, 'trials' | 'arms'>,
  workers: number,
  cores: number,
): readonly number[] {
  const share = Math.max(1, Math.floor(cores / atOnce(plan, workers)));
  const counts: number[] = [];
  for (let count = 1; count < share; count *= 4) counts.push(count);
  return [...counts, share];
}

/** Limit of batched networks: more compile slowly and gain little. */
const MOST_PLACES = 32;

/**
 * The arrangements to try for a worker. On a GPU small operations are bound by latency, so batched networks take
 * hardly longer than one.
 */
export function arrangements(
  plan: Pick<Planned, 'trials' | 'arms'>,
  { workers, device }: { readonly workers: number; readonly device: 'CPU' | 'GPU' },
  cores: number,
): readonly Arrangement[] {
  if (device === 'CPU') return threadCounts(plan, workers, cores).map((threads) => ({ threads, places: 1 }));
  const places = Math.min(MOST_PLACES, Math.ceil((plan.trials * plan.arms.length) / workers));
  return [...new Set([1, places])].map((count) => ({ threads: 1, places: count }));
}

/** The work of one of `workers` workers for a run, from the beginning. */
export function workOf(plan: Planned, workers: number): Work {
  const pruned = plan.iterations - plan.start.iteration;
  const evaluations = (iterations: number): number => Math.ceil(iterations / plan.evaluateEvery);
  const cellsPruned = plan.cells - plan.trials;
  const busy = atOnce(plan, workers);
  return {
    iterations: plan.totalIterations / busy,
    evaluations: (plan.trials * evaluations(plan.iterations) + cellsPruned * evaluations(pruned)) / busy,
  };
}

/** The engine of a run, and the arrangement of its workers. */
export interface Choice extends Arrangement {
  readonly engine: EngineName;
  readonly why: string;
}

export const isTiming = (outcome: Measured[EngineName]): outcome is Timing =>
  outcome !== undefined && 'iterationMs' in outcome;

/** Milliseconds that a worker needs for its work. */
export const workMs = ({ startMs, iterationMs, evaluationMs }: Timing, work: Work): number =>
  startMs + work.iterations * iterationMs + work.evaluations * evaluationMs;

interface Timed extends Arrangement {
  readonly engine: EngineName;
  readonly timing: Timing;
}

/** Every engine with correct results in each arrangement, the fastest for the work first. */
export function byTime(measurements: Measurements, work: Work): readonly Timed[] {
  const timed = measurements.flatMap(({ engines, ...arrangement }) =>
    Object.entries(engines).flatMap(([name, outcome]): Timed[] =>
      isTiming(outcome) ? [{ engine: name as EngineName, ...arrangement, timing: outcome }] : [],
    ),
  );
  return timed.sort((one, other) => workMs(one.timing, work) - workMs(other.timing, work));
}

/**
 * The engine in `among` that finishes the work first, with its arrangement; without measurements, the first one with
 * one thread.
 */
export function fastest(
  measurements: Measurements,
  work: Work,
  among: readonly EngineName[] = ENGINES,
): Choice {
  const timed = byTime(measurements, work).filter(({ engine }) => among.includes(engine));
  const { engine = among[0] ?? 'eager', threads = 1, places = 1 } = timed[0] ?? {};
  const said = timed.map((one) => {
    const threads = one.threads > 1 ? ` with ${one.threads} threads` : '';
    const places = one.places > 1 ? ` for each of ${one.places} batched networks` : '';
    return `${one.engine} ${milliseconds(one.timing)}${threads}${places}`;
  });
  const failures = failuresOf(measurements).map(({ engine, failed }) => `${engine}: ${failed}`);
  const why = `fastest of ${said.join(', ')} per iteration`;
  return { engine, threads, places, why: [why, ...failures].join('; ') };
}

/** Every engine that failed, and why. */
export const failuresOf = (
  measurements: Measurements,
): readonly { readonly engine: string; readonly failed: string }[] =>
  measurements.flatMap(({ engines }) =>
    Object.entries(engines).flatMap(([engine, outcome]) =>
      'failed' in outcome ? [{ engine, failed: outcome.failed }] : [],
    ),
  );

const milliseconds = ({ startMs, iterationMs }: Timing): string =>
  `${iterationMs.toPrecision(3)} ms${startMs > 100 ? ` (after ${(startMs / 1000).toFixed(1)} s)` : ''}`;
