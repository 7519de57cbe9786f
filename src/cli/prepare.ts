// Preparing a run for a command: what is fetched for it is shown, and Ctrl-C cancels that.
import type { Examined } from '../runner/examine';
import { prepare, type Prepared, type PrepareOptions } from '../runner/prepare';
import { standardError, type Lane } from './board';
import { fetching } from './fetching';
import { interruptible } from './interrupt';

/**
 * Does something that may fetch data.
 *
 * @throws {Interrupted} on Ctrl-C and SIGTERM.
 */
export function prepareOptionsShown<T>(
  work: (options: PrepareOptions) => Promise<T>,
  lane = standardError(),
): Promise<T> {
  const shown = fetching(lane);
  return interruptible((signal) =>
    work({
      signal,
      onProgress: ({ name, doneBytes, totalBytes }) => shown.take(`Fetching ${name}`, doneBytes, totalBytes),
      onNotice: shown.say,
    }),
  ).finally(shown.clear);
}

/**
 * As `prepare`.
 *
 * @throws {Interrupted} on Ctrl-C and SIGTERM.
 */
export const prepareShown = (examined: Examined, runsFolder: string, lane?: Lane): Promise<Prepared> =>
  prepareOptionsShown((options) => prepare(examined, runsFolder, options), lane);
