// Tests hostile conditions of a machine: a full disk, a quota, a read-only folder, a clock set back, a coordinator that
// sleeps through the loss of its lock.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readEvents } from '../../src/runs/events';
import { readLock } from '../../src/runs/lock-record';
import { alive } from '../../src/runs/process';
import { readStatus } from '../../src/runs/state';
import { quickFolder } from '../quick-folder';
import { sums } from '../files';
import { sampled } from '../full';
import { callHeld, event, spec, trainFor, until, workplace, type Workplace } from '../cli/workplace';

const file = 'small.ticket.yaml';
const text = (changes: Readonly<Record<string, unknown>> = {}): string =>
  spec({ trials: 1, run: { keep: 'all', checkpointSeconds: 0, workers: 1 }, ...changes });
const contents = (place: Workplace): Readonly<Record<string, string>> =>
  sums(place.run(), 'trials', 'rounds');

/** The result of an undisturbed run. */
let expected: Promise<Readonly<Record<string, string>>> | undefined;
function undisturbed(t: TestContext): Promise<Readonly<Record<string, string>>> {
  const train = async (): Promise<Readonly<Record<string, string>>> => {
    const place = workplace(t);
    place.write(file, text());
    const { code, stderr } = await place.ticket('run', file);
    assert.equal(code, 0, stderr);
    return contents(place);
  };
  return (expected ??= train());
}

/** Mounts a file system until the test ends; skips the test with a reason if the system does not allow it. */
function mount(t: TestContext, ...args: readonly string[]): boolean {
  const at = args.at(-1) ?? '';
  try {
    execFileSync('mount', args, { stdio: 'pipe' });
  } catch (error) {
    t.skip(`nothing can be mounted here: ${String(error).split('\n')[0] ?? ''}`);
    return false;
  }
  t.after(() => {
    execFileSync('umount', ['-l', at]);
    fs.rmSync(at, { recursive: true, force: true });
  });
  return true;
}

/** A folder outside the workplace for its runs, on which a file system can be mounted. */
function storeOf(t: TestContext, place: Workplace): string {
  const store = quickFolder('store');
  fs.symlinkSync(store, path.join(place.folder, '.ticket'));
  return store;
}

/** One actionable message without a stack. */
function assertTold(said: string, message: RegExp): void {
  assert.match(said, message);
  assert.doesNotMatch(said, /^\s+at /m);
}

