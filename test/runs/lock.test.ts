import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { eventWriter } from '../../src/runs/events';
import { BadFileError } from '../../src/runs/json';
import { heartbeatFile, holderFolder, lockFile, tmpFolder } from '../../src/runs/layout';
import { acquire, LockHeldError, LockLostError } from '../../src/runs/lock';
import { claimedFences, claimFile, readClaim, readHeartbeat, readLock } from '../../src/runs/lock-record';
import { thisProcess, type ProcessId } from '../../src/runs/process';
import { built } from '../built';
import { temporaryFolder } from './made-run';

/** A process that has exited: its id is free, or belongs to a process with another start time. */
function deadProcess(): ProcessId {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return { pid, startTime: 'before' };
}

describe('the lock', () => {
  test('has one holder at a time, and names it and its start', (t) => {
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
    assert.equal(lock.loss(), undefined);
  });

  test('is free after a release, with the next fence', (t) => {
    const runDir = temporaryFolder(t);
    for (const fence of [1, 2, 3]) {
      const lock = acquire(runDir);
      assert.equal(lock.fence, fence);
      lock.release();
      assert(fs.existsSync(lockFile(runDir)));
    }
    assert.deepEqual(fs.readdirSync(runDir).sort(), ['heartbeat', 'lock']);
  });

  test('of a dead process is taken over together with its live workers', (t) => {
    const runDir = temporaryFolder(t);
    const dead = acquire(runDir, { self: deadProcess() });
    dead.update([deadProcess(), thisProcess()]);
    const lock = acquire(runDir);
    assert.equal(lock.fence, dead.fence + 1);
    assert.deepEqual(lock.orphans, [thisProcess()]);
    assert(dead.loss() instanceof LockLostError);
  });

  test('passes on live workers if the one who took over also died', (t) => {
    const runDir = temporaryFolder(t);
    acquire(runDir, { self: deadProcess() }).update([thisProcess()]);
    acquire(runDir, { self: deadProcess() });
    assert.deepEqual(acquire(runDir).orphans, [thisProcess()]);
  });

  test("is taken over if the holder's process id belongs to another process now", (t) => {
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
        /Another machine or container holds the run: process \d+ on there/.test(error.message),
    );
    assert.equal(there.loss(), undefined);
    const here = acquire(runDir, { host: 'here', takeForeign: true });
    assert.equal(here.fence, 2);
    assert.deepEqual(here.orphans, [], 'process ids of another machine mean nothing here');
    assert(there.loss() instanceof LockLostError);
  });

  test('that another machine has released is free', (t) => {
    const runDir = temporaryFolder(t);
    acquire(runDir, { host: 'there' }).release();
    assert.equal(acquire(runDir, { host: 'here' }).fence, 2);
  });

  test('stays with the new holder, whatever the old one still does', (t) => {
    const runDir = temporaryFolder(t);
    const late = acquire(runDir, { host: 'there' });
    const old = fs.readFileSync(lockFile(runDir));
    const now = acquire(runDir, { host: 'here', takeForeign: true });
    assert.throws(() => late.update([thisProcess()]), LockLostError);
    assert.throws(() => late.heartbeat(), LockLostError);
    assert.throws(() => late.clear(), LockLostError);
    late.release();
    assert.equal(readHeartbeat(runDir)?.fence, now.fence);
    // Even a write that was in progress when another process took the lock does not hide that process.
    fs.writeFileSync(lockFile(runDir), old);
    fs.writeFileSync(claimFile(runDir, late.fence), old);
    assert.equal(now.loss(), undefined);
    assert(late.loss() instanceof LockLostError);
    assert.equal(readLock(runDir).holder?.host, 'here');
  });

  test('that is torn is not taken while the heartbeat names a live process', (t) => {
    const runDir = temporaryFolder(t);
    const { fence } = acquire(runDir);
    fs.writeFileSync(lockFile(runDir), '{"pid": 12');
    fs.writeFileSync(claimFile(runDir, fence), '');
    assert.throws(() => acquire(runDir), LockHeldError);
  });

  test('that is torn is taken if no process can be proved alive, with a higher fence', (t) => {
    const runDir = temporaryFolder(t);
    const { fence } = acquire(runDir);
    fs.writeFileSync(lockFile(runDir), '{"pid": 12');
    fs.writeFileSync(claimFile(runDir, fence), '');
    fs.rmSync(heartbeatFile(runDir));
    assert.equal(acquire(runDir).fence, fence + 1);
  });

  test('is free for the next if a process died between claim and lock', (t) => {
    const runDir = temporaryFolder(t);
    acquire(runDir).release();
    const claim = { ...deadProcess(), host: 'h', since: '2024-01-01', fence: 2, leaseMs: 1, workers: [] };
    fs.writeFileSync(claimFile(runDir, 2), JSON.stringify(claim));
    assert.equal(acquire(runDir, { host: 'h' }).fence, 3);
  });

  test('is not claimed with a fence that another process claimed and released meanwhile', (t) => {
    const runDir = temporaryFolder(t);
    // The slow process has read fence 0. Before it claims fence 1, another process takes and releases the lock.
    beforeNextClaim(t, () => acquire(runDir).release());
    const lock = acquire(runDir);
    assert.equal(lock.fence, 2);
    assert.equal(lock.loss(), undefined);
    assert.deepEqual(fs.readdirSync(runDir).sort(), ['heartbeat', 'lock', 'lock.2', 'tmp']);
  });

  test('is refused to a process whose empty claim another one skipped', (t) => {
    const runDir = temporaryFolder(t);
    const write = fs.writeFileSync;
    t.mock.method(fs, 'writeFileSync', (file: string, text: string, options: object) => {
      t.mock.restoreAll();
      write(file, '', options);
      acquire(runDir);
      write(file, text);
    });
    assert.throws(() => acquire(runDir), LockHeldError);
    assert.deepEqual(holders(runDir), [2]);
  });

  test("of a run that was recreated after a claim keeps the new holder's claim", (t) => {
    const runDir = path.join(temporaryFolder(t), 'run');
    fs.mkdirSync(runDir);
    let other = '';
    const write = fs.writeFileSync;
    t.mock.method(fs, 'writeFileSync', (...args: Parameters<typeof write>) => {
      t.mock.restoreAll();
      write(...args);
      fs.rmSync(runDir, { recursive: true });
      fs.mkdirSync(runDir);
      other = acquire(runDir).token;
    });
    assert.throws(() => acquire(runDir), LockHeldError);
    assert.equal(readClaim(runDir, 1)?.token, other);
    assert.deepEqual(fs.readdirSync(tmpFolder(runDir)), [other]);
  });

  test('is taken even if a leaving holder removes tmp/ at that moment', (t) => {
    const runDir = temporaryFolder(t);
    const make = fs.mkdirSync;
    t.mock.method(fs, 'mkdirSync', (...args: Parameters<typeof make>) => {
      if (args[0] !== tmpFolder(runDir)) {
        t.mock.restoreAll();
        fs.rmdirSync(tmpFolder(runDir));
      }
      return make(...args);
    });
    assert.equal(acquire(runDir).loss(), undefined);
  });

  test('goes to a claim that was empty when read and filled afterwards', (t) => {
    const runDir = temporaryFolder(t);
    fs.writeFileSync(claimFile(runDir, 1), '');
    const record = { ...thisProcess(), host: os.hostname(), since: '2024-01-01', leaseMs: 1, workers: [] };
    beforeNextClaim(t, () => fs.writeFileSync(claimFile(runDir, 1), JSON.stringify({ ...record, fence: 1 })));
    assert.throws(() => acquire(runDir), LockHeldError);
    assert.deepEqual(holders(runDir), [1]);
  });

  test('clears leftovers of earlier holders, and nothing of others', (t) => {
    const runDir = temporaryFolder(t);
    const dead = [1, 2].map(() => acquire(runDir, { self: deadProcess() }));
    const { token: other } = acquire(temporaryFolder(t));
    fs.mkdirSync(holderFolder(runDir, other));
    for (const name of ['2-0', '7-0']) fs.mkdirSync(path.join(tmpFolder(runDir), name));
    const lock = acquire(runDir);
    lock.clear();
    assert.equal(dead.length, 2);
    assert.deepEqual(fs.readdirSync(tmpFolder(runDir)).sort(), ['7-0', lock.token, other].sort());
    assert.deepEqual(holders(runDir), [3]);
    assert.deepEqual(fs.readdirSync(lock.folder), []);
  });

  test('has a higher fence than the events of a run whose lock file was removed', (t) => {
    const runDir = temporaryFolder(t);
    eventWriter(runDir, 7)({ type: 'stopping' });
    assert.equal(acquire(runDir).fence, 8);
  });
});

