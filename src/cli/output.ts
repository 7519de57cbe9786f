// Files that a call names for its output: looked at, and asked about, before anything is written.
import { isSameTarget, targetOf, TargetError, writeOutput, type Target } from '../runs/output-file';
import { agreed, canAsk } from './ask';
import { exitCodes, UsageError, type Option, type Values } from './command';
import { Interrupted } from './interrupt';
import { say } from './print';

export const forceOption: Option = { type: 'boolean', about: 'write over a file that is there' };

/**
 * Finds where output for each of `names` goes. Asks before a file is written over, unless `--force` says so.
 *
 * @throws {UsageError} for a place that takes no output or is named twice, or where nobody is there to be asked.
 * @throws {Interrupted} where the answer is no.
 */
export async function outputs(names: readonly string[], { force }: Values): Promise<readonly Target[]> {
  const targets = names.map((name) => asUsage(() => targetOf(name)));
  for (const [index, target] of targets.entries()) {
    const other = targets.slice(0, index).find((one) => isSameTarget(one, target));
    if (other) throw new UsageError(`${other.name} and ${target.name} are the same place. Name two.`);
  }
  const there = targets.filter((target) => target.kind === 'file' && target.before !== undefined);
  if (there.length === 0 || force === true) return targets;
  const files = there.map(({ name }) => name).join(' and ');
  if (!canAsk())
    throw new UsageError(
      `${files} ${there.length === 1 ? 'exists' : 'exist'} already. Name another file, or pass --force.`,
    );
  if (!(await agreed(`Write over ${files}?`)))
    throw new Interrupted(exitCodes.interrupted, 'Nothing was written.');
  return targets;
}

/**
 * Writes output to its target.
 *
 * @throws {UsageError} for a place that takes no output.
 * @throws {WriteError} where the system refuses.
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
