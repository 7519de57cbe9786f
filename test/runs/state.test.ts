import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { requestStop } from '../../src/runs/control';
import { eventWriter } from '../../src/runs/events';
import { eventsFile, manifestFile, roundFile } from '../../src/runs/layout';
import { listRuns } from '../../src/runs/list';
import { acquire } from '../../src/runs/lock';
import { readHeartbeat } from '../../src/runs/lock-record';
import { readStatus } from '../../src/runs/state';
import { makeRun, temporaryFolder, type Made } from './made-run';

const dead = { pid: process.pid, startTime: 'before' };
const started = { type: 'started', pid: 1, cells: 3, finished: 0, workers: 2 } as const;
const half: Made = { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9]], reinit: [] } };
const whole: Made = { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.9]], reinit: [[], [0.8]] } };

function made(t: TestContext, run: Made): string {
  const runDir = temporaryFolder(t);
  makeRun(runDir, run);
  return runDir;
}

/** Time of the holder's last heartbeat, however long ago. */
const lastBeat = (runDir: string): number => Date.parse(readHeartbeat(runDir)?.at ?? '');

describe('a run is', () => {
  test('running while its holder lives and sends heartbeats', (t) => {
    const runDir = made(t, half);
    acquire(runDir);
    const { state, finished, total, stopping, holder } = readStatus(runDir);
    assert.deepEqual([state, finished, total, stopping, holder?.pid], ['running', 1, 3, false, process.pid]);
    requestStop(runDir);
    assert.equal(readStatus(runDir).stopping, true);
  });

  test('stuck if the holder lives but sends none', (t) => {
    const runDir = made(t, half);
    acquire(runDir, { leaseMs: 5000 });
    assert.equal(readStatus(runDir, { now: lastBeat(runDir) + 4000 }).state, 'running');
    const late = readStatus(runDir, { now: lastBeat(runDir) + 6000 });
    assert.equal(late.state, 'stuck');
    assert.match(
      late.message ?? '',
      new RegExp(`Process ${process.pid} holds the run, but has sent no heartbeat since`),
    );
  });

  test('running or stuck by the heartbeat alone on another machine', (t) => {
    const runDir = made(t, half);
    acquire(runDir, { host: 'there', self: dead, leaseMs: 5000 });
    const at = (ms: number) => readStatus(runDir, { host: 'here', now: lastBeat(runDir) + ms });
    assert.equal(at(4000).state, 'running');
    assert.equal(at(6000).state, 'stuck');
  });

  test('interrupted if its holder was killed', (t) => {
    const runDir = made(t, half);
    acquire(runDir, { self: dead });
    eventWriter(runDir, 1)(started);
    assert.equal(readStatus(runDir).state, 'interrupted');
  });

  test('interrupted if it was killed after an earlier stop', (t) => {
    const runDir = made(t, half);
    const emit = eventWriter(runDir, 1);
    emit({ type: 'ended', outcome: 'stopped' });
    emit(started);
    assert.equal(readStatus(runDir).state, 'interrupted');
  });

  test('stopped if its holder ended in order', (t) => {
    const runDir = made(t, half);
    const lock = acquire(runDir);
    const emit = eventWriter(runDir, lock.fence);
    emit(started);
    emit({ type: 'ended', outcome: 'stopped' });
    lock.release();
    assert.equal(readStatus(runDir).state, 'stopped');
  });

  test('failed, with the message', (t) => {
    const runDir = made(t, half);
    eventWriter(runDir, 1)({ type: 'ended', outcome: 'failed', message: 'fc1 has no gradient' });
    const { state, message } = readStatus(runDir);
    assert.deepEqual([state, message], ['failed', 'fc1 has no gradient']);
  });

  test('finished if all cells and rounds exist, with or without events', (t) => {
    const runDir = made(t, whole);
    const { state, finished, total } = readStatus(runDir);
    assert.deepEqual([state, finished, total], ['finished', 3, 3]);
    fs.rmSync(eventsFile(runDir), { force: true });
    assert.equal(readStatus(runDir).state, 'finished');
  });

  test('not finished before the last round is committed', (t) => {
    const runDir = made(t, whole);
    fs.rmSync(roundFile(runDir, 1));
    assert.equal(readStatus(runDir).state, 'interrupted');
  });

  test('no longer finished if the plan has grown since', (t) => {
    const runDir = made(t, whole);
    eventWriter(runDir, 1)({ type: 'ended', outcome: 'finished' });
    makeRun(runDir, { ...whole, trials: 2, arms: { ticket: [], reinit: [] } });
    assert.equal(readStatus(runDir).state, 'interrupted');
  });

  test('diverged if a network diverged, even if no network could follow it', (t) => {
    const all = made(t, { ...whole, arms: { ticket: [[0.9], [0.9]], reinit: [[], ['diverged']] } });
    assert.equal(readStatus(all).state, 'diverged');
    const cut = made(t, { ...half, arms: { ticket: [['diverged']], reinit: [] } });
    assert.equal(readStatus(cut).state, 'interrupted');
    eventWriter(cut, 1)({ type: 'ended', outcome: 'finished' });
    const { state, message } = readStatus(cut);
    assert.deepEqual([state, message], ['diverged', '1 of 1 trained networks diverged.']);
  });
});

describe('the list of runs', () => {
  test('is newest first', (t) => {
    const folder = temporaryFolder(t);
    for (const [name, day] of [
      ['a', 1],
      ['b', 3],
      ['c', 2],
    ] as const) {
      makeRun(path.join(folder, name), {
        ...whole,
        manifest: { name, title: `run ${name}`, createdAt: `2024-01-0${day}T00:00:00.000Z` },
      });
    }
    assert.deepEqual(
      listRuns(folder).map(({ name, title, state, path: at }) => [name, title, state, at]),
      ['b', 'c', 'a'].map((name) => [name, `run ${name}`, 'finished', path.join(folder, name)]),
    );
  });

  test('shows a damaged run as failed, with the reason, and all others', (t) => {
    const folder = temporaryFolder(t);
    makeRun(path.join(folder, 'good'), whole);
    fs.mkdirSync(path.join(folder, 'empty'));
    makeRun(path.join(folder, 'torn'), whole);
    fs.writeFileSync(manifestFile(path.join(folder, 'torn')), '{"format":');
    fs.writeFileSync(path.join(folder, 'a file'), '');
    const runs = listRuns(folder);
    const of = (name: string) => runs.find((run) => path.basename(run.path) === name);
    assert.equal(runs.length, 3);
    assert.equal(of('good')?.state, 'finished');
    assert.deepEqual([of('empty')?.state, of('torn')?.state], ['failed', 'failed']);
    assert.match(of('empty')?.message ?? '', /it has no run\.json/);
    assert.match(of('torn')?.message ?? '', /not valid JSON/);
  });

  test('shows a run as running while its holder has not written the manifest', (t) => {
    const folder = temporaryFolder(t);
    const runDir = path.join(folder, 'new');
    fs.mkdirSync(runDir);
    const lock = acquire(runDir);
    const states = () => listRuns(folder).map(({ state, message }) => [state, message === undefined]);
    assert.deepEqual(states(), [['running', true]]);
    lock.release();
    assert.deepEqual(states(), [['failed', false]]);
  });

  test('is empty without a folder', (t) => {
    assert.deepEqual(listRuns(path.join(temporaryFolder(t), 'none')), []);
  });
});
