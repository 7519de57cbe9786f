// Kills a run in every phase and compares the resumed result.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { EngineName } from '../../src/runs/engine-choice';
import { manifestFile } from '../../src/runs/layout';
import { listRuns } from '../../src/runs/list';
import { readLock } from '../../src/runs/lock-record';
import { alive, type ProcessId } from '../../src/runs/process';
import { readStatus } from '../../src/runs/state';
import { sums } from '../files';
import { until } from '../until';
import type { Fault } from './build';

/** By phase: the place in the code, and the process that reaches it. */
export const phases = {
  'at the start': { point: 'started', who: 'coordinator' },
  'in a chunk': { point: 'iteration', who: 'worker' },
  'between write and rename of a tensor': { point: 'rename', who: 'coordinator' },
  'in a commit': { point: 'commit', who: 'coordinator' },
  'in evaluation': { point: 'evaluation', who: 'worker' },
  'between rounds': { point: 'round', who: 'coordinator' },
  'in the worker': { point: 'cell file', who: 'worker' },
  'in the coordinator': { point: 'message', who: 'coordinator' },
} as const;
export type Phase = keyof typeof phases;

/** Ten cells of a tenth of a second. */
const spec = {
  ticket: 1,
  seed: 5,
  trials: 2,
  workload: { kind: 'spirals', train: 200, validation: 100, test: 100 },
  model: { kind: 'mlp', layers: { fc1: 24, fc2: 12 } },
  train: {
    optimizer: { kind: 'adam', learningRate: 0.01 },
    batch: 20,
    iterations: 150,
    evaluate: { every: 25 },
  },
  prune: { rounds: 2, rate: 0.5 },
  controls: ['reinit'],
  rewind: { to: '20 iterations' },
  run: { keep: 'all', workers: 2, checkpointSeconds: 0 },
};
/** One trial and worker and shorter trainings, for a kill per phase in `npm test`. */
const short = {
  trials: 1,
  train: { ...spec.train, iterations: 60, evaluate: { every: 10 } },
  run: { ...spec.run, workers: 1 },
};
/** Cells of a trial. */
const CELLS = 1 + 2 * 2;

/** A linear model as a module of two files; `scale` multiplies the outputs. */
const net = `import { scale } from './scale.mjs';
export default {
  layers: ([inputs], outputs) => [
    { name: 'output', parameters: [{ name: 'output.weight', shape: [inputs, outputs], initializer: 'glorot-normal', prunable: true }] },
  ],
  forward: (tf, parameters, x) => tf.mul(tf.matMul(x, parameters['output.weight']), scale),
};
`;
const scale = (factor: number): string => `export const scale = ${factor};\n`;

export interface Killing {
  /** The number of the pass through the marked place that kills; for a random kill, milliseconds from the start. */
  readonly at: number;
  /** The killed processes. */
  readonly killed: readonly ProcessId[];
  /** True if anything was left to resume. */
  readonly wasUnfinished: boolean;
  /** Number of processes that did not exit, of the killed and the resumed run. */
  readonly left: number;
  /** True if every mask, weight, early stop, θ0, metrics file and commit equals the undisturbed run's. */
  readonly isSame: boolean;
}

export interface GroundOptions {
  readonly engine?: EngineName;
  /** True if the model is a module, which `editAt` edits. */
  readonly hasModule?: boolean;
  readonly isShort?: boolean;
}

/** A folder with a spec, and the result of an undisturbed run. */
export class Ground {
  private expected: Readonly<Record<string, string>> = {};
  private count = 0;
  private readonly cells: number;
  constructor(
    readonly folder: string,
    /** The folder of a build with faults. */
    readonly program: string,
    { engine = 'eager', hasModule = false, isShort = false }: GroundOptions = {},
  ) {
    const model = hasModule ? { module: './net.mjs' } : spec.model;
    const sized = { ...spec, ...(isShort && short) };
    this.cells = sized.trials * CELLS;
    const text = stringify({ ...sized, model, run: { ...sized.run, engine } });
    fs.writeFileSync(path.join(folder, 'net.mjs'), net);
    this.edit(1);
    fs.writeFileSync(path.join(folder, 'killed.ticket.yaml'), text);
  }

  async leaveAlone(): Promise<void> {
    const { code, said } = await this.run('straight');
    assert.equal(code, 0, said);
    this.expected = contents(this.runIn('straight'));
    const cells = Object.keys(this.expected).filter((name) => name.endsWith('metrics.json'));
    assert.equal(cells.length, this.cells);
  }

