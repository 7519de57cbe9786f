// The user's modules rehearsed in two fresh processes before a run begins: what they give must not depend on the process.
import type { RehearsedPart, Rehearsal, StartRequest } from '../runs/request';
import { ModuleError } from './problem';
import { ask, TrainerError } from './trainer-process';

/** Reading data may take its time; a module that takes longer than this never ends. */
const LIMIT_MS = 10 * 60_000;

/** Workers may not fit beside two more processes on a GPU, and it takes seconds to begin with. */
const NO_GPU = { CUDA_VISIBLE_DEVICES: '-1' };

const HOUR_MS = 60 * 60_000;
/** Another year, month, weekday, hour, minute, second and millisecond. */
const AHEAD_MS = 400 * 24 * HOUR_MS + HOUR_MS + 61_001;

/**
 * Reads the data of a run and computes its first examples in two processes at once: with another clock, another chance
 * and another number of calls before.
 *
 * @throws {ModuleError} naming the first part of a module that gives something else, or that is not what it should be.
 */
export async function rehearse(
  request: StartRequest,
  env: NodeJS.ProcessEnv,
  limitMs = LIMIT_MS,
): Promise<void> {
  if (Object.keys(request.modules.files).length === 0) return;
  const rehearsals: readonly Rehearsal[] = [
    { request, aheadMs: 0, callsBefore: 0 },
    { request, aheadMs: AHEAD_MS, callsBefore: 1 },
  ];
  // Both are over when this returns.
  const results = await Promise.allSettled(
    rehearsals.map((rehearsal) =>
      ask('rehearse', [], {
        limitMs,
        input: JSON.stringify(rehearsal),
        runtime: request.runtime,
        env: { ...env, ...NO_GPU },
      }),
    ),
  );
  const parts = results.map((result) => {
    if (result.status === 'fulfilled') return result.value as readonly RehearsedPart[];
    const error: unknown = result.reason;
    if (!(error instanceof TrainerError)) throw error;
    if (error.isOfModule) throw new ModuleError(error.message);
    // The run meets it as well, and says whether the machine, the data or the training is at fault.
    return [];
  });
  const difference = firstDifference(parts[0] ?? [], parts[1] ?? []);
  if (difference !== undefined) throw new ModuleError(difference);
}

/** In words; undefined where one of the two told nothing. */
export function firstDifference(
  one: readonly RehearsedPart[],
  other: readonly RehearsedPart[],
): string | undefined {
  for (const [index, { part, found }] of one.entries()) {
    const again = other[index]?.found ?? found;
    for (let at = 0; at < Math.max(found.length, again.length); at++) {
      const [first, second] = [found[at], again[at]];
      if (first?.place === second?.place && first?.value === second?.value) continue;
      const isSame = first?.place === second?.place;
      const [here, there] = isSame
        ? [first?.value, second?.value]
        : [first, second].map((each) => (each ? `${each.place}: ${each.value}` : 'nothing'));
      return (
        `${part} does not give the same in two processes: ${isSame ? `${first?.place ?? ''} is ` : ''}${here ?? ''} in one and ${there ?? ''} in the other. ` +
        'It must depend on its arguments alone: remove what it takes from chance, the clock, the process or earlier calls.'
      );
    }
  }
  return undefined;
}
