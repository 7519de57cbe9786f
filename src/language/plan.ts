// Plan of a spec: layers, pools, rounds, arms and their exact sizes.
import type { Layer, Parameter, RewindStart, Rewind, Schedule, Scope, WorkloadShape } from '../lab/kinds';
import { elements } from '../lab/lookup';
import { inIterations, type Epoch } from './duration';
import { asSchema, neededKeys } from './json';
import { keepLadder, rateFinder } from './ladder';
import { resolveTimes, type Options } from './options';
import { lab } from './schema';
import { sizeOf } from './size';
import type { Choice, RewindTo, Spec } from './spec';

export interface PlannedParameter extends Parameter {
  readonly count: number;
  /** Fraction that each round removes; 0 if not prunable. */
  readonly rate: number;
}

export interface PlannedLayer {
  readonly name: string;
  readonly parameters: readonly PlannedParameter[];
}

/** Parameters ranked together, with the number of weights after each round; `keep[0]` counts all of them. */
export interface PlannedPool {
  readonly parameters: readonly string[];
  readonly rate: number;
  readonly keep: readonly number[];
}

export interface PlannedRound {
  readonly round: number;
  /** Remaining prunable weights. */
  readonly weights: number;
  /** Fraction of the prunable weights that remains. */
  readonly density: number;
  /** The earlier ticket round whose weights determine this round's mask; absent for round 0. */
  readonly source?: number;
}

/** The ticket or a control. `name` is the folder (`reinit`, `reinit-2`), `group` the name in claims and tables. */
export interface PlannedArm {
  readonly name: string;
  readonly group: string;
  readonly repeat: number;
  readonly control?: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> };
}

export interface Plan {
  readonly input: readonly number[];
  readonly outputs: number;
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  readonly layers: readonly PlannedLayer[];
  readonly pools: readonly PlannedPool[];
  readonly rounds: readonly PlannedRound[];
  readonly arms: readonly PlannedArm[];
  readonly trials: number;
  /** Length of a full training. */
  readonly iterations: number;
  /** The start of pruned networks: the source of their weights and the first iteration. */
  readonly start: RewindStart;
  readonly evaluateEvery: number;
  readonly cells: number;
  readonly totalIterations: number;
  /** Bytes of a finished run directory under the spec's `run.keep`, accurate to a few per cent. */
  readonly sizeBytes: number;
}

/** The spec with all times in iterations, including those in entries' options. */
export function resolve(spec: Spec, epoch: Epoch): Spec {
  const choice = (one: Choice): Choice => ({ ...one, options: resolveTimes(one.options, epoch) as Options });
  const time = (duration: Spec['train']['iterations']) =>
    ({ value: inIterations(duration, epoch), unit: 'iterations' }) as const;
  const { train, prune, rewind } = spec;
  return {
    ...spec,
    workload: choice(spec.workload),
    model: choice(spec.model),
    train: {
      ...train,
      optimizer: choice(train.optimizer),
      schedule: train.schedule.map(choice),
      iterations: time(train.iterations),
      evaluate: { every: time(train.evaluate.every) },
    },
    prune: {
      ...prune,
      criterion: choice(prune.criterion),
      structure: choice(prune.structure),
      scope: choice(prune.scope),
      schedule: choice(prune.schedule),
    },
    rewind: { to: typeof rewind.to === 'string' ? rewind.to : time(rewind.to) },
    controls: spec.controls.map((one) => ({ ...one, options: resolveTimes(one.options, epoch) as Options })),
  };
}

/** The plan of a resolved spec for a workload of this shape and these layers. */
export function makePlan(spec: Spec, shape: WorkloadShape, layers: readonly Layer[]): Plan {
  const rateOf = rateFinder(spec.prune);
  const planned = layers.map((layer): PlannedLayer => ({
    name: layer.name,
    parameters: layer.parameters.map((parameter) => ({
      ...parameter,
      count: elements(parameter.shape),
      rate: parameter.prunable ? rateOf(layer.name) : 0,
    })),
  }));
  const pools = makePools(spec, planned);
  const rounds = makeRounds(spec, pools);
  const arms = makeArms(spec);
  const start = rewindStart(spec.rewind.to);
  const iterations = spec.train.iterations.value;
  const pruned = spec.trials * arms.length * spec.prune.rounds;
  const plan = {
    input: shape.input,
    outputs: shape.outputs,
    examples: { train: shape.train, validation: shape.validation, test: shape.test },
    layers: planned,
    pools,
    rounds,
    arms,
    trials: spec.trials,
    iterations,
    start,
    evaluateEvery: spec.train.evaluate.every.value,
    cells: spec.trials + pruned,
    totalIterations: spec.trials * iterations + pruned * (iterations - start.iteration),
  };
  return { ...plan, sizeBytes: sizeOf(plan, spec.run.keep) };
}

function makePools(spec: Spec, layers: readonly PlannedLayer[]): readonly PlannedPool[] {
  const prunable = layers.flatMap(({ parameters }) => parameters.filter((parameter) => parameter.prunable));
  const counts = new Map(prunable.map(({ name, count }) => [name, count]));
  const scope: Scope = entry(lab.scopes, spec.prune.scope);
  return scope
    .pools(
      prunable.map(({ name, rate }) => ({ parameter: name, rate })),
      spec.prune.scope.options,
    )
    .map(({ parameters, rate }) => {
      const count = parameters.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
      return { parameters, rate, keep: keepLadder(count, rate, spec.prune.rounds) };
    });
}

function makeRounds(spec: Spec, pools: readonly PlannedPool[]): readonly PlannedRound[] {
  const schedule: Schedule = entry(lab.schedules, spec.prune.schedule);
  const left = (round: number): number => pools.reduce((sum, { keep }) => sum + (keep[round] ?? 0), 0);
  return Array.from({ length: spec.prune.rounds + 1 }, (_, round) => ({
    round,
    weights: left(round),
    density: left(round) / left(0),
    ...(round > 0 && { source: schedule.source(round, spec.prune.schedule.options) }),
  }));
}

function makeArms(spec: Spec): readonly PlannedArm[] {
  const controls = spec.controls.flatMap(({ kind, repeats, options }) =>
    Array.from({ length: repeats }, (_, index) => ({
      name: index === 0 ? kind : `${kind}-${index + 1}`,
      group: kind,
      repeat: index + 1,
      control: { kind, options },
    })),
  );
  return [{ name: 'ticket', group: 'ticket', repeat: 1 }, ...controls];
}

function rewindStart(to: RewindTo): RewindStart {
  if (typeof to === 'string') return entry<Rewind>(lab.rewinds, { kind: to, options: {} }).start({});
  const { entry: timed, option } = timedRewind();
  return timed.start({ [option]: to.value });
}

/** The rewind to a time: the entry with a required option that is a time. */
export function timedRewind(): { readonly entry: Rewind; readonly option: string } {
  for (const entry of lab.rewinds) {
    const { properties } = asSchema(entry.options);
    const option = neededKeys(asSchema(entry.options)).find((key) => properties?.[key]?.duration === true);
    if (option !== undefined) return { entry, option };
  }
  throw new Error('The lab has no rewind to a time.');
}

function entry<E extends { readonly name: string }>(registry: readonly E[], choice: Choice): E {
  const found = 'kind' in choice ? registry.find(({ name }) => name === choice.kind) : undefined;
  if (!found)
    throw new Error(`The lab has no entry for ${JSON.stringify(choice)}, although the spec is valid.`);
  return found;
}
