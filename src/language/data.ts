// The data files that a spec needs.
import type { DataFile, FolderFiles } from '../lab/kinds';
import { idxHeader } from '../lab/workloads/idx';
import type { Known } from './check';
import { asSchema } from './json';
import { withDefaults } from './options';
import { lab } from './schema';
import type { Spec } from './spec';

export { idxHeader, type DataFile, type FolderFiles };

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

/**
 * What must be known of the folder that a spec names before it has a plan; nothing where that is needed of none.
 *
 * @param open the data files in a folder as the spec writes it; undefined where it does not have all of them
 */
export function surveyFolder(
  { workload }: Spec,
  open: (folder: string, files: readonly DataFile[]) => FolderFiles | undefined,
): Pick<Known, 'folders' | 'failures'> | undefined {
  const { folder } = workload.options;
  const entry = 'kind' in workload ? lab.workloads.find(({ name }) => name === workload.kind) : undefined;
  if (!entry?.survey || typeof folder !== 'string') return undefined;
  try {
    const files = open(folder, entry.files(workload.options));
    return files && { folders: { [folder]: entry.survey(files) } };
  } catch (error) {
    return { failures: { [folder]: error instanceof Error ? error.message : String(error) } };
  }
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
