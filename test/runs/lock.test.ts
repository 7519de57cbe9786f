import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { buildSync } from 'esbuild';
import { heartbeatFile, lockFile } from '../../src/runs/layout';
import { acquire, LockHeldError } from '../../src/runs/lock';
import { claimFile, readHeartbeat, readLock } from '../../src/runs/lock-record';
import { thisProcess, type ProcessId } from '../../src/runs/process';
import { temporaryFolder } from './made-run';

/** A process that has ended: its id is taken by nobody, or by one that started at another time. */
function deadProcess(): ProcessId {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return { pid, startTime: 'before' };
}

describe('the lock', () => {
  test('is held by one at a time, and says by whom and since when', (t) => {
    const runDir = temporaryFolder(t);
    const lock = acquire(runDir, { host: 'here' });
    const { since } = readLock(runDir).holder ?? {};
    assert.throws(
      () => acquire(runDir, { host: 'here', self: { pid: 1 } }),
      (error) => {
        assert(error instanceof LockHeldError);
        assert.equal(error.foreign, false);
        assert(error.message.includes(`process ${process.pid} on here since ${since}`), error.message);
        return true;
      },
    );
    assert(lock.stillHeld());
  });

  test('is free after a release, with the next fence number', (t) => {
    const runDir = temporaryFolder(t);
    for (const fence of [1, 2, 3]) {
      const lock = acquire(runDir);
      assert.equal(lock.fence, fence);
      lock.release();
      assert(fs.existsSync(lockFile(runDir)));
    }
    assert.deepEqual(fs.readdirSync(runDir).sort(), ['heartbeat', 'lock']);
  });

  test('of a dead process is taken over with its live workers', (t) => {
    const runDir = temporaryFolder(t);
    const dead = acquire(runDir, { self: deadProcess() });
    dead.update([deadProcess(), thisProcess()]);
    const lock = acquire(runDir);
    assert.equal(lock.fence, dead.fence + 1);
    assert.deepEqual(lock.orphans, [thisProcess()]);
    assert(!dead.stillHeld());
  });

  test('passes on workers that the one who took over did not live to end', (t) => {
    const runDir = temporaryFolder(t);
    acquire(runDir, { self: deadProcess() }).update([thisProcess()]);
    acquire(runDir, { self: deadProcess() });
    assert.deepEqual(acquire(runDir).orphans, [thisProcess()]);
  });

  test('is taken from a process id that came back to another process', (t) => {
    const runDir = temporaryFolder(t);
    acquire(runDir, { self: { pid: process.pid, startTime: 'before' } });
    assert.equal(acquire(runDir).fence, 2);
  });

  test('of another machine is taken only on request', (t) => {
    const runDir = temporaryFolder(t);
    const there = acquire(runDir, { host: 'there', self: deadProcess() });
    there.update([thisProcess()]);
    assert.throws(
      () => acquire(runDir, { host: 'here' }),
      (error) =>
        error instanceof LockHeldError &&
        error.foreign &&
        /another machine: process \d+ on there/.test(error.message),
    );
    assert(there.stillHeld());
    const here = acquire(runDir, { host: 'here', takeForeign: true });
    assert.equal(here.fence, 2);
    assert.deepEqual(here.orphans, [], 'process ids of another machine mean nothing here');
    assert(!there.stillHeld());
  });

  test('that another machine has released is free', (t) => {
    const runDir = temporaryFolder(t);
    acquire(runDir, { host: 'there' }).release();
    assert.equal(acquire(runDir, { host: 'here' }).fence, 2);
  });

  test('stays with who took it, whatever the one before still does', (t) => {
    const runDir = temporaryFolder(t);
    const late = acquire(runDir, { host: 'there' });
    const old = fs.readFileSync(lockFile(runDir));
    const now = acquire(runDir, { host: 'here', takeForeign: true });
    late.update([thisProcess()]);
    late.heartbeat();
    late.release();
    assert.equal(readHeartbeat(runDir)?.fence, now.fence);
    // Even a write that was under way while the lock was taken hides nobody.
    fs.writeFileSync(lockFile(runDir), old);
    fs.writeFileSync(claimFile(runDir, late.fence), old);
    assert(now.stillHeld());
    assert(!late.stillHeld());
    assert.equal(readLock(runDir).holder?.host, 'here');
  });

  test('that is torn is not taken while the heartbeat names a live process', (t) => {
    const runDir = temporaryFolder(t);
    const { fence } = acquire(runDir);
    fs.writeFileSync(lockFile(runDir), '{"pid": 12');
    fs.writeFileSync(claimFile(runDir, fence), '');
    assert.throws(() => acquire(runDir), LockHeldError);
  });

  test('that is torn is taken where nobody can be shown to live, still with a higher fence', (t) => {
    const runDir = temporaryFolder(t);
    const { fence } = acquire(runDir);
    fs.writeFileSync(lockFile(runDir), '{"pid": 12');
    fs.writeFileSync(claimFile(runDir, fence), '');
    fs.rmSync(heartbeatFile(runDir));
    assert.equal(acquire(runDir).fence, fence + 1);
  });

  test('is not given to one who died between claiming and holding, nor kept from the next', (t) => {
    const runDir = temporaryFolder(t);
    acquire(runDir).release();
    const claim = { ...deadProcess(), host: 'h', since: '2024-01-01', fence: 2, leaseMs: 1, workers: [] };
    fs.writeFileSync(claimFile(runDir, 2), JSON.stringify(claim));
    assert.equal(acquire(runDir, { host: 'h' }).fence, 3);
  });

  test('given out and given back while a slow one looked is not claimed a second time', (t) => {
    const runDir = temporaryFolder(t);
    const link = fs.linkSync;
    // The slow one has seen fence 0. Before it claims number 1, another takes and releases it.
    t.mock.method(fs, 'linkSync', (from: string, to: string) => {
      t.mock.restoreAll();
      acquire(runDir, { self: { pid: 1 } }).release();
      link(from, to);
    });
    const lock = acquire(runDir);
    assert.equal(lock.fence, 2);
    assert(lock.stillHeld());
    assert.deepEqual(fs.readdirSync(runDir).sort(), ['heartbeat', 'lock', 'lock.2']);
  });
});

describe('processes that race for the lock', () => {
  const script = path.join(__dirname, 'contender.js');
  buildSync({
    entryPoints: [path.join('test', 'runs', 'contender.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
  });

  async function race(runDir: string, contenders: number, times: number): Promise<readonly number[]> {
    const children = Array.from({ length: contenders }, () =>
      spawn(process.execPath, [script, runDir, String(times)], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    const ends = children.map(async (child) => {
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    });
    for (const child of children) child.stdin.write('go\n');
    assert.deepEqual(
      await Promise.all(ends),
      children.map(() => 0),
    );
    return fs.readFileSync(path.join(runDir, 'fences'), 'utf8').trim().split('\n').map(Number);
  }

  test('hold it one after another, with fences that only go up', async (t) => {
    const runDir = temporaryFolder(t);
    acquire(runDir, { self: deadProcess() });
    const fences = await race(runDir, 4, 10);
    assert.equal(fences.length, 40);
    assert.deepEqual(
      fences,
      [...new Set(fences)].sort((a, b) => a - b),
    );
    assert((fences[0] ?? 0) > 1);
  });
});
