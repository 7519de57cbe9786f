import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { BadFileError } from '../../src/runs/json';
import { manifestFile, tmpFolder } from '../../src/runs/layout';
import { acquire } from '../../src/runs/lock';
import { readLock } from '../../src/runs/lock-record';
import { alive, startTime, type ProcessId } from '../../src/runs/process';
import { pruneFiles, refuseWhileHeld } from '../../src/runner/prune-files';
import { EnvironmentError } from '../../src/runner/problem';
import { makeRun, temporaryFolder, type Made } from '../runs/made-run';

/** A run with leftover files. */
function made(
  t: TestContext,
  run: Made = { trials: 1, densities: [1], arms: { ticket: [[0.5]] } },
): { readonly runDir: string; readonly leftover: string } {
  const runDir = path.join(temporaryFolder(t), 'made');
  makeRun(runDir, run);
  const leftover = path.join(tmpFolder(runDir), '1-0', 'half');
  fs.mkdirSync(path.dirname(leftover), { recursive: true });
  fs.writeFileSync(leftover, 'half');
  return { runDir, leftover };
}

/** A process that lives until the test ends. */
function sleeper(t: TestContext): ProcessId {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  assert.ok(child.pid !== undefined);
  return { pid: child.pid, startTime: startTime(child.pid) };
}

/** A process that has exited. */
const gone: ProcessId = { pid: 2 ** 22 + 1, startTime: 'never' };

describe('freeing files of a run', () => {
  test('releases the lock, with a higher fence than before', async (t) => {
    const { runDir, leftover } = made(t);
    acquire(runDir).release();
    const { fence } = readLock(runDir);
    await pruneFiles(runDir, 'tickets');
    assert.equal(fs.existsSync(leftover), false);
    assert.equal(fs.existsSync(tmpFolder(runDir)), false);
    const { holder } = readLock(runDir);
    assert.deepEqual([holder?.fence, holder?.released], [fence + 1, true]);
    assert.ok(fs.existsSync(manifestFile(runDir)));
  });

  for (const name of ['damaged', 'tmp', 'damaged/inside']) {
    test(`removes a link at ${name} itself, but not its target`, async (t) => {
      const { runDir } = made(t);
      const outside = path.join(runDir, '..', 'outside');
      fs.mkdirSync(outside);
      fs.writeFileSync(path.join(outside, 'kept'), 'kept');
      const link = path.join(runDir, name);
      fs.rmSync(link, { recursive: true, force: true });
      fs.mkdirSync(path.dirname(link), { recursive: true });
      fs.symlinkSync(outside, link);
      const freed = await pruneFiles(runDir, 'tickets');
      // The lock needs tmp itself, and has removed the link by then.
      assert.equal(
        freed.some(({ file }) => file === name),
        name !== 'tmp',
      );
      assert.deepEqual(fs.readdirSync(outside), ['kept']);
      assert.equal(fs.lstatSync(link, { throwIfNoEntry: false }), undefined);
    });
  }

  for (const name of ['trials', 'trials/0', 'trials/0/reinit', 'trials/0/reinit/01']) {
    test(`frees no weights through a link at ${name}`, async (t) => {
      const { runDir } = made(t, {
        trials: 1,
        densities: [1, 0.5],
        arms: { ticket: [[0.5], [0.5]], reinit: [[], [0.4]] },
      });
      const outside = path.join(runDir, '..', 'outside');
      fs.renameSync(path.join(runDir, name), outside);
      fs.symlinkSync(outside, path.join(runDir, name));
      const before = fs.readdirSync(outside, { recursive: true });
      await pruneFiles(runDir, 'tickets').catch((error: unknown) => {
        assert.ok(error instanceof BadFileError);
      });
      assert.deepEqual(fs.readdirSync(outside, { recursive: true }), before);
    });
  }

  test('refuses an active run, before and after the confirmation', async (t) => {
    const { runDir, leftover } = made(t);
    const self = sleeper(t);
    acquire(runDir, { self });
    const isTold = (error: unknown): boolean =>
      error instanceof EnvironmentError &&
      error.message.includes(`process ${self.pid}`) &&
      error.remedy.includes('ticket stop');
    assert.throws(() => refuseWhileHeld(runDir), isTold);
    await assert.rejects(pruneFiles(runDir, 'tickets'), isTold);
    assert.ok(fs.existsSync(leftover));
  });

  test('refuses a run that another machine holds', async (t) => {
    const { runDir, leftover } = made(t);
    acquire(runDir, { self: gone, host: 'elsewhere' });
    assert.throws(() => refuseWhileHeld(runDir), /Another machine or container holds the run/);
    await assert.rejects(pruneFiles(runDir, 'tickets'), EnvironmentError);
    assert.ok(fs.existsSync(leftover));
  });

  test('first ends the workers of a dead coordinator', async (t) => {
    const { runDir } = made(t);
    const worker = sleeper(t);
    acquire(runDir, { self: gone }).update([worker]);
    refuseWhileHeld(runDir);
    await pruneFiles(runDir, 'tickets');
    assert.equal(alive(worker), false);
  });
});
