// The data files that a spec needs.
import type { DataFile } from '../lab/kinds';
import type { Known } from './check';
import { lab } from './schema';
import type { Spec } from './spec';

export interface DataNeeds {
  readonly files: readonly DataFile[];
  /** A folder of the user's that has them, as the spec writes it. */
  readonly folder?: string;
}

/** What the workload of a checked spec reads. */
export function dataNeeds({ workload }: Spec, known: Known): DataNeeds {
  const { folder } = workload.options;
  const files =
    'module' in workload
      ? (known.workloads?.[workload.module]?.files ?? [])
      : (lab.workloads.find(({ name }) => name === workload.kind)?.files(workload.options) ?? []);
  return { files, ...(typeof folder === 'string' && { folder }) };
}