describe('a full disk', () => {
  for (const sizeKb of sampled([8, 60], [8, 24, 60, 120])) {
    test(`of ${sizeKb} KB stops a run with a message; with more space it ends in the same bits`, async (t) => {
      const right = await undisturbed(t);
      const place = workplace(t);
      place.write(file, text());
      const disk = storeOf(t, place);
      if (!mount(t, '-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'tmpfs', disk)) return;
      const { code, stdout, stderr } = await place.ticket('run', file);
      assert.equal(code, 3, stdout + stderr);
      assertTold(stderr, /the disk is full\. Free some space/);
      execFileSync('mount', ['-o', 'remount,size=64m', disk]);
      const again = await place.ticket('run', file);
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(contents(place), right);
    });
  }
});

describe('a file system without free inodes', () => {
  for (const inodes of sampled([12], [3, 12])) {
    test(`after ${inodes} of them stops a run with a message about inodes, not about a full disk`, async (t) => {
      const right = await undisturbed(t);
      const place = workplace(t);
      place.write(file, text());
      const disk = storeOf(t, place);
      if (!mount(t, '-t', 'tmpfs', '-o', `size=64m,nr_inodes=${inodes}`, 'tmpfs', disk)) return;
      const { code, stdout, stderr } = await place.ticket('run', file);
      assert.equal(code, 3, stdout + stderr);
      assertTold(stderr, /has free space, but no free inodes/);
      assert.match(stderr, /Remove some files/);
      assert.doesNotMatch(stderr, /disk is full|Free some space/);
      execFileSync('mount', ['-o', 'remount,nr_inodes=10000', disk]);
      const again = await place.ticket('run', file);
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(contents(place), right);
    });
  }
});

/** A library that overrides system functions; skips the test without a compiler. */
function compile(t: TestContext, place: Workplace, code: string): string | undefined {
  place.write('shim.c', code);
  const [source, library] = ['shim.c', 'shim.so'].map((name) => path.join(place.folder, name)) as [
    string,
    string,
  ];
  try {
    execFileSync('g++', ['-x', 'c', '-shared', '-fPIC', source, '-o', library, '-ldl']);
    return library;
  } catch {
    t.skip('no compiler found');
    return undefined;
  }
}

describe('a feed that cannot record the end of a run', () => {
  test('does not hide why the run failed', async (t) => {
    const place = workplace(t);
    const net = 'engine-net.mjs';
    fs.copyFileSync(path.join('test/trainer', net), path.join(place.folder, net));
    place.write(file, text({ model: { module: `./${net}`, when: 'read' }, run: { engine: 'graph' } }));
    const code = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
ssize_t write(int file, const void *text, size_t size) {
  static ssize_t (*real)(int, const void *, size_t);
  if (!real) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  if (!memmem(text, size, "\\"type\\":\\"ended\\"", 14)) return real(file, text, size);
  errno = ENOSPC;
  return -1;
}
`;
    const library = compile(t, place, code);
    if (library === undefined) return;
    const ended = await place.with({ LD_PRELOAD: library }).ticket('run', file);
    assert.equal(ended.code, 4, ended.stderr);
    assertTold(ended.stderr, /The code reads the value of a tensor/);
    assert.ok(!readEvents(place.run()).events.some(({ type }) => type === 'ended'));
  });
});

describe('a file system without hard links', () => {
  test('does not change a run', async (t) => {
    const right = await undisturbed(t);
    const place = workplace(t);
    place.write(file, text());
    const code = `
#include <errno.h>
int link(const char *from, const char *to) { errno = EPERM; return -1; }
int linkat(int a, const char *from, int b, const char *to, int flags) { errno = EPERM; return -1; }
`;
    const library = compile(t, place, code);
    if (library === undefined) return;
    const ended = await place.with({ LD_PRELOAD: library }).ticket('run', file);
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(contents(place), right);
  });
});

describe('a disk quota', () => {
  const shim = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>
static long used;
static int over(int fd, size_t count) {
  char link[64], place[4096];
  const char *folder = getenv("QUOTA_FOLDER");
  if (!folder) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, place, sizeof place - 1);
  if (length < 0) return 0;
  place[length] = 0;
  if (strncmp(place, folder, strlen(folder)) != 0) return 0;
  used += count;
  if (used <= atol(getenv("QUOTA_BYTES"))) return 0;
  errno = EDQUOT;
  return 1;
}
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
ssize_t write(int fd, const void *data, size_t count) { return over(fd, count) ? -1 : REAL(write)(fd, data, count); }
ssize_t pwrite64(int fd, const void *data, size_t count, off64_t at) { return over(fd, count) ? -1 : REAL(pwrite64)(fd, data, count, at); }
ssize_t pwrite(int fd, const void *data, size_t count, off_t at) { return over(fd, count) ? -1 : REAL(pwrite)(fd, data, count, at); }
ssize_t writev(int fd, const struct iovec *parts, int n) {
  size_t count = 0;
  for (int i = 0; i < n; i++) count += parts[i].iov_len;
  return over(fd, count) ? -1 : REAL(writev)(fd, parts, n);
}
`;
  for (const bytes of sampled([1000, 20_000], [1000, 20_000, 60_000])) {
    test(`of ${bytes} bytes per process stops a run with a message, and loses nothing`, async (t) => {
      const right = await undisturbed(t);
      const place = workplace(t);
      place.write(file, text());
      const library = compile(t, place, shim);
      if (library === undefined) return;
      const limited = place.with({
        LD_PRELOAD: library,
        QUOTA_FOLDER: path.join(place.folder, '.ticket'),
        QUOTA_BYTES: String(bytes),
      });
      const { code, stdout, stderr } = await limited.ticket('run', file);
      assert.equal(code, 3, stdout + stderr);
      assertTold(stderr, /the disk quota is exceeded\. Free some space/);
      const again = await place.ticket('run', file);
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(contents(place), right);
    });
  }
});

describe('a read-only folder', () => {
  test('refuses a new run, and shows an old one', async (t) => {
    const place = workplace(t);
    place.write(file, text());
    const disk = storeOf(t, place);
    assert.equal((await place.ticket('run', file)).code, 0);
    const shown = await place.ticket('show', 'small');
    if (!mount(t, '--bind', disk, disk)) return;
    execFileSync('mount', ['-o', 'remount,bind,ro', disk]);
    const before = contents(place);
    assert.deepEqual(await place.ticket('show', 'small'), shown);
    assert.equal((await place.ticket('verify', 'small')).code, 0);
    for (const args of [
      ['run', file],
      ['resume', 'small'],
    ]) {
      const { code, stderr } = await place.ticket(...args);
      assert.equal(code, 3, stderr);
      assertTold(stderr, /the file system is read-only\. Run in a writable folder\./);
    }
    assert.deepEqual(contents(place), before);
  });
});

describe('a clock that was set back an hour', () => {
  test('between two starts changes nothing', async (t) => {
    const right = await undisturbed(t);
    const place = workplace(t);
    place.write(file, text());
    place.write(
      'clock.cjs',
      `const now = Date.now.bind(Date), Real = Date, hour = 3600e3;
globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(now() - hour); } static now() { return now() - hour; } };`,
    );
    const called = callHeld(place, ['finished'], 'run', file);
    await event(place, 'cell-finished');
    const { holder } = readLock(place.run());
    assert.ok(holder);
    process.kill(holder.pid, 'SIGKILL');
    await called.ended;
    await until('the end of its workers', () => (holder.workers.some(alive) ? undefined : true));
    const back = place.with({ NODE_OPTIONS: `--require=${path.join(place.folder, 'clock.cjs')}` });
    assert.match((await back.ticket('list')).stdout, /interrupted/);
    const { code, stderr } = await back.ticket('resume', 'small');
    assert.equal(code, 0, stderr);
    assert.deepEqual(contents(place), right);
    assert.equal((await place.ticket('list', '--json')).code, 0);
    assert.equal(readStatus(place.run()).state, 'finished');
  });
});

describe('a coordinator that is paused', () => {
  test('and resumes after another machine took over its lock writes nothing more', async (t) => {
    const right = await undisturbed(t);
    const place = workplace(t);
    place.write(file, text());
    const called = callHeld(place, ['finished'], 'run', file);
    await event(place, 'cell-finished');
    const { holder } = readLock(place.run());
    assert.ok(holder);
    process.kill(holder.pid, 'SIGSTOP');
    const wake = (): void => {
      if (alive(holder)) process.kill(holder.pid, 'SIGCONT');
    };
    t.after(wake);
    // From this machine the run is held; another machine can take the lock, but not silently.
    const here = await place.ticket('run', file);
    assert.equal(here.code, 3);
    assertTold(here.stderr, /The run is active: process/);
    const elsewhere = (...args: readonly string[]): Promise<{ code: number | null; said: string }> => {
      const command = [
        '-u',
        'sh',
        '-c',
        'hostname elsewhere && exec "$@"',
        'sh',
        ...place.command('run', file, ...args),
      ];
      const child = spawn('unshare', command, {
        cwd: place.folder,
        env: place.env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (more: string) => (said += more));
      return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
    };
    const refused = await elsewhere();
    if (/unshare/.test(refused.said)) {
      t.skip('this user cannot make a second host name');
      return;
    }
    assert.equal(refused.code, 3);
    assertTold(refused.said, /Another machine or container holds/);
    const taken = await elsewhere('--take-foreign-lock');
    assert.equal(taken.code, 0, taken.said);
    assert.deepEqual(contents(place), right);
    wake();
    await called.ended;
    await until('the end of all its processes', () =>
      [holder, ...holder.workers].some(alive) ? undefined : true,
    );
    assert.deepEqual(contents(place), right);
    assert.equal((await place.ticket('verify', 'small')).code, 0);
  });
});

describe('SIGTERM', () => {
  test('in the middle of a long chunk leaves a checkpoint and ends with 75 after that chunk', async (t) => {
    const place = workplace(t);
    // Chunks grow to two seconds of these iterations; no checkpoint is due before the signal.
    place.write(
      file,
      text({
        model: { kind: 'mlp', layers: { fc1: 400, fc2: 400 } },
        train: { ...trainFor(20_000), evaluate: { every: 20_000 } },
        run: { checkpointSeconds: 3600, workers: 1, engine: 'eager' },
      }),
    );
    const called = place.call('run', file);
    // The first chunk is one iteration; later ones are long.
    await event(place, 'progress');
    const runDir = place.run();
    const { holder } = readLock(runDir);
    assert.ok(holder);
    process.kill(holder.pid, 'SIGTERM');
    const { code, stderr } = await called.ended;
    assert.equal(code, 75, stderr);
    // A chunk takes two seconds; after the current one, the feed must be silent.
    const { events } = readEvents(runDir);
    const after = events.slice(events.findIndex(({ type }) => type === 'stopping'));
    assert.ok(after.filter(({ type }) => type === 'progress').length <= 1, JSON.stringify(after));
    assert.ok(fs.existsSync(path.join(runDir, 'trials/0/ticket/checkpoint.safetensors')));
    assert.equal(readStatus(runDir).state, 'stopped');
  });
});
