// Chooses the engine of a run from cached timings, or by timing each engine in a child process with a timeout. This
// process loads no TensorFlow.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeIfPossible } from '../../runs/atomic';
import {
  arrangements,
  ENGINES,
  fastest,
  isTiming,
  workOf,
  type Arrangement,
  type Choice,
  type EngineName,
  type Measured,
  type Measurements,
} from '../../runs/engine-choice';
import type { StartRequest } from '../../runs/request';
import { MOST, readTextIn } from '../../runs/run-file';
import { planned } from '../experiment';
import type { Known } from '../../language/check';
import type { Spec } from '../../language/spec';
import { childProcess, type ProcessId } from '../../runs/process';
import type { TrialMessage } from './trial';

/** Time limit for one engine, from the start of its process. A compilation cannot be interrupted, only killed. */
export const LIMIT_MS = 45_000;
/** The only engine whose bits do not depend on a network's position in the batch. */
const SIDE_BY_SIDE: EngineName = 'xla';
const ALONE: Arrangement = { threads: 1, places: 1 };
/** Runs with fewer iterations finish before a measurement would. */
const WORTH_MEASURING = 3000;

export interface ChooseOptions {
  readonly signal?: AbortSignal;
  /** Cores that the workers share. Default: all of this machine's. */
  readonly cores?: number;
  /** The trainer's program. Default: this one. */
  readonly program?: string;
  /** Called with the process that times engines, and with undefined once it has exited. */
  onProcess?(process: ProcessId | undefined): void;
  /** Called before engines are timed, which takes seconds. */
  onMeasuring?(): void;
}

/**
 * Chooses the engine and thread count for a new run, with the reason. The total work decides: a short run is not worth
 * a compilation.
 */
export async function chooseEngine(request: StartRequest, options: ChooseOptions = {}): Promise<Choice> {
  const { engines, arranged, why, plan } = candidates(request, options);
  const [only] = engines;
  if (only !== undefined && engines.length === 1 && arranged.length === 1)
    return { engine: only, ...(arranged[0] ?? ALONE), why };
  const found = fastest(await measureEngines(request, options), workOf(plan, request.workers), engines);
  return { ...found, why: [why, found.why].filter(Boolean).join('; ') };
}

/** Timings of the engines that could train a run, measured now or read from the cache. */
export async function measureEngines(
  request: StartRequest,
  options: ChooseOptions = {},
): Promise<Measurements> {
  const { engines, arranged, spec } = candidates(request, options);
  const memory = path.join(
    request.engineCache,
    `${keyOf(request, spec, [engines, arranged], options.program)}.json`,
  );
  const known = recall(memory);
  if (known) return known;
  options.onMeasuring?.();
  const measurements: (Arrangement & { engines: Measured })[] = [];
  let left = engines;
  for (const arrangement of arranged) {
    const those = arrangement.places === 1 ? left : left.filter((engine) => engine === SIDE_BY_SIDE);
    const measured = await tryAll(request, those, arrangement, options);
    measurements.push({ ...arrangement, engines: measured });
    // An engine that fails or hangs with one thread, or unbatched, also does so with more.
    left = left.filter((engine) => isTiming(measured[engine]));
    if (left.length === 0) break;
  }
  if (isTrue(measurements)) writeIfPossible(memory, JSON.stringify(measurements));
  return measurements;
}

/** If `eager` has no timing, every failure may be transient. */
const isTrue = (measurements: Measurements): boolean =>
  measurements.every(({ engines, places }) => places > 1 || isTiming(engines.eager));

interface Candidates extends ReturnType<typeof planned> {
  readonly engines: readonly EngineName[];
  readonly arranged: readonly Arrangement[];
  readonly why: string;
}

