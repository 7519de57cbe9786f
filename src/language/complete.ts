// Completion of a valid spec: expands shorthand and fills in defaults.
import type { Entry } from '../lab/kinds';
import { defaultRates, defaults } from './defaults';
import { readDuration, type DurationText } from './duration';
import { asSchema, isRecord, type Schema } from './json';
import { completeOptions } from './options';
import type { ChoiceText } from './choice-schema';
import { lab, type SpecText } from './schema';
import type { Choice, Claim, RewindTo, Spec } from './spec';

/** Known schemas of the options of users' modules, by path. */
export type ModuleOptions = Readonly<Record<string, Schema | undefined>>;

/** The completed spec of a valid text. */
export function complete(text: SpecText, modules: ModuleOptions = {}): Spec {
  const { train = {}, prune = {}, run = {} } = text;
  const { schedule = defaults.train.schedule } = train;
  const schedules = (Array.isArray(schedule) ? schedule : [schedule]) as readonly ChoiceText[];
  const rate = prune.rate ?? defaults.prune.rate;
  const of = (registry: readonly Entry[], written: ChoiceText): Choice =>
    choiceOf(registry, written, modules);
  return {
    ...(text.title !== undefined && { title: text.title }),
    seed: text.seed ?? defaults.seed,
    trials: text.trials ?? defaults.trials,
    workload: of(lab.workloads, text.workload),
    model: of(lab.models, text.model),
    train: {
      optimizer: of(lab.optimizers, train.optimizer ?? defaults.train.optimizer),
      schedule: schedules.map((one) => of(lab.learningRates, one)),
      batch: train.batch ?? defaults.train.batch,
      iterations: readDuration(train.iterations ?? defaults.train.iterations),
      evaluate: { every: readDuration(train.evaluate?.every ?? defaults.train.evaluateEvery) },
    },
    prune: {
      rounds: prune.rounds ?? defaults.prune.rounds,
      rate,
      rates: prune.rates ?? defaultRates(rate),
      criterion: of(lab.criteria, prune.criterion ?? defaults.prune.criterion),
      structure: of(lab.structures, prune.structure ?? defaults.prune.structure),
      scope: of(lab.scopes, prune.scope ?? defaults.prune.scope),
      schedule: of(lab.schedules, prune.schedule ?? defaults.prune.schedule),
    },
    rewind: { to: rewindTo(text.rewind ?? defaults.rewind) },
    controls: (text.controls ?? []).map(controlOf),
    claims: (text.claims ?? []).map(claimOf),
    run: { ...defaults.run, ...run },
  };
}

function choiceOf(registry: readonly Entry[], written: ChoiceText, modules: ModuleOptions): Choice {
  if (typeof written === 'string') return choiceOf(registry, { kind: written }, modules);
  const { kind, module, ...options } = written;
  if (typeof module === 'string') {
    const schema = modules[module];
    return { module, options: schema ? completeOptions(schema, options) : options };
  }
  const entry = registry.find(({ name }) => name === kind);
  if (!entry) throw new Error(`The lab has no ${String(kind)}, although the spec is valid.`);
  return { kind: entry.name, options: completeOptions(asSchema(entry.options), options) };
}

function rewindTo(written: DurationText | { readonly to?: DurationText }): RewindTo {
  const to = isRecord(written) ? (written.to ?? defaults.rewind) : written;
  return lab.rewinds.some(({ name }) => name === to) ? String(to) : readDuration(to);
}

function controlOf(written: ChoiceText): Spec['controls'][number] {
  const { repeats = 1, ...rest } = typeof written === 'string' ? { kind: written } : written;
  const choice = choiceOf(lab.controls, rest, {});
  return { kind: 'kind' in choice ? choice.kind : '', repeats: Number(repeats), options: choice.options };
}

function claimOf(written: NonNullable<SpecText['claims']>[number]): Claim {
  const { says, at, metric, value, difference, ratio, atLeast, atMost, equals, over, mustFail } = written;
  return {
    says,
    at: at ?? defaults.claim.at,
    metric,
    of: difference ? { difference } : ratio ? { ratio } : { value: value ?? '' },
    bound: atLeast !== undefined ? { atLeast } : atMost !== undefined ? { atMost } : { equals: equals ?? 0 },
    over: over ?? defaults.claim.over,
    mustFail: mustFail ?? [],
  };
}
