// How long a run will take on this machine: measured once per identity and machine, then remembered.
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { WriteError, writeDurably } from '../runs/atomic';
import type { StartRequest } from '../runs/request';
import type { Examined } from './examine';
import type { Prepared } from './prepare';
import { cacheFolder } from './cache';
import type { Runtime } from './runtime/find';
import { makeRequest, writeRequest } from './start';
import { ask } from './trainer-process';

export interface Speed {
  readonly iterationMs: number;
  readonly evaluationMs: number;
}

const LIMIT_MS = 60_000;

/**
 * Seconds that all cells of a run take on `workers` workers, from nothing.
 *
 * @param measured speeds of specs that were estimated before, for those that compute alike
 * @throws {TrainerError} where the measurement fails.
 */
export async function estimateSeconds(
  examined: Examined,
  prepared: Prepared,
  runtime: Runtime,
  measured = new Map<string, Speed>(),
): Promise<number> {
  const request = makeRequest(examined, prepared, runtime, {});
  const { plan } = prepared;
  const kind = computesAlike(prepared);
  const speed = measured.get(kind) ?? (await speedOf(request, prepared, runtime));
  measured.set(kind, speed);

  const pruned = plan.iterations - plan.start.iteration;
  const evaluations = (iterations: number): number => Math.ceil(iterations / plan.evaluateEvery);
  const cellsPruned = plan.cells - plan.trials;
  const inAll = plan.trials * evaluations(plan.iterations) + cellsPruned * evaluations(pruned);
  const milliseconds = plan.totalIterations * speed.iterationMs + inAll * speed.evaluationMs;
  return milliseconds / 1000 / Math.min(request.workers, plan.cells);
}

/** Equal for specs whose iterations take the same time: no seed, rate or option of an optimizer changes that. */
function computesAlike({ spec }: Prepared): string {
  const { optimizer, batch } = spec.train;
  return JSON.stringify([
    spec.workload,
    spec.model,
    'kind' in optimizer ? optimizer.kind : optimizer.module,
    batch,
  ]);
}

/** How fast the spec of a request is computed here, as it was measured before or now. */
async function speedOf(request: StartRequest, { manifest }: Prepared, runtime: Runtime): Promise<Speed> {
  const key = createHash('sha256')
    .update(
      JSON.stringify([runtime.request, runtime.proof, os.hostname(), os.cpus()[0]?.model, manifest.identity]),
    )
    .digest('hex')
    .slice(0, 16);
  const file = path.join(cacheFolder(), 'speed', `${key}.json`);
  return (
    readSpeed(file) ??
    remember(
      file,
      await ask('measure', [writeRequest(request)], { limitMs: LIMIT_MS, runtime: runtime.request }),
    )
  );
}

/** A cache that cannot be written costs the next measurement, not this answer. */
function remember(file: string, measured: unknown): Speed {
  try {
    writeDurably(file, JSON.stringify(measured));
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
  }
  return measured as Speed;
}

function readSpeed(file: string): Speed | undefined {
  try {
    const speed = JSON.parse(readFileSync(file, 'utf8')) as Speed;
    return speed.iterationMs > 0 && speed.evaluationMs >= 0 ? speed : undefined;
  } catch {
    return undefined;
  }
}
