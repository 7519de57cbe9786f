// Checks the output files of a command line, and asks before overwriting them, before anything is written.
import { isSameTarget, targetOf, TargetError, writeOutput, type Target } from '../runs/output-file';
import { agreed, canAsk } from './ask';
import { exitCodes, UsageError, type Option, type Values } from './command';
import { Interrupted } from './interrupt';
import { say } from './print';

export const forceOption: Option = { type: 'boolean', about: 'overwrite existing files' };

/**
 * Finds the target of each of `names`. Asks before overwriting a file, unless `--force` is set.
 *
 * @throws {UsageError} if a target cannot take output or is named twice, or if a file exists and nobody can answer.
 * @throws {Interrupted} if the answer is no.
 */
export async function outputs(names: readonly string[], { force }: Values): Promise<readonly Target[]> {
  const targets = names.map((name) => asUsage(() => targetOf(name)));
  for (const [index, target] of targets.entries()) {
    const other = targets.slice(0, index).find((one) => isSameTarget(one, target));
    if (other)
      throw new UsageError(
        `${other.name} and ${target.name} are the same file. Specify two different files.`,
      );
  }
  const there = targets.filter((target) => target.kind === 'file' && target.before !== undefined);
  if (there.length === 0 || force === true) return targets;
  const files = there.map(({ name }) => name).join(' and ');
  if (!canAsk())
    throw new UsageError(
      `${files} already ${there.length === 1 ? 'exists' : 'exist'}. Specify another file, or pass --force.`,
    );
  if (!(await agreed(`Overwrite ${files}?`)))
    throw new Interrupted(exitCodes.interrupted, 'Cancelled. Wrote no file.');
  return targets;
}

/**
 * Writes output to its target.
 *
 * @throws {UsageError} if the target cannot take output.
 * @throws {WriteError} if the write fails.
 */
export async function put(target: Target, content: string | Uint8Array): Promise<void> {
  try {
    await writeOutput(target, content, say);
  } catch (error) {
    throw asUsageError(error);
  }
}

function asUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asUsageError(error);
  }
}

const asUsageError = (error: unknown): unknown =>
  error instanceof TargetError ? new UsageError(error.message) : error;
