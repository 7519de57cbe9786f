// Tests that a killed and resumed run ends in the same bits as an undisturbed one.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { stringify } from 'yaml';
import { hold, type Hold } from '../cli/hold';
import { sums } from '../files';
import { sampled } from '../full';
import { quickFolder } from '../quick-folder';
import { LIMIT_MS, until as become } from '../until';
import { readEvents, type EventCursor } from '../../src/runs/events';
import { listRuns } from '../../src/runs/list';
import { claimFile } from '../../src/runs/lock-record';
import { alive, thisProcess, type ProcessId } from '../../src/runs/process';
import { readStatus } from '../../src/runs/state';
import type { RunEvent } from '../../src/runs/types';
import type { FromWorker } from '../../src/trainer/messages';

const CLI = path.resolve(process.env.TICKET_DIST ?? 'dist', 'cli.js');

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
  run: { engine: 'graph', keep: 'all', workers: 2, checkpointSeconds: 0 },
};

let folder: string;
let holds = 0;
let expected: Readonly<Record<string, string>>;

type Ended = SpawnSyncReturns<string>;

const ticket = (runs: string, ...args: readonly string[]): Ended => heldTicket({}, runs, ...args);

function heldTicket(env: Hold['env'], runs: string, ...args: readonly string[]): Ended {
  return spawnSync(process.execPath, [CLI, ...args, '--runs', path.join(folder, runs)], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: LIMIT_MS,
  });
}

/** The exit code of a command, once it has ended. */
async function exitOf(child: ChildProcess): Promise<number | null> {
  await until(() => child.exitCode !== null || child.signalCode !== null, 'the command ends');
  return child.exitCode;
}

/** The SHA-256 of every file with numbers of a run. */
const contents = (runDir: string): Readonly<Record<string, string>> => sums(runDir, 'trials', 'rounds');

/** The part of it that belongs to trained networks. */
function networks(runDir: string): Readonly<Record<string, string>> {
  const files = Object.entries(sums(runDir, 'trials'));
  return Object.fromEntries(files.filter(([file]) => /^trials.\d+.[^/\\]+.\d\d./.test(file)));
}

/** The same networks with one worker, for tests that need no second one. */
const single = { ...spec, run: { ...spec.run, workers: 1 } };

/** Longer trainings, with checkpoints only on request. */
const long = {
  ...spec,
  trials: 1,
  controls: [],
  train: { ...spec.train, iterations: 600, evaluate: { every: 100 } },
  prune: { rounds: 1, rate: 0.5 },
  run: { ...single.run, engine: 'eager', checkpointSeconds: 3600 },
};

const runIn = (runs: string): string => listRuns(path.join(folder, runs))[0]?.path ?? '';

/** The processes of an active run. */
function family(runDir: string): { coordinator: ProcessId; workers: readonly ProcessId[] } {
  const { holder } = readStatus(runDir);
  assert.ok(holder, 'nobody works on the run');
  return { coordinator: holder, workers: holder.workers };
}

const until = (condition: () => boolean, what: string): Promise<unknown> => become(what, condition);

/** The worker message to hold after, and the event it causes. */
const events = {
  started: 'cell-started',
  progress: 'progress',
  evaluated: 'evaluation',
  finished: 'cell-finished',
} as const satisfies Partial<Record<FromWorker['type'], RunEvent['type']>>;

const held = (type: keyof typeof events, count: number): Hold =>
  hold(path.join(folder, `hold-${(holds += 1)}`), type, count);

/**
 * Starts or resumes a run in the background, holds each worker after its `count`-th message of a type, and waits for as
 * many events.
 */
async function underWay(
  runs: string,
  type: keyof typeof events,
  count: number,
  file = 'killed.ticket.yaml',
): Promise<{ readonly runDir: string; release(): void }> {
  const before = runIn(runs) === '' ? { offset: 0, fence: 0 } : readEvents(runIn(runs)).next;
  const { env, release } = held(type, count);
  const started = heldTicket(env, runs, 'run', path.join(folder, file), '--detach');
  assert.equal(started.status, 0, started.stderr);
  const runDir = runIn(runs);
  await until(
    () => readEvents(runDir, before).events.filter((event) => event.type === events[type]).length >= count,
    `${count} events of ${events[type]}`,
  );
  return { runDir, release };
}