  /** Kills the process that reaches the phase's place for the `pass`th time, then resumes. */
  async killIn(phase: Phase, pass: number): Promise<Killing> {
    const runs = `killed-${this.count++}`;
    const done = path.join(this.folder, `${runs}.pid`);
    const fault: Fault = { point: phases[phase].point, pass, done };
    const { code, said, seen } = await this.run(runs, { TICKET_FAULT: JSON.stringify(fault) });
    assert.ok(fs.existsSync(done), `nothing was killed: ${said}`);
    const pid = Number(fs.readFileSync(done, 'utf8'));
    const killed = [...seen.values()].filter((one) => one.pid === pid);
    if (phases[phase].who === 'worker') assert.equal(code, 0, `the run did not go on: ${said}`);
    else {
      assert.equal(code, 75, said);
      assert.match(said, /Another process stopped the run with a signal\./);
    }
    return { at: pass, killed, ...(await this.resume(runs, [...seen.values()])) };
  }

  /** Kills one or all processes of a run after some milliseconds, then resumes. */
  async killAt(afterMs: number, whom: 'coordinator' | 'worker' | 'all'): Promise<Killing> {
    const runs = `killed-${this.count++}`;
    const going = this.run(runs);
    await pause(afterMs);
    const killed = this.family(runs).filter(
      (_, i) => whom === 'all' || (whom === 'coordinator') === (i === 0),
    );
    for (const { pid } of whom === 'worker' ? killed.slice(0, 1) : killed) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just exited.
      }
    }
    const { seen } = await going;
    return { at: afterMs, killed, ...(await this.resume(runs, [...seen.values()])) };
  }

  /**
   * Edits the module some milliseconds after a run's start and kills a worker, whose cell another worker takes over.
   */
  async editAt(afterMs: number): Promise<Killing> {
    const runs = `killed-${this.count++}`;
    this.edit(1);
    const going = this.run(runs);
    await until('the run', () => this.runIn(runs) !== '');
    await pause(afterMs);
    this.edit(3 + afterMs);
    const [, ...workers] = this.family(runs);
    const killed = workers.slice(afterMs % Math.max(1, workers.length)).slice(0, 1);
    for (const { pid } of killed) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just exited.
      }
    }
    const { code, said, seen } = await going;
    assert.equal(code, 0, said);
    const isSame = JSON.stringify(contents(this.runIn(runs))) === JSON.stringify(this.expected);
    const left = await stillAlive([...seen.values()]);
    fs.rmSync(path.join(this.folder, runs), { recursive: true });
    return { at: afterMs, killed, wasUnfinished: killed.length > 0, left, isSame };
  }

  private edit(factor: number): void {
    fs.writeFileSync(path.join(this.folder, 'scale.mjs'), scale(factor));
  }

  private async resume(
    runs: string,
    seen: readonly ProcessId[],
  ): Promise<Pick<Killing, 'wasUnfinished' | 'isSame' | 'left'>> {
    const leftByKilled = await stillAlive(seen);
    const runDir = this.runIn(runs);
    const wasUnfinished = !fs.existsSync(manifestFile(runDir)) || readStatus(runDir).state !== 'finished';
    const { code, said, seen: later } = await this.run(runs);
    assert.equal(code, 0, said);
    const left = leftByKilled + (await stillAlive([...later.values()]));
    const isSame = JSON.stringify(contents(this.runIn(runs))) === JSON.stringify(this.expected);
    fs.rmSync(path.join(this.folder, runs), { recursive: true });
    return { wasUnfinished, isSame, left };
  }

  /** Runs the spec and records its processes. */
  private async run(
    runs: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; said: string; seen: ReadonlyMap<number, ProcessId> }> {
    const args = [
      path.join(this.program, 'cli.js'),
      ...['run', path.join(this.folder, 'killed.ticket.yaml'), '--runs', path.join(this.folder, runs)],
    ];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, TICKET_DIST: this.program, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    let code: number | null | undefined;
    child.once('close', (status) => (code = status));
    const seen = new Map<number, ProcessId>();
    const look = (): boolean => {
      for (const one of this.family(runs)) seen.set(one.pid, one);
      return code !== undefined;
    };
    await until('the end of the command', look);
    return { code: code ?? null, said, seen };
  }

  /** The coordinator and the workers of a run, according to its files. */
  private family(runs: string): readonly ProcessId[] {
    const runDir = this.runIn(runs);
    if (runDir === '') return [];
    const { holder } = readLock(runDir);
    return holder && holder.released !== true ? [holder, ...holder.workers] : [];
  }

  private runIn(runs: string): string {
    return listRuns(path.join(this.folder, runs))[0]?.path ?? '';
  }
}

/** Counts the processes that do not exit. Waits, because a worker may be inside a long call. */
async function stillAlive(processes: readonly ProcessId[]): Promise<number> {
  await until('their end', () => !processes.some(alive)).catch(() => undefined);
  return processes.filter(alive).length;
}

/** The SHA-256 of every file with numbers of a run. */
const contents = (runDir: string): Readonly<Record<string, string>> => sums(runDir, 'trials', 'rounds');