/** The claimed fences. */
const holders = (runDir: string): readonly number[] => [...claimedFences(runDir)].sort((a, b) => a - b);

/** Runs `work` right before the next claim. */
function beforeNextClaim(t: TestContext, work: () => void): void {
  const write = fs.writeFileSync;
  t.mock.method(fs, 'writeFileSync', (...args: Parameters<typeof write>) => {
    t.mock.restoreAll();
    work();
    write(...args);
  });
}

describe('a lock whose run', () => {
  const lostIn = (make: (runDir: string, token: string) => void, said: RegExp) => (t: TestContext) => {
    const runDir = path.join(temporaryFolder(t), 'run');
    fs.mkdirSync(runDir);
    const lock = acquire(runDir);
    make(runDir, lock.token);
    const others = (): object => {
      const { [path.relative(path.dirname(runDir), lock.folder)]: _own, ...left } = contents(
        path.dirname(runDir),
      );
      return left;
    };
    const before = others();
    for (const act of [
      () => lock.mustHold(),
      () => lock.heartbeat(),
      () => lock.update([]),
      () => lock.clear(),
    ])
      assert.throws(act, (error) => error instanceof LockLostError && said.test(error.message));
    lock.release();
    assert.deepEqual(others(), before);
    assert.equal(fs.existsSync(lock.folder), false);
  };

  test(
    'is removed is lost, and recreates nothing',
    lostIn((runDir) => fs.rmSync(runDir, { recursive: true }), /run no longer exists/),
  );

  test(
    'is recreated by another process with the same fence is lost, and changes nothing in the new run',
    lostIn((runDir) => {
      fs.rmSync(runDir, { recursive: true });
      fs.mkdirSync(runDir);
      assert.equal(acquire(runDir).fence, 1);
    }, /Process \d+ on .* took over .*run at /),
  );

  test(
    'has another token in its lock file is lost',
    lostIn((runDir, token) => {
      for (const file of [lockFile(runDir), claimFile(runDir, 1), heartbeatFile(runDir)])
        fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(token, 'f'.repeat(32)));
      // The old holder removes its own folder, whose path another holder keeps.
      fs.mkdirSync(holderFolder(runDir, 'f'.repeat(32)));
    }, /Process \d+ on .* took over .*run at /),
  );

  test('stays the same is held', (t) => {
    const lock = acquire(temporaryFolder(t));
    lock.heartbeat();
    lock.update([]);
    lock.clear();
    lock.mustHold();
    assert.equal(lock.loss(), undefined);
  });

  test('changes between check and write is lost, and nothing in the new run changes', (t) => {
    const runDir = path.join(temporaryFolder(t), 'run');
    fs.mkdirSync(runDir);
    const lock = acquire(runDir);
    let before: unknown;
    const open = fs.renameSync;
    t.mock.method(fs, 'renameSync', (...args: Parameters<typeof open>) => {
      t.mock.restoreAll();
      fs.rmSync(runDir, { recursive: true });
      fs.mkdirSync(runDir);
      acquire(runDir);
      before = contents(runDir);
      open(...args);
    });
    assert.throws(() => lock.update([thisProcess()]), LockLostError);
    assert.deepEqual(contents(runDir), before);
  });
});

