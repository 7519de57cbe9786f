// Estimates the time of a run on this machine from engine timings, which the trainer measures and caches.
import os from 'node:os';
import { arrangements, byTime, failuresOf, workMs, workOf, type Measurements } from '../runs/engine-choice';
import type { StartRequest } from '../runs/request';
import type { Examined } from './examine';
import type { Prepared } from './prepare';
import type { Runtime } from './runtime/find';
import { makeRequest, writeRequest } from './start';
import { ask, TrainerError } from './trainer-process';

/** Each engine has a separate limit, far below this. */
const LIMIT_MS = 300_000;

/**
 * Seconds that all cells of a run take on its workers, from the beginning.
 *
 * @param measured earlier measurements, shared by specs that compute alike
 * @throws {TrainerError} if the measurement fails.
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
  if (!best) throw new TrainerError(failuresOf(known)[0]?.failed ?? 'No engine can compute this spec.');
  return workMs(best.timing, work) / 1000;
}

/** A cache key for the time of an iteration. Specs that differ only in seed, rates or optimizer options share it. */
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
