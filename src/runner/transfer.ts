// One request for a file, or for the rest of it: what comes is appended to the partial file and checked at the end.
import { onDisk } from './download-error';
import { reasonOf, statusOf, type Answer, type Fetch } from './http';
import type { PartialFile } from './partial-file';

export interface Fetched {
  /** The name of the file. */
  readonly name: string;
  readonly doneBytes: number;
  /** Undefined where neither the declaration nor the server says it. */
  readonly totalBytes: number | undefined;
}

/** A server that sends no byte for this long is given up. */
export const SILENCE_MS = 30_000;

/** What is asked for, and what it must be. */
export interface Wanted {
  readonly url: string;
  /** The path that the file will have. */
  readonly to: string;
  readonly sha256: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
}

/** A try failed. `again`: the same URL may give the rest, or all of it where the beginning was wrong. */
export class Failed extends Error {
  constructor(
    message: string,
    readonly again: boolean,
  ) {
    super(message);
  }
}

/**
 * Asks for what is missing of the partial file until it has all of the right content. A partial file that cannot be
 * the beginning of it is empty afterwards.
 *
 * @throws {Failed} where the URL does not give it.
 * @throws {DownloadError} where the disk does not take it.
 * @throws the signal's reason where it was cancelled.
 */
export async function transfer(fetch: Fetch, partial: PartialFile, wanted: Wanted): Promise<void> {
  const { to, sha256, signal, onProgress } = wanted;
  // Nothing would tell that two halves belong together.
  if (sha256 === undefined) await onDisk(to, () => partial.startOver());
  const from = partial.sizeBytes();
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const failed = (error: unknown, answered: boolean): Failed => {
    signal?.throwIfAborted();
    return silence.signal.aborted
      ? new Failed(`no byte came for ${SILENCE_MS / 1000} s`, partial.sizeBytes() > from)
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
        throw new Failed(`it is longer than ${totalBytes ?? ''} bytes`, false);
      }
      await onDisk(to, () => partial.append(bytes));
      onProgress(partial.sizeBytes(), totalBytes);
    }
    if (totalBytes !== undefined && partial.sizeBytes() < totalBytes)
      throw new Failed(`it ended after ${partial.sizeBytes()} of ${totalBytes} bytes`, true);
    const sum = partial.sha256();
    if (sha256 !== undefined && sum !== sha256) {
      await onDisk(to, () => partial.startOver());
      throw new Failed(`its SHA-256 is ${sum}, not ${sha256}`, from > 0);
    }
  } finally {
    clearTimeout(timer);
    silence.abort(); // closes the connection of an answer that was not read to its end
  }
}

function ask(fetch: Fetch, { url, signal }: Wanted, from: number, silence: AbortSignal): Promise<Answer> {
  const headers = {
    // A sum is that of the file, not of how it travels.
    'accept-encoding': 'identity',
    ...(from > 0 && { range: `bytes=${from}-` }),
  };
  return fetch(url, { headers, signal: signal ? AbortSignal.any([signal, silence]) : silence });
}

/** The pieces of an answer's body. What goes wrong in reading them is thrown as `failed` says it. */
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

/** Makes the partial file ready for the body of the answer. @returns the size of the whole file, where it is known. */
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
  if (status === 416 && from > 0) return fromStart(`it has no byte ${from} (HTTP status 416)`);
  if (status !== 200 && !(status === 206 && from > 0)) throw new Failed(statusOf(answer), false);

  // The middle of what is sent compressed cannot be unpacked, and is counted in other bytes than ours.
  const isPacked = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  if (status === 206 && isPacked) return fromStart('it sends the rest compressed');
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  // What is sent compressed has the length of that, and arrives unpacked.
  const length = isPacked ? null : headers.get('content-length');
  const said = Number((status === 206 ? range?.[2] : length) ?? NaN);
  const total = Number.isNaN(said) ? undefined : said;
  if (total !== undefined && sizeBytes !== undefined && total !== sizeBytes)
    throw new Failed(`it has ${total} bytes there, not ${sizeBytes}`, false);
  if (status === 206 && range?.[1] !== String(from)) return fromStart('it sends another part than asked for');
  // A server that knows no ranges sends all of it.
  if (status === 200) await onDisk(to, () => partial.startOver());
  return sizeBytes ?? total;
}
