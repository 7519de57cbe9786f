// Which engine computes a run: what is known of each on this machine for one experiment, and which is done first.

/**
 * `eager` runs op by op; `graph` runs a recorded iteration inside TensorFlow; `mixed` does so with the update compiled;
 * `xla` compiles all of it.
 */
export const ENGINES = ['eager', 'graph', 'mixed', 'xla'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Milliseconds of an engine that gave the right numbers. */
export interface Timing {
  /** Until the first iteration and the first evaluation were done: recording and compiling. Each worker pays it. */
  readonly startMs: number;
  readonly iterationMs: number;
  /** One evaluation on the validation split. */
  readonly evaluationMs: number;
}

/** By engine: its timing, or why it cannot be used. */
export type Measured = Readonly<Partial<Record<EngineName, Timing | { readonly failed: string }>>>;

/** How a worker computes. */
export interface Arrangement {
  /** Of one operation. */
  readonly threads: number;
  /** Networks side by side in one program. */
  readonly places: number;
}

/** What was measured, for each arrangement. An iteration's time is that of one network. */
export type Measurements = readonly (Arrangement & { readonly engines: Measured })[];

/** How much a run computes, for one of its workers. */
export interface Work {
  readonly iterations: number;
  readonly evaluations: number;
}

/** What of a plan says how much there is to compute. */
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
 * How many of `workers` workers have a network to train at any time. A network of a round comes after one of the round
 * before, so that each arm of a trial keeps one worker busy.
 */
export const atOnce = ({ trials, arms }: Pick<Planned, 'trials' | 'arms'>, workers: number): number =>
  Math.min(workers, trials * arms.length);

/**
 * Numbers of threads that a worker could use: 1, and where there are more cores than networks, its share of the cores,
 * with the powers of 4 between, since small operations win nothing by many threads.
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

/** More of them make a program that takes long to compile, and win little. */
const MOST_PLACES = 32;

/**
 * The arrangements that a worker could have. A GPU waits for the next small operation most of the time, so that networks
 * side by side take hardly longer there than one.
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

/** What one of `workers` workers computes of a run, from nothing. */
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

/** The engine of a run, and how each of its workers computes. */
export interface Choice extends Arrangement {
  readonly engine: EngineName;
  readonly why: string;
}

export const isTiming = (outcome: Measured[EngineName]): outcome is Timing =>
  outcome !== undefined && 'iterationMs' in outcome;

/** Milliseconds that a worker takes for its work. */
export const workMs = ({ startMs, iterationMs, evaluationMs }: Timing, work: Work): number =>
  startMs + work.iterations * iterationMs + work.evaluations * evaluationMs;

interface Timed extends Arrangement {
  readonly engine: EngineName;
  readonly timing: Timing;
}

/** Every engine that gave the right numbers, in each arrangement; the first to be done with the work first. */
export function byTime(measurements: Measurements, work: Work): readonly Timed[] {
  const timed = measurements.flatMap(({ engines, ...arrangement }) =>
    Object.entries(engines).flatMap(([name, outcome]): Timed[] =>
      isTiming(outcome) ? [{ engine: name as EngineName, ...arrangement, timing: outcome }] : [],
    ),
  );
  return timed.sort((one, other) => workMs(one.timing, work) - workMs(other.timing, work));
}

/**
 * The engine, of those that could be taken, that is done first with the work, and with how many threads; without any
 * measurement, the first of them with one.
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
    const places = one.places > 1 ? ` for each of ${one.places} side by side` : '';
    return `${one.engine} ${milliseconds(one.timing)}${threads}${places}`;
  });
  const failures = failuresOf(measurements).map(({ engine, failed }) => `${engine}: ${failed}`);
  const why = `the first to be done, of ${said.join(', ')} an iteration`;
  return { engine, threads, places, why: [why, ...failures].join('; ') };
}

/** Every engine that cannot be used, and why. */
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
