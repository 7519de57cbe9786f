// Registries of the lab's entries, by kind. Each kind has a folder with one file per entry; every export of the
// folder's index is an entry.
import * as controlsIndex from './controls';
import * as criteriaIndex from './criteria';
import * as learningRatesIndex from './learning-rates';
import * as modelsIndex from './models';
import * as optimizersIndex from './optimizers';
import * as rewindsIndex from './rewinds';
import * as schedulesIndex from './schedules';
import * as scopesIndex from './scopes';
import * as structuresIndex from './structures';
import * as workloadsIndex from './workloads';
import type {
  Control,
  Criterion,
  FolderWorkload,
  Entry,
  LearningRate,
  Model,
  Optimizer,
  Rewind,
  Schedule,
  Scope,
  Structure,
} from './kinds';

/** The entries that an index exports, sorted by name. */
const entries = <E extends Entry>(index: Readonly<Record<string, E>>): readonly E[] =>
  Object.values(index).sort((a, b) => (a.name < b.name ? -1 : 1));

export const controls = entries<Control>(controlsIndex);
export const criteria = entries<Criterion>(criteriaIndex);
export const learningRates = entries<LearningRate>(learningRatesIndex);
export const models = entries<Model>(modelsIndex);
export const optimizers = entries<Optimizer>(optimizersIndex);
export const rewinds = entries<Rewind>(rewindsIndex);
export const schedules = entries<Schedule>(schedulesIndex);
export const scopes = entries<Scope>(scopesIndex);
export const structures = entries<Structure>(structuresIndex);
export const workloads = entries<FolderWorkload>(workloadsIndex);

/** The entry that a spec calls `name`, such as `find(criteria, 'magnitude')`. */
export function find<E extends Entry>(registry: readonly E[], name: string): E | undefined {
  return registry.find((entry) => entry.name === name);
}
