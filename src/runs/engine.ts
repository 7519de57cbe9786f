// What a run was computed with, in words.
import type { EngineTuple } from './types';

/** Everything that decides which bits come out, so that two tuples are the same where their descriptions are. */
export function describeEngine({
  engine,
  backend,
  library,
  cpuFeatures,
  threads,
  options,
}: EngineTuple): string {
  return [
    engine,
    `${backend} ${library}`,
    `${threads} thread${threads === 1 ? '' : 's'}`,
    cpuFeatures,
    options,
  ]
    .filter(Boolean)
    .join(', ');
}
