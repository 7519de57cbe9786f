// A run that is killed and resumed ends in the same bits as one that is left alone.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { readEvents } from '../../src/runs/events';
import { listRuns } from '../../src/runs/list';
import { alive, type ProcessId } from '../../src/runs/process';
import { readStatus } from '../../src/runs/state';
import type { RunEvent } from '../../src/runs/types';

const CLI = path.resolve(process.env.TICKET_DIST ?? 'dist', 'cli.js');
const LIMIT_MS = 120_000;

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
  run: { keep: 'all', workers: 2, checkpointSeconds: 0 },
};

let folder: string;
let expected: Readonly<Record<string, string>>;

function ticket(
  runs: string,
  ...args: readonly string[]
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [CLI, ...args, '--runs', path.join(folder, runs)], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
}

/** The SHA-256 of every file that a run's numbers are in. */
function contents(runDir: string): Readonly<Record<string, string>> {
  const files = fs
    .readdirSync(runDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(trials|rounds)/.test(name) && /\.\w+$/.test(name));
  return Object.fromEntries(
    files.sort().map((name) => [
      name,
      createHash('sha256')
        .update(fs.readFileSync(path.join(runDir, name)))
        .digest('hex'),
    ]),
  );
}

const runIn = (runs: string): string => listRuns(path.join(folder, runs))[0]?.path ?? '';

/** The processes of a run that is under way. */
function family(runDir: string): { coordinator: ProcessId; workers: readonly ProcessId[] } {
  const { holder } = readStatus(runDir);
  assert.ok(holder, 'nobody works on the run');
  return { coordinator: holder, workers: holder.workers };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`It did not come to this: ${what}.`);
    await pause(10);
  }
}

/** Starts or resumes a run in the background and waits until `count` more events of a type have come. */
async function underWay(runs: string, type: RunEvent['type'], count: number): Promise<string> {
  const before = runIn(runs) === '' ? { offset: 0, fence: 0 } : readEvents(runIn(runs)).next;
  const started = ticket(runs, 'run', path.join(folder, 'killed.ticket.yaml'), '--detach');
  assert.equal(started.status, 0, started.stderr);
  const runDir = runIn(runs);
  await until(
    () => readEvents(runDir, before).events.filter((event) => event.type === type).length >= count,
    `${count} events of ${type}`,
  );
  return runDir;
}

const kill = ({ pid }: ProcessId): void => void process.kill(pid, 'SIGKILL');

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-kill-'));
  fs.writeFileSync(path.join(folder, 'killed.ticket.yaml'), stringify(spec));
  const { status, stderr } = ticket('straight', 'run', path.join(folder, 'killed.ticket.yaml'));
  assert.equal(status, 0, stderr);
  expected = contents(runIn('straight'));
  assert.equal(Object.keys(expected).filter((name) => name.endsWith('metrics.json')).length, 2 * (1 + 2 * 2));
});
after(() => fs.rmSync(folder, { recursive: true }));

describe('killed three times and resumed, a run ends in the same bits', () => {
  test('the coordinator, while cells are in the middle', async () => {
    for (const [type, count] of [
      ['evaluation', 3],
      ['cell-finished', 2],
      ['progress', 9],
    ] as const) {
      const runDir = await underWay('coordinator', type, count);
      const { coordinator, workers } = family(runDir);
      kill(coordinator);
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
    const runDir = await underWay('worker', 'evaluation', 2);
    const killed = new Set<number>();
    for (let i = 1; i <= 3; i++) {
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
    await until(() => readStatus(runDir).state === 'finished', 'the run finishes by itself');
    assert.deepEqual(contents(runDir), expected);
  });

  test('all of them at once', async () => {
    for (let i = 0; i < 3; i++) {
      const runDir = await underWay('all', 'progress', 4);
      const { coordinator, workers } = family(runDir);
      [coordinator, ...workers].forEach(kill);
      await until(() => ![coordinator, ...workers].some(alive), 'all processes of the run are gone');
    }
    const { status, stderr } = ticket('all', 'run', path.join(folder, 'killed.ticket.yaml'));
    assert.equal(status, 0, stderr);
    assert.deepEqual(contents(runIn('all')), expected);
  });
});

test('Ctrl-C stops a run so that it can go on, and nothing is lost', async () => {
  const runs = path.join(folder, 'interrupted');
  const child = spawn(
    process.execPath,
    [CLI, 'run', path.join(folder, 'killed.ticket.yaml'), '--runs', runs],
    { stdio: 'ignore' },
  );
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await until(
    () =>
      runIn('interrupted') !== '' &&
      readEvents(runIn('interrupted')).events.some(({ type }) => type === 'cell-finished'),
    'a cell is finished',
  );
  child.kill('SIGINT');
  assert.equal(await exit, 130);
  const { state, finished } = readStatus(runIn('interrupted'));
  assert.equal(state, 'stopped');
  assert.ok(finished > 0);
  const { status, stderr } = ticket('interrupted', 'resume', 'killed');
  assert.equal(status, 0, stderr);
  assert.deepEqual(contents(runIn('interrupted')), expected);
});
