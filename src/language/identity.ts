// Identity of a run: a short hash of everything that affects a cell's results. Runs share cells only if it is equal.
import { createHash } from 'node:crypto';
import type { Entry } from '../lab/kinds';
import { asSchema, isRecord, type Schema } from './json';
import { timedRewind, type Plan } from './plan';
import { lab } from './schema';
import type { Choice, RewindTo, Spec } from './spec';

export interface Meaning {
  readonly spec: Spec;
  /** If given, times are in iterations and rates per parameter, independent of how the spec writes them. */
  readonly plan?: Plan | undefined;
  /** SHA-256 of each module that the spec reaches, by its path relative to the spec. */
  readonly modules: Readonly<Record<string, string>>;
  /** SHA-256 of every data file, by name. */
  readonly data: Readonly<Record<string, string>>;
}

/**
 * The identity of a run: the first 12 hexadecimal digits of the SHA-256 of its canonical meaning. Excludes title,
 * claims, run, trials, rounds, controls, and options that only set a location.
 */
export function identity(meaning: Meaning): string {
  return createHash('sha256').update(canonicalMeaning(meaning)).digest('hex').slice(0, 12);
}

/** The text that `identity` hashes: JSON in a fixed order. */
export function canonicalMeaning({ spec, plan, modules, data }: Meaning): string {
  const { train, prune } = spec;
  return JSON.stringify({
    seed: spec.seed,
    workload: choice(lab.workloads, spec.workload),
    model: choice(lab.models, spec.model),
    train: {
      optimizer: choice(lab.optimizers, train.optimizer),
      schedule: train.schedule.map((one) => choice(lab.learningRates, one)),
      batch: train.batch,
      iterations: plan?.iterations ?? canonical(train.iterations),
      evaluateEvery: plan?.evaluateEvery ?? canonical(train.evaluate.every),
    },
    prune: {
      rates: plan ? ratesOf(plan) : [prune.rate, Object.entries(prune.rates)],
      criterion: choice(lab.criteria, prune.criterion),
      structure: choice(lab.structures, prune.structure),
      scope: choice(lab.scopes, prune.scope),
      schedule: choice(lab.schedules, prune.schedule),
    },
    rewind: rewind(spec.rewind.to, plan),
    trainer: TRAINER,
    ...changedControls(),
    modules: sorted(modules),
    data: sorted(data),
  });
}

/** The trainer's version. Raise it whenever the trainer's results for the same spec change. */
const TRAINER = 1;

/**
 * The controls whose semantics are above 1. Controls can be added to a run, so a spec's controls are not part of its
 * identity, and a new kind of control changes no identity. But if a control's results change, its old cells must not
 * count as new ones.
 */
function changedControls(): object {
  const raised = lab.controls.filter(({ semantics }) => semantics > 1);
  return raised.length > 0 ? { controls: raised.map(({ name, semantics }) => [name, semantics]) } : {};
}

function choice(registry: readonly Entry[], chosen: Choice): unknown {
  if ('module' in chosen) return { module: chosen.module, options: canonical(chosen.options) };
  const entry = registry.find(({ name }) => name === chosen.kind);
  return {
    kind: chosen.kind,
    semantics: entry?.semantics,
    options: canonical(chosen.options, entry && asSchema(entry.options)),
  };
}

function rewind(to: RewindTo, plan: Plan | undefined): unknown {
  if (typeof to === 'string') return choice(lab.rewinds, { kind: to, options: {} });
  const { entry, option } = timedRewind();
  return choice(lab.rewinds, { kind: entry.name, options: { [option]: plan ? plan.start.iteration : to } });
}

const ratesOf = (plan: Plan): unknown =>
  plan.layers.flatMap(({ parameters }) =>
    parameters.filter(({ prunable }) => prunable).map(({ name, rate }) => [name, rate]),
  );

const sorted = (record: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * A value with the keys of maps as pairs. Keys that the schema names are sorted, because their order has no meaning;
 * others (the layers of an `mlp`) keep their order.
 */
function canonical(value: unknown, schema?: Schema): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => canonical(item, isRecord(schema?.items) ? schema.items : undefined));
  }
  if (!isRecord(value)) return value;
  const { properties } = schema ?? {};
  const pairs = Object.entries(value)
    .filter(([key]) => properties?.[key]?.identity !== false)
    .map(([key, part]) => [key, canonical(part, properties?.[key])] as const);
  return properties ? pairs.sort(([a], [b]) => (a < b ? -1 : 1)) : pairs;
}
