// Maps errors to messages and exit codes.
import { inspect } from 'node:util';
import { SpecFileError } from '../runner/examine';
import { EnvironmentError, ModuleError } from '../runner/problem';
import { ChangedError } from '../runner/reopen';
import { TrainerError } from '../runner/trainer-process';
import { WriteError } from '../runs/atomic';
import { systemMessage } from '../runs/error-message';
import { BadFileError } from '../runs/json';
import { exitCodes, UsageError } from './command';
import { Interrupted } from './interrupt';
import { say } from './print';

/** Reports an error and returns its exit code. */
export function failure(error: unknown, tell: (text: string) => void = say): number {
  if (error instanceof Interrupted) {
    tell(error.message);
    return error.code;
  }
  if (error instanceof EnvironmentError) {
    tell(`${error.message}\n  ${error.remedy}`);
    return exitCodes.environment;
  }
  const isOfModule = error instanceof TrainerError && error.isOfModule;
  const isOfTheSpec = error instanceof SpecFileError || error instanceof ModuleError || isOfModule;
  if (error instanceof UsageError || isOfTheSpec) {
    if (error.message) tell(error.message);
    return exitCodes.spec;
  }
  if (error instanceof BadFileError || error instanceof WriteError || error instanceof ChangedError) {
    tell(error.message);
    return exitCodes.environment;
  }
  const refused = systemMessage(error);
  if (refused !== undefined) {
    tell(refused);
    return exitCodes.environment;
  }
  tell(internal(error));
  return exitCodes.internal;
}

/** The message for a bug in Ticket; the stack trace appears only with TICKET_DEBUG. */
function internal(error: unknown): string {
  if (process.env.TICKET_DEBUG) return inspect(error);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `Internal error in Ticket. ${what}\nReport it on the project's issue tracker, with the output of the same command run with TICKET_DEBUG=1.`;
}