const stopping = (runDir: string, since?: EventCursor): Promise<unknown> =>
  until(
    () => readEvents(runDir, since).events.some(({ type }) => type === 'stopping'),
    'the coordinator has taken the request to stop',
  );

const kill = ({ pid }: ProcessId): void => void process.kill(pid, 'SIGKILL');

before(() => {
  folder = quickFolder('kill');
  fs.writeFileSync(path.join(folder, 'killed.ticket.yaml'), stringify(spec));
  fs.writeFileSync(path.join(folder, 'single.ticket.yaml'), stringify(single));
  fs.writeFileSync(path.join(folder, 'long.ticket.yaml'), stringify(long));
  const { status, stderr } = ticket('straight', 'run', path.join(folder, 'killed.ticket.yaml'));
  assert.equal(status, 0, stderr);
  expected = contents(runIn('straight'));
  assert.equal(Object.keys(expected).filter((name) => name.endsWith('metrics.json')).length, 2 * (1 + 2 * 2));
});
after(() => fs.rmSync(folder, { recursive: true }));

/** Kills of a run, one after the other. */
const KILLS = sampled(1, 3);

describe('a run ends in the same bits after kills of', () => {
  test('the coordinator, while cells are in the middle', async () => {
    const moments = [
      ['evaluated', 2],
      ['finished', 1],
      ['progress', 5],
    ] as const;
    for (const [type, count] of moments.slice(0, KILLS)) {
      const { runDir, release } = await underWay('coordinator', type, count);
      const { coordinator, workers } = family(runDir);
      kill(coordinator);
      release();
      await until(() => ![coordinator, ...workers].some(alive), 'all processes of the run are gone');
      assert.equal(readStatus(runDir).state, 'interrupted');
    }
    const { status, stderr } = ticket('coordinator', 'resume', 'killed');
    assert.equal(status, 0, stderr);
    const resumed = readEvents(runIn('coordinator')).events.filter(
      (event) => event.type === 'cell-started' && event.iteration > 0,
    );
    assert.ok(resumed.length > 0, 'no cell went on from a checkpoint');
    assert.deepEqual(contents(runIn('coordinator')), expected);
  });

  test('a worker, whose cell another one takes over', async () => {
    const { runDir, release } = await underWay('worker', 'evaluated', 2);
    const killed = new Set<number>();
    // More than there are workers: the last victims are replacements.
    for (let i = 1; i <= Math.max(KILLS, spec.run.workers + 1); i++) {
      await until(
        () => family(runDir).workers.some((worker) => alive(worker) && !killed.has(worker.pid)),
        'a worker is there',
      );
      const victim = family(runDir).workers.find((worker) => !killed.has(worker.pid));
      assert.ok(victim);
      killed.add(victim.pid);
      kill(victim);
      const seen = readEvents(runDir).next;
      await until(
        () =>
          readEvents(runDir, { ...seen, offset: 0 }).events.filter(({ type }) => type === 'worker-lost')
            .length >= i,
        'the loss is noticed',
      );
    }
    release();
    await until(() => readStatus(runDir).state === 'finished', 'the run finishes by itself');
    assert.deepEqual(contents(runDir), expected);
  });

  test('all processes at once', async () => {
    for (let i = 0; i < KILLS; i++) {
      const { runDir, release } = await underWay('all', 'progress', 4);
      const { coordinator, workers } = family(runDir);
      [coordinator, ...workers].forEach(kill);
      release();
      await until(() => ![coordinator, ...workers].some(alive), 'all processes of the run are gone');
    }
    const { status, stderr } = ticket('all', 'run', path.join(folder, 'killed.ticket.yaml'));
    assert.equal(status, 0, stderr);
    assert.deepEqual(contents(runIn('all')), expected);
  });
});

test('the run ends with exit code 4 after three workers died on a network without a checkpoint between', async () => {
  const place = path.join(folder, 'long.ticket.yaml');
  const child = spawn(process.execPath, [CLI, 'run', place, '--runs', path.join(folder, 'deadly')], {
    env: { ...process.env, ...held('started', 1).env },
    stdio: 'ignore',
  });
  const of = <T extends RunEvent['type']>(type: T): readonly Extract<RunEvent, { type: T }>[] =>
    (runIn('deadly') === '' ? [] : readEvents(runIn('deadly')).events).filter(
      (event): event is Extract<RunEvent, { type: T }> => event.type === type,
    );
  for (let lost = 0; lost < 3 && child.exitCode === null; lost += 1) {
    await until(() => of('cell-started').length > lost, 'the network is in training');
    family(runIn('deadly')).workers.filter(alive).forEach(kill);
    await until(() => of('worker-lost').length > lost || of('ended').length > 0, 'the loss is noticed');
  }
  assert.equal(await exitOf(child), 4);
  assert.match(of('ended')[0]?.message ?? '', /^3 workers died while training ticket, trial \d, round 0: /);
  assert.equal(readStatus(runIn('deadly')).state, 'failed');
});

