// Handles Ctrl-C and SIGTERM during a command's own work: cancels the work cleanly and sets the exit code.
import { exitCodes } from './command';

/** A signal cancelled the command. */
export class Interrupted extends Error {
  constructor(
    readonly code: number,
    message = 'Cancelled. Repeat the command to continue; downloads resume where they stopped.',
  ) {
    super(message);
  }
}

/**
 * Runs work that a signal can cancel.
 *
 * @throws {Interrupted} if a signal came, even if the work has just finished.
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