/** Every file below a folder with its content. */
function contents(folder: string): Readonly<Record<string, string>> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files.map((name) => {
      const file = path.join(folder, name);
      return [name, fs.statSync(file).isFile() ? fs.readFileSync(file, 'utf8') : 'folder'];
    }),
  );
}

describe('a holder', () => {
  const boot = '01234567-89ab-cdef-0123-456789abcdef';
  const record = { host: 'here', fence: 1, leaseMs: 30_000, workers: [] };
  const write = (t: TestContext, more: object): string => {
    const runDir = temporaryFolder(t);
    const text = JSON.stringify({ ...record, since: new Date().toISOString(), ...more });
    fs.writeFileSync(lockFile(runDir), text);
    return runDir;
  };
  const refused = (runDir: string, isForeign: boolean): void =>
    assert.throws(
      () => acquire(runDir, { host: 'here', pidNamespace: 'pid:[1]' }),
      (error) => error instanceof LockHeldError && error.foreign === isForeign,
    );
  const taken = (runDir: string): void =>
    assert.equal(acquire(runDir, { host: 'here', pidNamespace: 'pid:[1]' }).fence, 2);

  test('of another pid namespace counts as alive, though its process cannot be seen', (t) => {
    const runDir = write(t, { ...deadProcess(), pidNamespace: 'pid:[2]', workers: [thisProcess()] });
    refused(runDir, true);
    const observer = { host: 'here', pidNamespace: 'pid:[1]' };
    assert.equal(acquire(runDir, { ...observer, takeForeign: true }).orphans.length, 0);
  });

  test('of the same pid namespace is dead without its process', (t) =>
    taken(write(t, { ...deadProcess(), pidNamespace: 'pid:[1]' })));

  test('of an earlier version keeps the lock while it lives', (t) => refused(write(t, thisProcess()), false));

  test('of an earlier version is dead without its process', (t) => taken(write(t, deadProcess())));

  test('of an earlier boot is dead if silent since then', (t) =>
    taken(write(t, { pid: process.pid, startTime: `${boot}:1`, since: '2001-01-01T00:00:00.000Z' })));

  test('of another boot with a fresh heartbeat is on another machine of the same name', (t) =>
    refused(write(t, { pid: process.pid, startTime: `${boot}:1` }), true));
});

