// Makes a spec runnable: resolves the lab's entries and user modules with their options, and loads the data.
import path from 'node:path';
import * as lab from '../lab';
import type {
  Control,
  Criterion,
  Entry,
  Layer,
  LearningRate,
  Model,
  Optimizer,
  Splits,
  Structure,
  Workload,
} from '../lab/kinds';
import { stream, type Stream } from '../lab/random';
import { check, type Known } from '../language/check';
import type { Plan } from '../language/plan';
import type { Choice, Spec } from '../language/spec';
import type { DataPlace } from '../runs/request';
import type { SplitSums } from '../runs/types';
import { realFolder, serveModules } from './serve-modules';
import { readSplits, type ReadSplits } from './splits';
import { importModule, type ModuleRole } from './user-module';
import type { SealedModules } from '../runs/sealed-modules';

/** An entry with its options from the spec. */
export interface Chosen<E> {
  readonly entry: E;
  readonly options: unknown;
}

export interface Experiment {
  readonly spec: Spec;
  readonly plan: Plan;
  readonly workload: Chosen<Workload>;
  readonly model: Chosen<Model>;
  /** The layers as the model returns them; the plan adds counts and rates. */
  readonly layers: readonly Layer[];
  readonly optimizer: Chosen<Optimizer>;
  readonly learningRates: readonly Chosen<LearningRate>[];
  readonly criterion: Chosen<Criterion>;
  readonly structure: Chosen<Structure>;
  readonly splits: Splits;
  /** Checksums and warnings from reading the splits. */
  readonly read: Omit<ReadSplits, 'splits'>;
  /** The random stream for a purpose, derived from the run's seed. */
  random(...purpose: readonly (string | number)[]): Stream;
}

/** Spec and plan of a text that was checked earlier; an error here is a bug in Ticket. */
export function planned(text: string, described: Known): { spec: Spec; plan: Plan } {
  const { spec, plan, problems } = check(text, described);
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (!spec || !plan || errors.length > 0) {
    throw new Error(
      `The run's spec has an error: ${errors[0]?.message ?? 'one of its modules was not described'}`,
    );
  }
  return { spec, plan };
}

/**
 * Loads everything that training needs.
 *
 * @throws {Error} if a module or a data file cannot be read or is invalid.
 */
export async function loadExperiment(
  text: string,
  described: Known,
  places: {
    readonly specFolder: string;
    readonly data: Readonly<Record<string, DataPlace>>;
    /** Checksums from the run's first start, if any. */
    readonly splits?: SplitSums | undefined;
    /** Omitted in tests and benchmarks, where the process may load the user's files directly. */
    readonly modules?: SealedModules;
  },
): Promise<Experiment> {
  const { spec, plan } = planned(text, described);
  if (places.modules) serveModules(places.modules, places.specFolder);
  const random = (...purpose: readonly (string | number)[]): Stream => stream(spec.seed, ...purpose);
  const at = { ...places, outputs: plan.outputs };
  const workload = await choose(lab.workloads, spec.workload, { ...at, role: 'workload' });
  const model = await choose(lab.models, spec.model, { ...at, role: 'model' });
  const isModule = 'module' in spec.workload;
  const who =
    'module' in spec.workload
      ? path.resolve(realFolder(places.specFolder), spec.workload.module)
      : `The workload ${spec.workload.kind}`;
  const { splits, ...read } = readSplits(
    { ...workload, who, isModule },
    plan,
    places.data,
    random('workload'),
    places.splits,
  );
  return {
    spec,
    plan,
    workload,
    model,
    layers: model.entry.layers(plan.input, plan.outputs, model.options),
    optimizer: chosen(lab.optimizers, spec.train.optimizer),
    learningRates: spec.train.schedule.map((choice) => chosen(lab.learningRates, choice)),
    criterion: chosen(lab.criteria, spec.prune.criterion),
    structure: chosen(lab.structures, spec.prune.structure),
    splits,
    read,
    random,
  };
}

/** The control of an arm of the plan. */
export function chosenControl(kind: string, options: unknown): Chosen<Control> {
  return { entry: inLab<Control>(lab.controls, kind), options };
}

async function choose<E extends Entry>(
  registry: readonly E[],
  choice: Choice,
  at: { readonly specFolder: string; readonly role: ModuleRole; readonly outputs: number },
): Promise<Chosen<E>> {
  if ('kind' in choice) return { entry: inLab(registry, choice.kind), options: choice.options };
  const file = path.resolve(realFolder(at.specFolder), choice.module);
  const entry = (await importModule(file, at.role, at.outputs)) as E;
  return { entry, options: choice.options };
}

/** A lab entry; the language has checked that it exists. */
function chosen<E extends Entry>(registry: readonly E[], choice: Choice): Chosen<E> {
  if ('module' in choice) throw new Error(`The spec takes no module in place of ${choice.module}.`);
  return { entry: inLab(registry, choice.kind), options: choice.options };
}

function inLab<E extends Entry>(registry: readonly E[], name: string): E {
  const entry = lab.find(registry, name);
  if (!entry) throw new Error(`The lab has no entry named ${name}.`);
  return entry;
}
