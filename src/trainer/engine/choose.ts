// Choosing the engine of a run: what is known of this machine, or else each engine tried in a process that is ended
// where it takes too long. This process loads no TensorFlow.
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

/** What one engine may take, from the start of its process: a compilation cannot be interrupted, only ended. */
export const LIMIT_MS = 45_000;
/** The engine whose bits do not depend on where among others a network stands. */
const SIDE_BY_SIDE: EngineName = 'xla';
const ALONE: Arrangement = { threads: 1, places: 1 };
/** Runs with fewer iterations in all are done before the measurement is. */
const WORTH_MEASURING = 3000;

export interface ChooseOptions {
  readonly signal?: AbortSignal;
  /** Cores that the workers share: this machine's, unless said otherwise. */
  readonly cores?: number;
  /** The trainer's program: this one, unless said otherwise. */
  readonly program?: string;
  /** Called with the process that tries engines, and without when there is none. */
  onProcess?(process: ProcessId | undefined): void;
  /** Called before engines are measured, which takes seconds. */
  onMeasuring?(): void;
}

/**
 * The engine that a run begins with, with how many threads, and why. What it has to do decides: a short run is not
 * worth a compilation.
 */
export async function chooseEngine(request: StartRequest, options: ChooseOptions = {}): Promise<Choice> {
  const { engines, arranged, why, plan } = candidates(request, options);
  const [only] = engines;
  if (only !== undefined && engines.length === 1 && arranged.length === 1)
    return { engine: only, ...(arranged[0] ?? ALONE), why };
  const found = fastest(await measureEngines(request, options), workOf(plan, request.workers), engines);
  return { ...found, why: [why, found.why].filter(Boolean).join('; ') };
}

/** Timings of the engines that could compute a run, measured now or remembered. */
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
    // What fails or hangs with one thread, or alone, does so with more.
    left = left.filter((engine) => isTiming(measured[engine]));
    if (left.length === 0) break;
  }
  if (isTrue(measurements)) writeIfPossible(memory, JSON.stringify(measurements));
  return measurements;
}

/** Without the numbers of `eager`, whatever failed may have failed for a reason that passes. */
const isTrue = (measurements: Measurements): boolean =>
  measurements.every(({ engines, places }) => places > 1 || isTiming(engines.eager));

interface Candidates extends ReturnType<typeof planned> {
  readonly engines: readonly EngineName[];
  readonly arranged: readonly Arrangement[];
  readonly why: string;
}

/** The engines and the arrangements that could be chosen; why, where the spec or the run leaves no choice. */
function candidates(request: StartRequest, { cores = os.availableParallelism() }: ChooseOptions): Candidates {
  const { runtime } = request;
  const both = planned(request.spec, request.known as Known);
  const { engine } = both.spec.run;
  const eager = (why: string): Candidates => ({ ...both, engines: ['eager'], arranged: [ALONE], why });
  if (runtime.kind === 'embedded') return eager('the only one of the embedded default');
  const { totalIterations } = both.plan;
  const isShort = totalIterations < WORTH_MEASURING;
  const arranged = isShort ? [ALONE] : arrangements(both.plan, request, cores);
  if (engine !== 'auto') return { ...both, engines: [engine], arranged, why: 'the spec names it' };
  if (isShort) return eager(`${totalIterations} iterations are done before engines are compared`);
  return { ...both, engines: ENGINES, arranged, why: '' };
}

/** Tries engines until all have an outcome; whatever ends the process counts against the engine that was tried. */
async function tryAll(
  request: StartRequest,
  engines: readonly EngineName[],
  arrangement: Arrangement,
  options: ChooseOptions,
): Promise<Measured> {
  let measured: Measured = {};
  for (;;) {
    const left = engines.filter((engine) => !(engine in measured));
    // Without the numbers of `eager` there is nothing to hold the others against.
    if (left.length === 0 || (measured.eager && !isTiming(measured.eager))) return measured;
    options.signal?.throwIfAborted();
    measured = { ...measured, ...(await tryIn(request, left, arrangement, options)) };
  }
}

/** One process that tries engines. At least one of them has an outcome when it is gone. */
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
    const tooLong = (): void => end(`it took longer than ${LIMIT_MS / 1000} s and was ended`);
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
      // A process that ends between two engines, or never began, must not be tried for ever.
      if (engines.every((engine) => !(engine in measured)))
        measured[engines[0] ?? 'eager'] = { failed: reason ?? how };
      resolve(measured as Measured);
    };
    child.once('error', (error) => gone(`it could not be started: ${error.message}`));
    child.once('exit', (code, by) =>
      gone(by === null ? `it ended with exit code ${code ?? '?'}` : `it was ended by ${by}`),
    );
    if (child.pid !== undefined) {
      onProcess?.(childProcess(child.pid));
      child.send({ request, engines, arrangement });
    }
  });
}

const thisProgram = (): string => process.argv[1] ?? '';

/** Equal where engines give the same numbers and take the same time. */
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