test('a lock is held until `lock` contains its release', (t) => {
  const runDir = temporaryFolder(t);
  const lock = acquire(runDir);
  const rename = fs.renameSync;
  let writes = 0;
  t.mock.method(fs, 'renameSync', (from: string, to: string) => {
    if (to === lockFile(runDir)) {
      writes += 1;
      assert.throws(() => acquire(runDir), LockHeldError);
    }
    rename(from, to);
  });
  lock.release();
  assert.equal(writes, 1);
  t.mock.restoreAll();
  assert.equal(acquire(runDir).fence, 2);
});

describe('an impossible lock', () => {
  const forged: Readonly<Record<string, object>> = {
    'a fence beyond all counting': { fence: 2 ** 53 },
    'a process id below all': { pid: -1 },
    'a process id beyond all': { pid: 2 ** 53 },
    'a token that is a path': { token: '../../../outside' },
  };
  for (const [what, change] of Object.entries(forged))
    test(`with ${what} is ignored`, (t) => {
      const runDir = temporaryFolder(t);
      const made = {
        ...thisProcess(),
        host: os.hostname(),
        since: '2024-01-01',
        fence: 3,
        leaseMs: 1,
        workers: [],
      };
      fs.writeFileSync(lockFile(runDir), JSON.stringify({ ...made, ...change }));
      assert.equal(readLock(runDir).holder, undefined);
      acquire(runDir).release();
    });

  test('whose fence leaves no number for the next is an error', (t) => {
    const runDir = temporaryFolder(t);
    fs.writeFileSync(claimFile(runDir, 1e15), '');
    assert.throws(() => acquire(runDir), BadFileError);
    fs.rmSync(claimFile(runDir, 1e15));
    fs.writeFileSync(claimFile(runDir, 1e16), '');
    assert.equal(acquire(runDir).fence, 1);
  });
});

describe('a higher claim of a process that did not know of the holder', () => {
  /** Writes the claim that such a process creates, and removes it after some time if it is withdrawn. */
  async function claimed(t: TestContext, content: object | undefined, isWithdrawn: boolean) {
    const runDir = temporaryFolder(t);
    const lock = acquire(runDir);
    const file = claimFile(runDir, lock.fence + 1);
    const record = { ...readClaim(runDir, lock.fence), fence: lock.fence + 1, token: 'f'.repeat(32) };
    fs.writeFileSync(file, content ? JSON.stringify({ ...record, ...content }) : '');
    const script = `console.log(); setTimeout(() => fs.rmSync(${JSON.stringify(file)}), 200);`;
    const child = spawn(process.execPath, ['-e', isWithdrawn ? script : 'console.log()']);
    await once(child.stdout, 'data');
    const lost = lock.loss();
    fs.rmSync(file, { force: true });
    return { lost, lock };
  }
  for (const [what, content] of [
    ['filled', { after: 'e'.repeat(32) }],
    ['filled by the first of all', { after: '' }],
    ['still empty', undefined],
  ] as const)
    test(`is waited for, ${what}, and leaves the lock when it is withdrawn`, async (t) => {
      const { lost, lock } = await claimed(t, content, true);
      assert.equal(lost, undefined);
      lock.mustHold();
    });

  test('takes the lock when it stays', async (t) => {
    const { lost } = await claimed(t, { after: 'e'.repeat(32) }, false);
    assert.match(lost?.message ?? '', /took over/);
  });
});

describe('processes that compete for the lock', () => {
  const script = built('runs/contender.ts');

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

  test('hold it one after another, with increasing fences', async (t) => {
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
