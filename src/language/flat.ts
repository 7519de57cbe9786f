// Flat form of a completed spec: every value by its dotted path, as sweeps and changes write it.
import { isDuration } from './duration';
import { isRecord } from './json';
import type { Choice, Claim, Spec } from './spec';

/** Values by dotted path. Specs with the same meaning have the same values, however they are written. */
export type FlatSpec = Readonly<Record<string, unknown>>;

/**
 * All values of a spec, with defaults. An entry's name is at its own path (`train.optimizer: adam`), its options are
 * below (`train.optimizer.learningRate`). A list of entries is one value; so is each claim, keyed by its `says`.
 */
export function flatSpec(spec: Spec): FlatSpec {
  const { train, prune, run } = spec;
  return {
    ...(spec.title !== undefined && { title: spec.title }),
    seed: spec.seed,
    trials: spec.trials,
    ...choice('workload', spec.workload),
    ...choice('model', spec.model),
    ...choice('train.optimizer', train.optimizer),
    'train.schedule': train.schedule.map(shortest),
    'train.batch': train.batch,
    'train.iterations': time(train.iterations),
    'train.evaluate.every': time(train.evaluate.every),
    'prune.rounds': prune.rounds,
    'prune.rate': prune.rate,
    ...below('prune.rates', prune.rates),
    ...choice('prune.criterion', prune.criterion),
    ...choice('prune.structure', prune.structure),
    ...choice('prune.scope', prune.scope),
    ...choice('prune.schedule', prune.schedule),
    rewind: time(spec.rewind.to),
    controls: spec.controls.map(({ kind, repeats, options }) =>
      shortest({ kind, options: { ...(repeats > 1 && { repeats }), ...options } }),
    ),
    ...Object.fromEntries(spec.claims.map((claim) => [`claims: ${claim.says}`, statement(claim)])),
    ...below('run', run),
  };
}

function choice(path: string, chosen: Choice): FlatSpec {
  const name = 'kind' in chosen ? { [path]: chosen.kind } : { [`${path}.module`]: chosen.module };
  return { ...name, ...below(path, chosen.options) };
}

/** The values of a map by path, nested maps included; an empty map is a value. */
function below(path: string, map: Readonly<Record<string, unknown>>): FlatSpec {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]): (readonly [string, unknown])[] => {
      const inner = `${path}.${key}`;
      if (isDuration(value) || !isRecord(value) || Object.keys(value).length === 0)
        return [[inner, time(value)]];
      return Object.entries(below(inner, value));
    }),
  );
}

/** An entry's name if it has no options, else a map. */
function shortest({ options, ...chosen }: Choice): unknown {
  const name = 'kind' in chosen ? chosen.kind : undefined;
  if (name !== undefined && Object.keys(options).length === 0) return name;
  return {
    ...chosen,
    ...Object.fromEntries(Object.entries(options).map(([key, value]) => [key, time(value)])),
  };
}

/** A time as a spec writes it, with iterations as a number; other values unchanged. */
function time(value: unknown): unknown {
  if (!isDuration(value)) return value;
  return value.unit === 'iterations' ? value.value : `${value.value} ${value.unit}`;
}

/** A claim as a spec writes it, without `says`. */
function statement({ at, metric, of, bound, over, mustFail }: Claim): unknown {
  return { at, metric, ...of, ...bound, over, ...(mustFail.length > 0 && { mustFail }) };
}
