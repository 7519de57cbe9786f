// The data files that a spec needs.
import type { DataFile } from '../lab/kinds';
import type { Known } from './check';
import { asSchema } from './json';
import { withDefaults } from './options';
import { lab } from './schema';
import type { Spec } from './spec';

export type { DataFile };

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

/** What each workload of the lab reads, for those that read files. */
export function labData(): readonly { readonly workload: string; readonly files: readonly DataFile[] }[] {
  return lab.workloads
    .map(({ name, options, files }) => ({
      workload: name,
      files: files(withDefaults(asSchema(options), {})),
    }))
    .filter(({ files }) => files.length > 0);
}
