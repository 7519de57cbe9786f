import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { describe, test, type TestContext } from 'node:test';
import { EnvironmentError } from '../../src/runner/problem';
import { stopRun, type StopLimits, type StopOptions } from '../../src/runner/stop';
import { stopRequested } from '../../src/runs/control';
import { controlFile, heartbeatFile } from '../../src/runs/layout';
import { acquire } from '../../src/runs/lock';
import { LIMIT_MS } from '../until';
import { alive, startTime, whenGone, type ProcessId } from '../../src/runs/process';
import { makeRun, temporaryFolder } from '../runs/made-run';

const LIMITS: StopLimits = { askMs: 300, signalMs: 300, killMs: LIMIT_MS };

/** A process that exits on one kind of request: the control file, SIGTERM, or only SIGKILL. */
async function someProcess(
  t: TestContext,
  runDir: string,
  heeds: 'request' | 'signal' | 'force',
): Promise<ProcessId> {
  const script = {
    request: `setInterval(() => require('fs').existsSync(${JSON.stringify(controlFile(runDir))}) && process.exit(), 10)`,
    signal: `process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1000)`,
    force: `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`,
  };
  const child: ChildProcess = spawn(process.execPath, ['-e', `${script[heeds]}; console.log('up')`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  assert.ok(child.stdout);
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  return { pid, startTime: startTime(pid) };
}

/** Stops a run whose coordinator and only worker end on the given signals. */
async function stopped(
  t: TestContext,
  { coordinator, worker }: Readonly<Record<'coordinator' | 'worker', 'request' | 'signal' | 'force'>>,
  options: StopOptions = {},
) {
  const runDir = temporaryFolder(t);
  makeRun(runDir, { densities: [1], arms: { ticket: [[null]] } });
  const family = [await someProcess(t, runDir, coordinator), await someProcess(t, runDir, worker)] as const;
  acquire(runDir, { self: family[0] }).update([family[1]]);
  const steps: string[] = [];
  const outcome = await stopRun(runDir, (step) => steps.push(step), { limits: LIMITS, ...options });
  assert.deepEqual(family.filter(alive), [], 'a process of the run is left');
  return { outcome, steps, requested: stopRequested(runDir) };
}

const ASKED = 'Asked the run to stop after the current chunk.';
const SIGNALLED = 'The run did not stop within 0.3 s. Sent SIGTERM.';
const FORCED = 'Killing its processes. The run resumes from the last checkpoint.';

describe('stopping a run', () => {
  test('sends a request, and nothing more if that works', async (t) => {
    const { outcome, steps } = await stopped(
      t,
      { coordinator: 'request', worker: 'request' },
      { limits: { ...LIMITS, askMs: LIMIT_MS } },
    );
    assert.equal(outcome, 'stopped');
    assert.deepEqual(steps, [ASKED]);
  });

  test('sends SIGTERM to the coordinator if the request does not work', async (t) => {
    const { outcome, steps } = await stopped(
      t,
      { coordinator: 'signal', worker: 'request' },
      { limits: { ...LIMITS, signalMs: LIMIT_MS } },
    );
    assert.equal(outcome, 'stopped by a signal');
    assert.deepEqual(steps, [ASKED, SIGNALLED]);
  });

  test('kills coordinator and workers if nothing else works', async (t) => {
    const { outcome, steps } = await stopped(t, { coordinator: 'force', worker: 'force' });
    assert.equal(outcome, 'ended by force');
    assert.deepEqual(steps, [ASKED, SIGNALLED, FORCED]);
  });

  test('waits for workers that outlive their coordinator, and kills them too', async (t) => {
    const { outcome } = await stopped(t, { coordinator: 'request', worker: 'force' });
    assert.equal(outcome, 'ended by force');
  });

  test('with --now kills without a request', async (t) => {
    const { outcome, steps, requested } = await stopped(
      t,
      { coordinator: 'request', worker: 'request' },
      { now: true },
    );
    assert.equal(outcome, 'ended by force');
    assert.deepEqual(steps, [FORCED]);
    assert.equal(requested, false);
  });

  test('with --now waits for the heartbeat of a coordinator that has just started', async (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, { densities: [1], arms: { ticket: [[null]] } });
    const coordinator = await someProcess(t, runDir, 'force');
    acquire(runDir, { self: coordinator });
    const beat = fs.readFileSync(heartbeatFile(runDir));
    fs.rmSync(heartbeatFile(runDir));
    setTimeout(() => fs.writeFileSync(heartbeatFile(runDir), beat), 50);
    assert.equal(await stopRun(runDir, () => undefined, { now: true, limits: LIMITS }), 'ended by force');
    assert.equal(alive(coordinator), false);
  });

  test('repeats a request that a start has cleared', async (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, { densities: [1], arms: { ticket: [[null]] } });
    const file = JSON.stringify(controlFile(runDir));
    // Removes the first request, and exits on the second.
    const script = `const fs = require('fs'); let seen = 0;
      setInterval(() => { if (!fs.existsSync(${file})) return; if (++seen > 1) process.exit(); fs.rmSync(${file}); }, 5);
      console.log('up')`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    const pid = child.pid ?? 0;
    acquire(runDir, { self: { pid, startTime: startTime(pid) } });
    const limits = { ...LIMITS, askMs: LIMIT_MS };
    assert.equal(await stopRun(runDir, () => undefined, { limits }), 'stopped');
  });

  test('ends a coordinator that its starter knows, even if it no longer holds the run', async (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, { densities: [1], arms: { ticket: [[null]] } });
    const coordinator = await someProcess(t, runDir, 'request');
    const limits = { ...LIMITS, askMs: LIMIT_MS };
    assert.equal(await stopRun(runDir, () => undefined, { limits, coordinator }), 'stopped');
    assert.equal(await stopRun(runDir, () => undefined, { limits, coordinator }), 'not running');
  });

  test('refuses a run that another machine holds', async (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, { densities: [1], arms: { ticket: [[null]] } });
    const self = await someProcess(t, runDir, 'signal');
    acquire(runDir, { self, host: 'there' });
    await assert.rejects(
      stopRun(runDir, () => undefined, { limits: LIMITS }),
      (error) => error instanceof EnvironmentError && error.remedy === 'Stop the run on that machine.',
    );
    assert.ok(alive(self) && !stopRequested(runDir));
  });

  test('kills the workers of a dead coordinator, even suspended ones', async (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, { densities: [1], arms: { ticket: [[null]] } });
    const [coordinator, worker] = [
      await someProcess(t, runDir, 'force'),
      await someProcess(t, runDir, 'force'),
    ];
    acquire(runDir, { self: coordinator }).update([worker]);
    process.kill(worker.pid, 'SIGSTOP');
    process.kill(coordinator.pid, 'SIGKILL');
    await whenGone([coordinator], 60_000);
    const steps: string[] = [];
    assert.equal(await stopRun(runDir, (step) => steps.push(step), { limits: LIMITS }), 'ended by force');
    assert.deepEqual(steps, [FORCED]);
    assert.ok(!alive(worker));
    assert.equal(await stopRun(runDir, () => undefined, { limits: LIMITS }), 'not running');
  });

  test('sends a request to a coordinator without a known start time, but no signal', async (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, { densities: [1], arms: { ticket: [[null]] } });
    const { pid } = await someProcess(t, runDir, 'request');
    acquire(runDir, { self: { pid } });
    const steps: string[] = [];
    const limits = { ...LIMITS, askMs: 60_000 };
    assert.equal(await stopRun(runDir, (step) => steps.push(step), { now: true, limits }), 'stopped');
    assert.deepEqual(steps, [ASKED]);
  });

  test('leaves processes alone that the lock names without proof', async (t) => {
    const runDir = temporaryFolder(t);
    makeRun(runDir, { densities: [1], arms: { ticket: [[null]] } });
    const [coordinator, { pid }] = [
      await someProcess(t, runDir, 'force'),
      await someProcess(t, runDir, 'signal'),
    ];
    acquire(runDir, { self: coordinator }).update([{ pid }]);
    const steps: string[] = [];
    const limits = { ...LIMITS, killMs: 1000 };
    assert.equal(await stopRun(runDir, (step) => steps.push(step), { now: true, limits }), 'ended by force');
    assert.deepEqual(steps, [
      FORCED,
      `Did not kill process ${pid}: the lock names it, but nothing proves that it belongs to the run.`,
    ]);
    assert.ok(!alive(coordinator) && alive({ pid }));
  });
});
