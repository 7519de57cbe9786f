// A temporary folder in which tests call the built `ticket` command like a user.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { quickFolder } from '../quick-folder';
import { LIMIT_MS, until } from '../until';
import { cacheFolder } from '../../src/runner/cache';
import { managedFolder } from '../../src/runner/runtime/places';
import { readEvents } from '../../src/runs/events';
import type { RunEvent } from '../../src/runs/types';
import type { FromWorker } from '../../src/trainer/messages';
import { hold, type Hold } from './hold';

export { until };

/** The TensorFlow that the setup installed. */
export const tensorflow = process.env.TICKET_TENSORFLOW ?? managedFolder('cpu', process.env);

const program = path.resolve(process.env.TICKET_DIST ?? 'dist', 'cli.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Called {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** The output on standard error so far. */
  told(): string;
}

export interface Workplace {
  readonly folder: string;
  /** The folder of runs. */
  readonly runs: string;
  write(name: string, text: string): void;
  /** Calls the command and waits for its end. */
  ticket(...args: readonly string[]): Promise<Ended>;
  /** Calls the command without waiting. */
  call(...args: readonly string[]): Called;
  /** Program and arguments of a call, and its environment. */
  command(...args: readonly string[]): readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The same folder with other environment variables. */
  with(env: Readonly<Record<string, string>>): Workplace;
  /** Holds each worker of a call of `held.place` after its `count`-th message of this type. */
  hold(type: FromWorker['type'], count?: number): Held;
  /** The only run. */
  run(): string;
}

export interface Held extends Hold {
  readonly place: Workplace;
}

/**
 * Makes a new folder. At the end of the test, no process started in it may be left.
 *
 * @param node the Node that the command runs on
 */
export function workplace(
  test: { after(hook: () => void): void },
  node: string = process.execPath,
): Workplace {
  const folder = quickFolder('cli');
  const runs = path.join(folder, '.ticket', 'runs');
  const cache = path.join(folder, 'cache');
  keepProofs(cache);
  let holds = 0;
  test.after(() => {
    const left = processesWith(`TICKET_CACHE=${cache}`);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    giveProofs(cache);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    assert.deepEqual(left, [], 'processes were left running');
  });
  const place = (env: Readonly<Record<string, string>>): Workplace => {
    const all = { ...process.env, TICKET_TENSORFLOW: tensorflow, TICKET_CACHE: cache, ...env };
    const call = (...args: readonly string[]): Called => {
      const child = spawn(node, [program, ...args], {
        cwd: folder,
        env: all,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: LIMIT_MS,
        killSignal: 'SIGKILL',
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
      const ended = new Promise<Ended>((resolve) =>
        child.once('close', (code) => resolve({ code, ...said })),
      );
      return { child, ended, told: () => said.stderr };
    };
    return {
      folder,
      runs,
      write: (name, text) => fs.writeFileSync(path.join(folder, name), text),
      ticket: (...args) => call(...args).ended,
      call,
      command: (...args) => [node, program, ...args],
      env: all,
      with: (more) => place({ ...env, ...more }),
      hold(type, count) {
        const made = hold(path.join(folder, `hold-${(holds += 1)}`), type, count);
        return { ...made, place: place({ ...env, ...made.env }) };
      },
      run() {
        const [only, ...others] = fs.existsSync(runs) ? fs.readdirSync(runs) : [];
        assert.ok(only !== undefined && others.length === 0, 'there is one run');
        return path.join(runs, only);
      },
    };
  };
  return place({});
}

/**
 * A workplace whose runs use the embedded backend, which starts in half the time. For tests that do not depend on the
 * backend.
 */
export const embeddedWorkplace = (test: Parameters<typeof workplace>[0], node?: string): Workplace =>
  workplace(test, node).with({ TICKET_TENSORFLOW: 'embedded' });

const proofsOf = (cache: string): string => path.join(cache, 'proofs');

/** Copies the setup's probe results, so that each workplace need not load TensorFlow again. */
function keepProofs(cache: string): void {
  const proofs = proofsOf(cacheFolder(process.env));
  if (fs.existsSync(proofs)) fs.cpSync(proofs, proofsOf(cache), { recursive: true });
}

/** Adds a workplace's probe results for the embedded backend to the setup's. */
function giveProofs(cache: string): void {
  const proofs = proofsOf(cacheFolder(process.env));
  if (!fs.existsSync(proofs) || !fs.existsSync(proofsOf(cache))) return;
  for (const name of fs.readdirSync(proofsOf(cache))) {
    const [from, to] = [cache, cacheFolder(process.env)].map((one) => path.join(proofsOf(one), name));
    if (from && to && !fs.existsSync(to) && fs.readFileSync(from, 'utf8').includes('"wasm"'))
      fs.copyFileSync(from, to);
  }
}

/** The ids of processes with this setting in their environment; none on systems without /proc. */
function processesWith(setting: string): readonly number[] {
  if (!fs.existsSync('/proc')) return [];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return fs.readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(setting);
      } catch {
        return false; // exited meanwhile, or another user's
      }
    })
    .map(Number);
}

