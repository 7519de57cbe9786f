// Everything an experiment can be made of, by kind.
import type { Entry } from './kinds';

export { controls } from './controls';
export { criteria } from './criteria';
export { learningRates } from './learning-rates';
export { models } from './models';
export { optimizers } from './optimizers';
export { rewinds } from './rewinds';
export { schedules } from './schedules';
export { scopes } from './scopes';
export { structures } from './structures';
export { workloads } from './workloads';

/** The entry that a spec calls `name`, such as `find(criteria, 'magnitude')`. */
export function find<E extends Entry>(registry: readonly E[], name: string): E | undefined {
  return registry.find((entry) => entry.name === name);
}
