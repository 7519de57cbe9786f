// Downloads a file over HTTP: it appears complete and with its declared checksum, or not at all.
import path from 'node:path';
import { DownloadError, onDisk } from './download-error';
import { httpClient, withoutPassword, type Fetch } from './http';
import { openPartial, type PartialFile } from './partial-file';
import { Failed, transfer, type Fetched } from './transfer';

export { DownloadError, type Fetched };

export interface DownloadOptions {
  /** Sources of the file, in the order to try them. */
  readonly urls: readonly string[];
  /** Path of the finished file. */
  readonly to: string;
  /** Lower-case hex SHA-256. Without it downloads cannot resume: the two parts may not belong together. */
  readonly sha256?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** Cancels; the next call resumes the partial download. */
  readonly signal?: AbortSignal | undefined;
  /** Called on every chunk. */
  readonly onProgress?: ((fetched: Fetched) => void) | undefined;
  /** Advice for the user if no URL works, other than to try again. */
  readonly remedy?: string | undefined;
  readonly fetch?: Fetch | undefined;
}

/** Retries per URL. */
const RESUMES = 3;

/**
 * Downloads a file to `to`, replacing an existing file. Resumes interrupted or stalled transfers, also in a later
 * call and after a kill; if the server cannot resume, starts over. The final name appears only once size and SHA-256
 * are right. Several processes may download the same file at once.
 *
 * @throws {DownloadError} if no URL provides the file, or it cannot be written.
 * @throws {EnvironmentError} if the environment names an invalid proxy URL.
 * @throws the signal's reason if cancelled.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { to, sha256, signal } = options;
  signal?.throwIfAborted();
  const partial = await onDisk(to, () => openPartial(to, sha256));
  try {
    // An earlier call may have been killed after the last byte.
    if (sha256 === undefined || partial.sha256() !== sha256) await fromUrls(partial, options);
    await onDisk(to, () => partial.commit());
  } catch (error) {
    // A full disk affects other programs, too; otherwise the partial file is worth keeping.
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
    [`Could not download ${name}.`, ...failures].join('\n  '),
    `Try again; the download resumes. Behind a proxy, set HTTPS_PROXY, and NODE_EXTRA_CA_CERTS to its certificates.${
      options.remedy === undefined ? '' : `\n  ${options.remedy}`
    }`,
  );
}

/** Downloads from one URL, with retries. @returns why it failed; undefined on success. */
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
