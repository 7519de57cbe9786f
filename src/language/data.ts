// Data files of a spec.
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
  /** The user's folder with the files, as the spec writes it. */
  readonly folder?: string;
}

/** The files that the workload of a checked spec reads. */
export function dataNeeds({ workload }: Spec, known: Known): DataNeeds {
  const { folder } = workload.options;
  const files =
    'module' in workload
      ? (known.workloads?.[workload.module]?.files ?? [])
      : (lab.workloads.find(({ name }) => name === workload.kind)?.files(workload.options) ?? []);
  return { files, ...(typeof folder === 'string' && { folder }) };
}

/**
 * Surveys the data folder that a spec names, as the plan requires; undefined if the plan needs no survey.
 *
 * @param open opens the data files in a folder, as the spec writes it; returns undefined if one is missing
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

/** The files of each workload of the lab that reads files. */
export function labData(): readonly { readonly workload: string; readonly files: readonly DataFile[] }[] {
  return lab.workloads
    .map(({ name, options, files }) => ({
      workload: name,
      files: files(withDefaults(asSchema(options), {})),
    }))
    .filter(({ files }) => files.length > 0);
}