test('workers that outlive their coordinator are killed by the next one before it begins', async () => {
  const { runDir, release } = await underWay('orphans', 'evaluated', 2, 'single.ticket.yaml');
  const { coordinator, workers } = family(runDir);
  // A worker inside a long call does not notice that the coordinator is gone.
  for (const { pid } of workers) process.kill(pid, 'SIGSTOP');
  kill(coordinator);
  release();
  await until(() => !alive(coordinator), 'the coordinator is gone');
  assert.ok(workers.some(alive));
  const { status, stderr } = ticket('orphans', 'resume', 'single');
  const left = workers.filter(alive);
  left.forEach(kill);
  assert.equal(status, 0, stderr);
  assert.deepEqual(left, []);
  assert.deepEqual(contents(runDir), expected);
});

test('a coordinator that has lost its lock writes nothing more', async () => {
  const { runDir, release } = await underWay('lost', 'finished', 1, 'single.ticket.yaml');
  const { holder } = readStatus(runDir);
  assert.ok(holder);
  const claim = claimFile(runDir, holder.fence + 1);
  const taker = { ...thisProcess(), host: os.hostname(), workers: [] };
  fs.writeFileSync(claim, JSON.stringify({ ...holder, ...taker, fence: holder.fence + 1 }));
  release();
  await until(() => ![holder, ...holder.workers].some(alive), 'all processes of the run are gone');
  const { finished, total } = readStatus(runDir);
  assert.ok(finished < total, 'it went on to the end');
  fs.rmSync(claim);
  const { status, stderr } = ticket('lost', 'resume', 'single');
  assert.equal(status, 0, stderr);
  assert.deepEqual(contents(runDir), expected);
});

test('SIGTERM to all processes of a run leaves checkpoints to resume from', async () => {
  const { runDir, release } = await underWay('terminated', 'progress', 2, 'long.ticket.yaml');
  const { coordinator, workers } = family(runDir);
  const seen = readEvents(runDir).next;
  process.kill(-coordinator.pid, 'SIGTERM');
  await stopping(runDir, seen);
  release();
  await until(() => ![coordinator, ...workers].some(alive), 'all processes of the run are gone');
  assert.equal(readStatus(runDir).state, 'stopped');
  assert.deepEqual(
    readEvents(runDir, seen)
      .events.map(({ type }) => type)
      .filter((type) => type === 'worker-lost'),
    [],
  );
  const { status, stderr } = ticket('terminated', 'resume', 'long');
  assert.equal(status, 0, stderr);
  const resumed = readEvents(runDir, seen).events.filter((event) => event.type === 'cell-started');
  assert.ok(
    resumed.some(({ iteration }) => iteration > 0),
    'no cell went on from a checkpoint',
  );
});

test('Ctrl-C stops a run so that it can resume without losses', async () => {
  const runs = path.join(folder, 'interrupted');
  const { env, release } = held('finished', 1);
  const child = spawn(
    process.execPath,
    [CLI, 'run', path.join(folder, 'single.ticket.yaml'), '--runs', runs],
    { env: { ...process.env, ...env }, stdio: 'ignore' },
  );
  await until(
    () =>
      runIn('interrupted') !== '' &&
      readEvents(runIn('interrupted')).events.some(({ type }) => type === 'cell-finished'),
    'a cell is finished',
  );
  const runDir = runIn('interrupted');
  const before = networks(runDir);
  assert.ok(Object.keys(before).length > 0);
  child.kill('SIGINT');
  await stopping(runDir);
  release();
  assert.equal(await exitOf(child), 130);
  assert.equal(readStatus(runDir).state, 'stopped');
  const after = networks(runDir);
  assert.deepEqual({ ...after, ...before }, after);
  const { status, stderr } = ticket('interrupted', 'resume', 'single');
  assert.equal(status, 0, stderr);
  assert.deepEqual(contents(runIn('interrupted')), expected);
});
