// Preparing a run for a command: what is fetched for it is shown, and Ctrl-C cancels that.
import type { Examined } from '../runner/examine';
import { prepare, type Prepared } from '../runner/prepare';
import { fetching } from './fetching';
import { interruptible } from './interrupt';

/**
 * As `prepare`.
 *
 * @throws {Interrupted} on Ctrl-C and SIGTERM.
 */
export function prepareShown(examined: Examined, runsFolder: string): Promise<Prepared> {
  const shown = fetching(process.stderr);
  return interruptible((signal) =>
    prepare(examined, runsFolder, {
      signal,
      onProgress: ({ name, doneBytes, totalBytes }) => shown.take(`Fetching ${name}`, doneBytes, totalBytes),
      onNotice: shown.say,
    }),
  ).finally(shown.clear);
}
