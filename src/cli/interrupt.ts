// Ctrl-C and SIGTERM while a command works itself: what it does is cancelled in order, and the exit code says so.
import { exitCodes } from './command';

/** The command was told to end. */
export class Interrupted extends Error {
  constructor(
    readonly code: number,
    message = 'Cancelled. What has been fetched is kept; the same command goes on from there.',
  ) {
    super(message);
  }
}

/**
 * Does something that a signal can cancel.
 *
 * @throws {Interrupted} where it was, even if the work was done just then.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let interrupted: Interrupted | undefined;
  const end = (code: number) => (): void => {
    interrupted ??= new Interrupted(code);
    controller.abort(interrupted);
  };
  const [onInterrupt, onTerminate] = [end(exitCodes.interrupted), end(exitCodes.stopped)];
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    const done = await work(controller.signal);
    controller.signal.throwIfAborted();
    return done;
  } catch (error) {
    throw interrupted ?? error;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}
