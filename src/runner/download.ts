// Fetching a file over HTTP so that it is there whole and as it was declared, or not at all.
import path from 'node:path';
import { DownloadError, onDisk } from './download-error';
import { httpClient, withoutPassword, type Fetch } from './http';
import { openPartial, type PartialFile } from './partial-file';
import { Failed, transfer, type Fetched } from './transfer';

export { DownloadError, type Fetched };

export interface DownloadOptions {
  /** Where the file can be had, in the order that they are tried. */
  readonly urls: readonly string[];
  /** The path that it will have. */
  readonly to: string;
  /** Lower-case hex SHA-256. Without it nothing is resumed: two halves may not belong together. */
  readonly sha256?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** Cancels; what has come is kept, and the next call goes on from there. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of every piece that comes. */
  readonly onProgress?: ((fetched: Fetched) => void) | undefined;
  /** What a person can do where no URL gives the file, beside trying again. */
  readonly remedy?: string | undefined;
  readonly fetch?: Fetch | undefined;
}

/** How often one URL is asked again after the first time. */
const RESUMES = 3;

/**
 * Fetches a file to `to`, over what may be there. What was cut off or fell silent is gone on with where it was, also in
 * a later call and after a kill; a server that cannot do that is asked for all of it. Nothing is under the final name
 * before size and SHA-256 are right. Several processes may fetch the same file at once.
 *
 * @throws {DownloadError} where no URL gives the file, or the disk does not take it.
 * @throws {EnvironmentError} where a proxy is named by what is no URL.
 * @throws the signal's reason where it was cancelled.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { to, sha256, signal } = options;
  signal?.throwIfAborted();
  const partial = await onDisk(to, () => openPartial(to, sha256));
  try {
    // An earlier call may have been ended after the last byte.
    if (sha256 === undefined || partial.sha256() !== sha256) await fromUrls(partial, options);
    await onDisk(to, () => partial.commit());
  } catch (error) {
    // A full disk is a trouble to others too; else what has come is worth keeping.
    const isFull = error instanceof DownloadError && error.isDiskFull;
    await (isFull ? partial.discard() : partial.leave()).catch(() => undefined);
    throw error;
  }
}

async function fromUrls(partial: PartialFile, options: DownloadOptions): Promise<void> {
  const name = path.basename(options.to);
  const client = options.fetch
    ? { fetch: options.fetch, close: () => Promise.resolve() }
    : await httpClient();
  const failures: string[] = [];
  try {
    for (const url of options.urls) {
      const failure = await fromUrl(client.fetch, url, partial, options);
      if (failure === undefined) return;
      failures.push(`${withoutPassword(url)}: ${failure}.`);
    }
  } finally {
    await client.close();
  }
  throw new DownloadError(
    [`${name} could not be fetched.`, ...failures].join('\n  '),
    `Try again: what has come is kept. HTTPS_PROXY may name a proxy, NODE_EXTRA_CA_CERTS its certificates.${
      options.remedy === undefined ? '' : `\n  ${options.remedy}`
    }`,
  );
}

/** Asks one URL, and again for the rest. @returns why it did not give the file, or nothing where it did. */
async function fromUrl(
  fetch: Fetch,
  url: string,
  partial: PartialFile,
  options: DownloadOptions,
): Promise<string | undefined> {
  const { to, sha256, sizeBytes, signal } = options;
  const name = path.basename(to);
  const onProgress = (doneBytes: number, totalBytes: number | undefined): void =>
    options.onProgress?.({ name, doneBytes, totalBytes });
  for (let left = RESUMES; ; left -= 1) {
    try {
      await transfer(fetch, partial, { url, to, sha256, sizeBytes, signal, onProgress });
      return undefined;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (!error.again || left === 0) return error.message;
    }
  }
}
