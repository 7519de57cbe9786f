// Reading a spec for a command: its problems are told as `file:line:column: message`, and errors end the command.
import path from 'node:path';
import { printProblem } from '../language/print';
import { examineFile, type Examined } from '../runner/examine';
import { UsageError } from './command';
import { say } from './print';

/** A spec with nothing wrong in it, which is one run or, with a sweep, several. Warnings are told on standard error. */
export async function goodSpec(file: string): Promise<Examined> {
  const examined = await examineFile(file);
  const told = examined.problems.filter(({ severity }) => severity !== 'information');
  for (const problem of told) say(printProblem(path.relative('.', file) || file, problem));
  const { combinations } = examined;
  if (!(combinations ? combinations.every(({ plan }) => plan) : examined.plan)) throw new SpecError();
  return examined;
}

/**
 * As `goodSpec`, of several: what is wrong with any of them is told before it is thrown.
 *
 * @throws {SpecError} where one is wrong.
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

/** The spec is wrong, and what is wrong has been told. */
export class SpecError extends UsageError {
  constructor() {
    super('');
  }
}