/** A spec that trains in a second or two with one worker, with changes. JSON is YAML. */
export function spec(changes: Readonly<Record<string, unknown>> = {}): string {
  const small = {
    ticket: 1,
    title: 'Small spirals',
    trials: 2,
    workload: { kind: 'spirals', train: 200, validation: 100, test: 100 },
    model: { kind: 'mlp', layers: { fc1: 16, fc2: 8 } },
    train: trainFor(40),
    prune: { rounds: 2, rate: 0.4 },
    controls: ['reinit'],
  };
  const run = { workers: 1, ...(changes['run'] as object | undefined) };
  return JSON.stringify({ ...small, ...changes, run }, undefined, 2);
}

export const trainFor = (iterations: number): object => ({
  optimizer: { kind: 'adam', learningRate: 0.01 },
  batch: 20,
  iterations,
  evaluate: { every: 10 },
});

/** A claim about the last round that always holds, although an accuracy could be lower. */
export const anything = (
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  says: 'an accuracy is a share',
  at: 'end',
  metric: 'testAccuracy',
  value: 'ticket',
  atLeast: 0.001,
  ...changes,
});

/** The first event of a type in the workplace's only run. */
export function event<T extends RunEvent['type']>(
  place: Workplace,
  type: T,
): Promise<Extract<RunEvent, { type: T }>> {
  const isWanted = (one: RunEvent): one is Extract<RunEvent, { type: T }> => one.type === type;
  return until(`the event ${type}`, () => {
    const [only] = fs.existsSync(place.runs) ? fs.readdirSync(place.runs) : [];
    return only === undefined ? undefined : readEvents(path.join(place.runs, only)).events.find(isWanted);
  });
}

/** The events of a run since its last start. */
function sinceStart(runDir: string): readonly RunEvent[] {
  const { events } = readEvents(runDir);
  return events.slice(
    Math.max(
      0,
      events.findLastIndex(({ type }) => type === 'started'),
    ),
  );
}

/**
 * Calls the command and holds each worker after its `count`-th message of a type. A run that is asked to stop continues
 * at once, so that it stops in the middle, however late the request arrives.
 */
export function callHeld(
  place: Workplace,
  [type, count]: readonly [type: FromWorker['type'], count?: number],
  ...args: readonly string[]
): Called & Pick<Hold, 'release'> {
  const held = place.hold(type, count);
  const called = held.place.call(...args);
  let hasEnded = false;
  void called.ended.then(() => (hasEnded = true));
  void until('the end of the command', () => {
    for (const name of fs.existsSync(place.runs) ? fs.readdirSync(place.runs) : []) {
      const runDir = path.join(place.runs, name);
      if (sinceStart(runDir).some((one) => one.type === 'stopping')) held.release(runDir);
    }
    return hasEnded;
  }).finally(() => held.release());
  return { ...called, release: held.release };
}

/** The entry of `list --json` for the only run. */
export async function listed(place: Workplace): Promise<Readonly<Record<string, unknown>>> {
  const { stdout } = await place.ticket('list', '--json');
  const [only] = JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
  assert.ok(only);
  return only;
}
