import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { requestStop } from '../../src/runs/control';
import { eventWriter, type NewEvent } from '../../src/runs/events';
import { eventsFile, manifestFile } from '../../src/runs/layout';
import { acquire } from '../../src/runs/lock';
import { claimFile, type LockRecord } from '../../src/runs/lock-record';
import { startTime } from '../../src/runs/process';
import { isResumable, watchRuns, type RunsChange, type RunsWatch } from '../../src/runs/watch';
import { until } from '../until';
import { makeRun, temporaryFolder } from './made-run';

const half = { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [null]] } };

function watched(t: TestContext): { folder: string; watch: RunsWatch; changes: RunsChange[] } {
  const folder = temporaryFolder(t);
  const watch = watchRuns(folder);
  t.after(() => watch.dispose());
  const changes: RunsChange[] = [];
  watch.onChange((change) => changes.push(change));
  return { folder, watch, changes };
}

const states = (watch: RunsWatch): Record<string, string> =>
  Object.fromEntries(watch.runs().map(({ path: place, state }) => [path.basename(place), state]));

describe('a watch of runs', () => {
  test('reports new and removed runs, whoever made them', async (t) => {
    const { folder, watch, changes } = watched(t);
    await watch.look();
    assert.deepEqual(watch.runs(), []);
    const run = path.join(folder, 'one');
    makeRun(run, half);
    fs.mkdirSync(path.join(folder, 'torn'));
    fs.writeFileSync(manifestFile(path.join(folder, 'torn')), '{"format": 1,');
    await watch.look();
    assert.deepEqual(states(watch), { one: 'interrupted', torn: 'failed' });
    assert.deepEqual(changes.flatMap(({ paths }) => paths).sort(), [run, path.join(folder, 'torn')]);
    fs.rmSync(run, { recursive: true });
    await watch.look();
    assert.deepEqual(states(watch), { torn: 'failed' });
    assert.deepEqual(changes.at(-1)?.paths, [run]);
  });

  test('follows a run that has no manifest yet, and goes on watching', async (t) => {
    const { folder, watch } = watched(t);
    const run = path.join(folder, 'one');
    fs.mkdirSync(run);
    const lock = acquire(run);
    await watch.look();
    assert.deepEqual(states(watch), { one: 'running' });
    makeRun(path.join(folder, 'other'), half);
    await watch.look();
    assert.deepEqual(states(watch), { one: 'running', other: 'interrupted' });
    makeRun(run, half);
    await watch.look();
    assert.equal(watch.find(run)?.progress?.total, 2);
    lock.release();
    await watch.look();
    assert.deepEqual(states(watch), { one: 'interrupted', other: 'interrupted' });
  });

  test('sees a run that is only claimed, even if it saw the claim before it was filled', async (t) => {
    const { folder, watch } = watched(t);
    const run = path.join(folder, 'one');
    fs.mkdirSync(run);
    const lock = acquire(run);
    const claim = claimFile(run, lock.fence);
    const text = fs.readFileSync(claim);
    for (const name of fs.readdirSync(run)) fs.rmSync(path.join(run, name), { recursive: true });
    await watch.look();
    assert.deepEqual(states(watch), { one: 'failed' });
    fs.writeFileSync(claim, '');
    await watch.look();
    assert.deepEqual(states(watch), { one: 'failed' });
    fs.writeFileSync(claim, text);
    await watch.look();
    assert.deepEqual(states(watch), { one: 'running' });
  });

  test('reports a run that was killed before it had a manifest as interrupted, not as failed', async (t) => {
    const { folder, watch } = watched(t);
    const run = path.join(folder, 'one');
    fs.mkdirSync(run);
    fs.writeFileSync(path.join(run, 'log.txt'), '');
    await watch.look();
    assert.deepEqual(states(watch), { one: 'interrupted' });
    acquire(run, { self: { pid: process.pid, startTime: 'another process' } });
    await watch.look();
    assert.deepEqual(states(watch), { one: 'interrupted' });
    assert.match(watch.find(run)?.message ?? '', /ended while it started/);
    assert.equal(isResumable(watch.runs()[0] ?? assert.fail()), false);
    // A manifest that was lost later is damage.
    eventWriter(run, 1)({ type: 'started', pid: 1, cells: 2, finished: 0, workers: 1 });
    await watch.look();
    assert.deepEqual(states(watch), { one: 'failed' });
  });

  test('reports a run that cannot be read, and the others', async (t) => {
    const { folder, watch } = watched(t);
    const run = path.join(folder, 'one');
    makeRun(run, half);
    acquire(run);
    // A folder in place of the feed counts as damage.
    fs.mkdirSync(eventsFile(run));
    makeRun(path.join(folder, 'other'), half);
    await watch.look();
    assert.deepEqual(states(watch), { other: 'interrupted' });
    assert.match(watch.error() ?? '', /events\.jsonl/);
    fs.rmdirSync(eventsFile(run));
    await watch.look();
    assert.deepEqual(states(watch), { one: 'running', other: 'interrupted' });
    assert.equal(watch.error(), undefined);
  });

  test('reports a run again only if something about it changes', async (t) => {
    const { folder, watch, changes } = watched(t);
    makeRun(path.join(folder, 'one'), half);
    await watch.look();
    const told = changes.length;
    await watch.look();
    assert.equal(changes.length, told);
  });

  test('follows runs while somebody works on them', async (t) => {
    const { folder, watch, changes } = watched(t);
    const run = path.join(folder, 'one');
    makeRun(run, half);
    await watch.look();
    const lock = acquire(run);
    const write = eventWriter(run, lock.fence);
    const cell = { trial: 0, arm: 'ticket', round: 1 };
    const tell = (event: NewEvent): unknown => write(event);
    tell({ type: 'started', pid: process.pid, cells: 2, finished: 1, workers: 1 });
    tell({ type: 'progress', cell, iteration: 50, iterations: 100, iterationsPerSecond: 10 });
    await watch.look();
    assert.deepEqual(states(watch), { one: 'running' });
    const { share, latest, finished } = watch.runs()[0]?.progress ?? {};
    assert.deepEqual(
      { share, latest, finished },
      { share: 0.75, latest: { cell, iteration: 50 }, finished: 1 },
    );
    requestStop(run);
    await watch.look();
    assert.equal(watch.runs()[0]?.stopping, true);
    tell({ type: 'ended', outcome: 'stopped' });
    lock.release();
    await watch.look();
    assert.deepEqual(states(watch), { one: 'stopped' });
    assert.deepEqual(
      changes.flatMap(({ events }) => (events.get(run) ?? []).map(({ type }) => type)),
      ['started', 'progress', 'ended'],
    );
  });

  test('follows runs that write without a pause', async (t) => {
    const { folder, watch, changes } = watched(t);
    const run = path.join(folder, 'one');
    makeRun(run, half);
    const lock = acquire(run);
    const write = eventWriter(run, lock.fence);
    await watch.look();
    const told = changes.length;
    const cell = { trial: 0, arm: 'ticket', round: 1 };
    let iteration = 0;
    await until('a reported change', () => {
      write({
        type: 'progress',
        cell,
        iteration: (iteration += 1),
        iterations: 1e6,
        iterationsPerSecond: 10,
      });
      return changes.length > told;
    });
    lock.release();
  });

  test('notices that a worker has died, though no file says so', async (t) => {
    const { folder, watch } = watched(t);
    const run = path.join(folder, 'one');
    makeRun(run, half);
    acquire(run);
    const worker = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const { pid = NaN } = worker;
    for (const name of fs.readdirSync(run).filter((one) => /^lock(\.\d+)?$/.test(one))) {
      const file = path.join(run, name);
      const record = JSON.parse(fs.readFileSync(file, 'utf8')) as LockRecord;
      fs.writeFileSync(file, JSON.stringify({ ...record, pid, startTime: startTime(pid) }));
    }
    await watch.look();
    assert.deepEqual(states(watch), { one: 'running' });
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    await watch.look();
    assert.deepEqual(states(watch), { one: 'interrupted' });
  });

  test('joins in the middle of a long feed and reads only its end', async (t) => {
    const { folder, watch, changes } = watched(t);
    const run = path.join(folder, 'one');
    makeRun(run, half);
    const lock = acquire(run);
    const write = eventWriter(run, lock.fence);
    const cell = { trial: 0, arm: 'ticket', round: 1 };
    write({ type: 'started', pid: process.pid, cells: 2, finished: 1, workers: 1 });
    const line = `{"at":"2026-01-01T00:00:00.000Z","cell":{"arm":"ticket","round":1,"trial":0},"fence":${lock.fence},"iteration":1,"iterations":100,"iterationsPerSecond":1,"type":"progress"}\n`;
    fs.appendFileSync(eventsFile(run), line.repeat(100_000));
    write({ type: 'progress', cell, iteration: 50, iterations: 100, iterationsPerSecond: 10 });
    await watch.look();
    assert.equal(watch.runs()[0]?.progress?.share, 0.75);
    assert(changes.flatMap(({ events }) => events.get(run) ?? []).length < 1000);
    lock.release();
  });
});
