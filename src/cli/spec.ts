// Reads a spec for a command: prints problems as `file:line:column: message`; errors end the command.
import path from 'node:path';
import { printProblem } from '../language/print';
import { examineFile, type Examined } from '../runner/examine';
import { UsageError } from './command';
import { say } from './print';

/**
 * A spec without errors: one run or, with a sweep, several. Prints errors and warnings on standard error.
 *
 * @throws {SpecError} if it has errors.
 */
export async function goodSpec(file: string): Promise<Examined> {
  const examined = await examineFile(file);
  const told = examined.problems.filter(({ severity }) => severity !== 'information');
  for (const problem of told) say(printProblem(path.relative('.', file) || file, problem));
  const { combinations } = examined;
  if (!(combinations ? combinations.every(({ plan }) => plan) : examined.plan)) throw new SpecError();
  return examined;
}

/**
 * Reads several specs as `goodSpec` does, and prints the problems of all before it throws.
 *
 * @throws {SpecError} if one has errors.
 */
export async function goodSpecs(files: readonly string[]): Promise<readonly Examined[]> {
  const good: Examined[] = [];
  let wrong: SpecError | undefined;
  for (const file of files) {
    try {
      good.push(await goodSpec(file));
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      wrong = error;
    }
  }
  if (wrong) throw wrong;
  return good;
}

/** The spec has errors, which have been printed. */
export class SpecError extends UsageError {
  constructor() {
    super('');
  }
}
