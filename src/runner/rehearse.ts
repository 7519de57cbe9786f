// Rehearses the user's modules in two fresh processes before a run starts: their results must not depend on the
// process.
import type { RehearsedPart, Rehearsal, StartRequest } from '../runs/request';
import { ModuleError } from './problem';
import { ask, TrainerError } from './trainer-process';

/** Time limit; reading data may take minutes. */
const LIMIT_MS = 10 * 60_000;

/** The rehearsal avoids the GPU: two more processes may not fit, and initialization takes seconds. */
const NO_GPU = { CUDA_VISIBLE_DEVICES: '-1' };

const HOUR_MS = 60 * 60_000;
/** Changes year, month, weekday, hour, minute, second and millisecond. */
const AHEAD_MS = 400 * 24 * HOUR_MS + HOUR_MS + 61_001;

/**
 * Reads the data of a run and computes its first examples in two parallel processes, with different clocks, random
 * draws and numbers of earlier calls.
 *
 * @throws {ModuleError} naming the first part of a module with different results, or an invalid module.
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
  // Wait for both, so that no process outlives this call.
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
    // The run will hit the same error and report whether the machine, the data or the training caused it.
    return [];
  });
  const difference = firstDifference(parts[0] ?? [], parts[1] ?? []);
  if (difference !== undefined) throw new ModuleError(difference);
}

/** The first difference, as a message; undefined if there is none or one process reported nothing. */
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
        `${part} returns different results in two processes: ${isSame ? `${first?.place ?? ''} is ` : ''}${here ?? ''} in one and ${there ?? ''} in the other. ` +
        'Make it depend on its arguments only, not on chance, the clock, the process or earlier calls.'
      );
    }
  }
  return undefined;
}