/** Candidate engines and arrangements, and the reason if the spec or the run leaves no choice. */
function candidates(request: StartRequest, { cores = os.availableParallelism() }: ChooseOptions): Candidates {
  const { runtime } = request;
  const both = planned(request.spec, request.known as Known);
  const { engine } = both.spec.run;
  const eager = (why: string): Candidates => ({ ...both, engines: ['eager'], arranged: [ALONE], why });
  if (runtime.kind === 'embedded') return eager('the only engine of the embedded backend');
  const { totalIterations } = both.plan;
  const isShort = totalIterations < WORTH_MEASURING;
  const arranged = isShort ? [ALONE] : arrangements(both.plan, request, cores);
  if (engine !== 'auto') return { ...both, engines: [engine], arranged, why: 'set in the spec' };
  if (isShort) return eager(`${totalIterations} iterations are too few to time engines`);
  return { ...both, engines: ENGINES, arranged, why: '' };
}

/** Times engines until each has an outcome. If the process dies, the engine being timed has failed. */
async function tryAll(
  request: StartRequest,
  engines: readonly EngineName[],
  arrangement: Arrangement,
  options: ChooseOptions,
): Promise<Measured> {
  let measured: Measured = {};
  for (;;) {
    const left = engines.filter((engine) => !(engine in measured));
    // `eager` is the reference; without its numbers the others cannot be checked.
    if (left.length === 0 || (measured.eager && !isTiming(measured.eager))) return measured;
    options.signal?.throwIfAborted();
    measured = { ...measured, ...(await tryIn(request, left, arrangement, options)) };
  }
}

/** Times engines in one process. At least one of them has an outcome when it exits. */
function tryIn(
  request: StartRequest,
  engines: readonly EngineName[],
  arrangement: Arrangement,
  { signal, program = thisProgram(), onProcess }: ChooseOptions,
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(program, ['engines'], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [],
    });
    const measured: Partial<Record<EngineName, Measured[EngineName]>> = {};
    let trying = engines[0] ?? 'eager';
    let reason: string | undefined;
    const end = (why: string): void => {
      reason ??= why;
      child.kill('SIGKILL');
    };
    const tooLong = (): void => end(`it took longer than ${LIMIT_MS / 1000} s`);
    let timer = setTimeout(tooLong, LIMIT_MS);
    const stop = (): void => end('stopped');
    signal?.addEventListener('abort', stop);
    child.on('message', (message: TrialMessage) => {
      clearTimeout(timer);
      timer = setTimeout(tooLong, LIMIT_MS);
      if (message.type === 'trying') trying = message.engine;
      else measured[message.engine] = message.outcome;
    });
    const gone = (how: string): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      onProcess?.(undefined);
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      if (engines.some((engine) => !(engine in measured)) && !(trying in measured))
        measured[trying] = { failed: reason ?? how };
      // A process that dies between two engines, or never starts, must not be retried forever.
      if (engines.every((engine) => !(engine in measured)))
        measured[engines[0] ?? 'eager'] = { failed: reason ?? how };
      resolve(measured as Measured);
    };
    child.once('error', (error) => gone(`it did not start: ${error.message}`));
    child.once('exit', (code, by) =>
      gone(by === null ? `it exited with code ${code ?? '?'}` : `it was killed by ${by}`),
    );
    if (child.pid !== undefined) {
      onProcess?.(childProcess(child.pid));
      child.send({ request, engines, arrangement });
    }
  });
}

const thisProgram = (): string => process.argv[1] ?? '';

/** A cache key, equal if the engines give the same numbers and take the same time. */
function keyOf(
  { runtime, manifest, specFolder }: StartRequest,
  spec: Spec,
  candidates: readonly unknown[],
  program = thisProgram(),
): string {
  const { optimizer, batch } = spec.train;
  const files = runtime.kind === 'tensorflow' ? fs.statSync(runtime.addon).mtimeMs : 0;
  const facts = [
    ...[spec.workload, spec.model, optimizer, batch, manifest.sums.modules, manifest.sums.data],
    ...[runtime, files, os.hostname(), os.cpus()[0]?.model, process.version, specFolder, candidates],
  ];
  const hash = createHash('sha256').update(fs.readFileSync(program)).update(JSON.stringify(facts));
  return hash.digest('hex').slice(0, 16);
}

function recall(file: string): Measurements | undefined {
  try {
    const measurements = JSON.parse(readTextIn(path.dirname(file), file, MOST.note) ?? '') as Measurements;
    return isTrue(measurements) ? measurements : undefined;
  } catch {
    return undefined;
  }
}
