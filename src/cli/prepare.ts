// Prepares a run for a command: shows downloads, and lets Ctrl-C cancel them.
import type { Examined } from '../runner/examine';
import { prepare, type Prepared, type PrepareOptions } from '../runner/prepare';
import { standardError, type StatusRow } from './progress-display';
import { fetching } from './fetching';
import { interruptible } from './interrupt';

/**
 * Runs work that may download data, and shows its progress.
 *
 * @throws {Interrupted} on Ctrl-C and SIGTERM.
 */
export function prepareOptionsShown<T>(
  work: (options: PrepareOptions) => Promise<T>,
  row = standardError(),
): Promise<T> {
  const shown = fetching(row);
  return interruptible((signal) =>
    work({
      signal,
      onProgress: ({ name, doneBytes, totalBytes }) =>
        shown.take(`Downloading ${name}`, doneBytes, totalBytes),
      onNotice: shown.say,
    }),
  ).finally(shown.clear);
}

/**
 * Prepares a run as `prepare` does, and shows downloads.
 *
 * @throws {Interrupted} on Ctrl-C and SIGTERM.
 */
export const prepareShown = (examined: Examined, runsFolder: string, row?: StatusRow): Promise<Prepared> =>
  prepareOptionsShown((options) => prepare(examined, runsFolder, options), row);
