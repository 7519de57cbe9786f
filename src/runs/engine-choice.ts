// Which engine computes a run: what is known of each on this machine for one experiment, and which is done first.

/** `eager` runs op by op; `graph` runs a recorded iteration inside TensorFlow; `xla` compiles that. */
export const ENGINES = ['eager', 'graph', 'xla'] as const;
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

/** How much a run computes, for one of its workers. */
export interface Work {
  readonly iterations: number;
  readonly evaluations: number;
}

/** What of a plan says how much there is to compute. */
export interface Planned {
  readonly trials: number;
  readonly cells: number;
  readonly iterations: number;
  readonly evaluateEvery: number;
  readonly totalIterations: number;
  readonly start: { readonly iteration: number };
}

/** What one of `workers` workers computes of a run, from nothing. */
export function workOf(plan: Planned, workers: number): Work {
  const pruned = plan.iterations - plan.start.iteration;
  const evaluations = (iterations: number): number => Math.ceil(iterations / plan.evaluateEvery);
  const cellsPruned = plan.cells - plan.trials;
  const atOnce = Math.min(workers, plan.cells);
  return {
    iterations: plan.totalIterations / atOnce,
    evaluations: (plan.trials * evaluations(plan.iterations) + cellsPruned * evaluations(pruned)) / atOnce,
  };
}

export interface Choice {
  readonly engine: EngineName;
  readonly why: string;
}

export const isTiming = (outcome: Measured[EngineName]): outcome is Timing =>
  outcome !== undefined && 'iterationMs' in outcome;

/** Milliseconds that a worker takes for its work. */
export const workMs = ({ startMs, iterationMs, evaluationMs }: Timing, work: Work): number =>
  startMs + work.iterations * iterationMs + work.evaluations * evaluationMs;

/** The engine that is done first with the work. `eager` is always there: without it there is nothing to compare with. */
export function fastest(measured: Measured, work: Work): Choice {
  const timings = Object.entries(measured).flatMap(([name, outcome]) =>
    isTiming(outcome) ? [{ engine: name as EngineName, timing: outcome }] : [],
  );
  const [best] = [...timings].sort((one, other) => workMs(one.timing, work) - workMs(other.timing, work));
  const said = timings.map(({ engine, timing }) => `${engine} ${milliseconds(timing)}`);
  const failures = Object.entries(measured).flatMap(([name, outcome]) =>
    'failed' in outcome ? [`${name}: ${outcome.failed}`] : [],
  );
  const why = `the first to be done, of ${said.join(', ')} an iteration`;
  return { engine: best?.engine ?? 'eager', why: [why, ...failures].join('; ') };
}

const milliseconds = ({ startMs, iterationMs }: Timing): string =>
  `${iterationMs.toPrecision(3)} ms${startMs > 100 ? ` (after ${(startMs / 1000).toFixed(1)} s)` : ''}`;
