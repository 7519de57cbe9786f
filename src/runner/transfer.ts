// Sends one request for a file or its rest, appends the response to the partial file, and checks it at the end.
import { onDisk } from './download-error';
import { reasonOf, statusOf, type Answer, type Fetch } from './http';
import type { PartialFile } from './partial-file';

export interface Fetched {
  /** The name of the file. */
  readonly name: string;
  readonly doneBytes: number;
  /** Undefined if neither the declaration nor the server gives it. */
  readonly totalBytes: number | undefined;
}

/** Timeout without a byte from the server. */
export const SILENCE_MS = 30_000;

/** The requested file and its expected content. */
export interface Wanted {
  readonly url: string;
  /** Path of the finished file. */
  readonly to: string;
  readonly sha256: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
}

/** An attempt failed. `again`: another request may get the rest, or the whole file if the part was wrong. */
export class Failed extends Error {
  constructor(
    message: string,
    readonly again: boolean,
  ) {
    super(message);
  }
}

/**
 * Requests the missing part of the partial file and completes it. Empties a partial file that cannot be the beginning
 * of the content.
 *
 * @throws {Failed} if the URL does not provide it.
 * @throws {DownloadError} if the file cannot be written.
 * @throws the signal's reason if cancelled.
 */
export async function transfer(fetch: Fetch, partial: PartialFile, wanted: Wanted): Promise<void> {
  const { to, sha256, signal, onProgress } = wanted;
  // Without a checksum, Ticket could not check that the two parts belong together.
  if (sha256 === undefined) await onDisk(to, () => partial.startOver());
  const from = partial.sizeBytes();
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const failed = (error: unknown, answered: boolean): Failed => {
    signal?.throwIfAborted();
    return silence.signal.aborted
      ? new Failed(`no data for ${SILENCE_MS / 1000} s`, partial.sizeBytes() > from)
      : new Failed(reasonOf(error), answered);
  };
  try {
    const answer = await ask(fetch, wanted, from, silence.signal).catch((error: unknown) => {
      throw failed(error, false);
    });
    const totalBytes = await begin(answer, partial, wanted);
    onProgress(partial.sizeBytes(), totalBytes);
    for await (const bytes of pieces(answer, (error) => failed(error, true))) {
      timer.refresh();
      if (partial.sizeBytes() + bytes.length > (totalBytes ?? Infinity)) {
        await onDisk(to, () => partial.startOver());
        throw new Failed(`the file is longer than ${totalBytes ?? ''} bytes`, false);
      }
      await onDisk(to, () => partial.append(bytes));
      onProgress(partial.sizeBytes(), totalBytes);
    }
    if (totalBytes !== undefined && partial.sizeBytes() < totalBytes)
      throw new Failed(`the transfer ended after ${partial.sizeBytes()} of ${totalBytes} bytes`, true);
    const sum = partial.sha256();
    if (sha256 !== undefined && sum !== sha256) {
      await onDisk(to, () => partial.startOver());
      throw new Failed(`its SHA-256 is ${sum}, not ${sha256}`, from > 0);
    }
  } finally {
    clearTimeout(timer);
    silence.abort(); // closes the connection of an unfinished response
  }
}

function ask(fetch: Fetch, { url, signal }: Wanted, from: number, silence: AbortSignal): Promise<Answer> {
  const headers = {
    // The checksum is of the file, not of a compressed transfer.
    'accept-encoding': 'identity',
    ...(from > 0 && { range: `bytes=${from}-` }),
  };
  return fetch(url, { headers, signal: signal ? AbortSignal.any([signal, silence]) : silence });
}

/** The chunks of a response body; `failed` converts read errors. */
async function* pieces(
  { body }: Answer,
  failed: (error: unknown) => Failed,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!body) return;
  try {
    for await (const bytes of body) yield bytes;
  } catch (error) {
    throw failed(error);
  }
}

/** Prepares the partial file for the response body. @returns the size of the whole file, if known. */
async function begin(
  answer: Answer,
  partial: PartialFile,
  { to, sizeBytes }: Wanted,
): Promise<number | undefined> {
  const { status, headers } = answer;
  const from = partial.sizeBytes();
  const fromStart = async (why: string): Promise<never> => {
    await onDisk(to, () => partial.startOver());
    throw new Failed(why, true);
  };
  if (status === 416 && from > 0) return fromStart(`the file has no byte ${from} (HTTP status 416)`);
  if (status !== 200 && !(status === 206 && from > 0)) throw new Failed(statusOf(answer), false);

  // A part of a compressed transfer cannot be unpacked, and its range counts compressed bytes.
  const isPacked = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  if (status === 206 && isPacked) return fromStart('the server sends the rest compressed');
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  // The length of a compressed transfer is not that of the file, which arrives unpacked.
  const length = isPacked ? null : headers.get('content-length');
  const said = Number((status === 206 ? range?.[2] : length) ?? NaN);
  const total = Number.isNaN(said) ? undefined : said;
  if (total !== undefined && sizeBytes !== undefined && total !== sizeBytes)
    throw new Failed(`the file has ${total} bytes there, not ${sizeBytes}`, false);
  if (status === 206 && range?.[1] !== String(from))
    return fromStart('the server sends another range than requested');
  // A server without range support sends the whole file.
  if (status === 200) await onDisk(to, () => partial.startOver());
  return sizeBytes ?? total;
}
