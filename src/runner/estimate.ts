// How long a run will take on this machine, from what its engines take, which the trainer measures and remembers.
import os from 'node:os';
import { arrangements, byTime, failuresOf, workMs, workOf, type Measurements } from '../runs/engine-choice';
import type { StartRequest } from '../runs/request';
import type { Examined } from './examine';
import type { Prepared } from './prepare';
import type { Runtime } from './runtime/find';
import { makeRequest, writeRequest } from './start';
import { ask, TrainerError } from './trainer-process';

/** Each engine has a limit of its own, far below this. */
const LIMIT_MS = 300_000;

/**
 * Seconds that all cells of a run take on its workers, from nothing.
 *
 * @param measured what was measured for specs before, for those that compute alike
 * @throws {TrainerError} where the measurement fails.
 */
export async function estimateSeconds(
  examined: Examined,
  prepared: Prepared,
  runtime: Runtime,
  measured = new Map<string, Measurements>(),
): Promise<number> {
  const request = makeRequest(examined, prepared, runtime, {});
  const kind = computesAlike(prepared, request);
  const known =
    measured.get(kind) ??
    ((await ask('measure', [writeRequest(request)], {
      limitMs: LIMIT_MS,
      runtime: runtime.request,
    })) as Measurements);
  measured.set(kind, known);
  const work = workOf(prepared.plan, request.workers);
  const { engine } = prepared.spec.run;
  const best = byTime(known, work).find((one) => engine === 'auto' || one.engine === engine);
  if (!best) throw new TrainerError(failuresOf(known)[0]?.failed ?? 'No engine computes it.');
  return workMs(best.timing, work) / 1000;
}

/** Equal for specs whose iterations take the same time: no seed, rate or option of an optimizer changes that. */
function computesAlike({ spec, plan }: Prepared, request: StartRequest): string {
  const { optimizer, batch } = spec.train;
  return JSON.stringify([
    spec.workload,
    spec.model,
    'kind' in optimizer ? optimizer.kind : optimizer.module,
    batch,
    spec.run.engine,
    arrangements(plan, request, os.availableParallelism()),
  ]);
}
