// A spec made runnable: the lab's entries and the user's modules that it names, with their options, and the data.
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

/** An entry with the options a spec gives it. */
export interface Chosen<E> {
  readonly entry: E;
  readonly options: unknown;
}

export interface Experiment {
  readonly spec: Spec;
  readonly plan: Plan;
  readonly workload: Chosen<Workload>;
  readonly model: Chosen<Model>;
  /** The model's layers as it gives them; the plan has them with counts and rates. */
  readonly layers: readonly Layer[];
  readonly optimizer: Chosen<Optimizer>;
  readonly learningRates: readonly Chosen<LearningRate>[];
  readonly criterion: Chosen<Criterion>;
  readonly structure: Chosen<Structure>;
  readonly splits: Splits;
  /** What was found when the splits were read. */
  readonly read: Omit<ReadSplits, 'splits'>;
  /** The stream of a purpose, from the run's seed. */
  random(...purpose: readonly (string | number)[]): Stream;
}

/** Spec and plan of a text that was checked before it came here; what is wrong now is an error of ours. */
export function planned(text: string, described: Known): { spec: Spec; plan: Plan } {
  const { spec, plan, problems } = check(text, described);
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (!spec || !plan || errors.length > 0) {
    throw new Error(
      `The run's spec does not check: ${errors[0]?.message ?? 'a module of it was not described'}`,
    );
  }
  return { spec, plan };
}

/**
 * Loads everything that training needs.
 *
 * @throws {Error} where a module or a data file cannot be read or is not what it should be.
 */
export async function loadExperiment(
  text: string,
  described: Known,
  places: {
    readonly specFolder: string;
    readonly data: Readonly<Record<string, DataPlace>>;
    /** Of the run's first start, where it was started before. */
    readonly splits?: SplitSums | undefined;
    /** Left out where this process may load the user's files as they are: in tests and benchmarks. */
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

/** The control that an arm of the plan names. */
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

/** An entry that the language has checked to be there. */
function chosen<E extends Entry>(registry: readonly E[], choice: Choice): Chosen<E> {
  if ('module' in choice) throw new Error(`A module cannot stand where ${choice.module} does.`);
  return { entry: inLab(registry, choice.kind), options: choice.options };
}

function inLab<E extends Entry>(registry: readonly E[], name: string): E {
  const entry = lab.find(registry, name);
  if (!entry) throw new Error(`There is no entry called ${name} in the lab.`);
  return entry;
}
