// What is thrown, as a message for the person and an exit code.
import { inspect } from 'node:util';
import { SpecFileError } from '../runner/examine';
import { ModuleError } from '../runner/modules';
import { EnvironmentError } from '../runner/problem';
import { ChangedError } from '../runner/reopen';
import { WriteError } from '../runs/atomic';
import { BadFileError } from '../runs/json';
import { exitCodes, UsageError } from './command';
import { Interrupted } from './interrupt';

/** Says what went wrong and returns the exit code for it. */
export function failure(error: unknown, say: (text: string) => void = console.error): number {
  if (error instanceof Interrupted) {
    say(error.message);
    return error.code;
  }
  if (error instanceof EnvironmentError) {
    say(`${error.message}\n  ${error.remedy}`);
    return exitCodes.environment;
  }
  const isOfTheSpec = error instanceof SpecFileError || error instanceof ModuleError;
  if (error instanceof UsageError || isOfTheSpec || error instanceof ChangedError) {
    if (error.message) say(error.message);
    return exitCodes.spec;
  }
  if (error instanceof BadFileError || error instanceof WriteError) {
    say(error.message);
    return exitCodes.environment;
  }
  // A mistake of ours: the stack is what a report of it needs.
  say(inspect(error));
  return exitCodes.failed;
}
