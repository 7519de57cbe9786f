// Tests downloads that share a folder, with each other or with leftovers of a dead process, and disks that fail.
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test, type TestContext } from 'node:test';
import { thisMachine } from '../../src/runs/machine';
import { ownerName } from '../../src/runs/owner';
import { built } from '../built';
import {
  content,
  failure,
  forgetProxies,
  half,
  ranges,
  rest,
  sha256,
  target,
  temporaryFolder,
} from './downloads';
import { give, giveSome, serve } from './server';

forgetProxies();

const script = built('runner/fetcher.ts');

/** Starts a process that downloads the content; resolves once half of it has arrived. */
async function fetcherAtHalf(t: TestContext, url: string, to: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, url, to, sha256], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) if (line === String(half)) return child;
  throw new Error('The process exited before half of the content arrived.');
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Sends half, and the rest only after a second request. */
function togetherOnly(): RequestListener {
  const ends: (() => void)[] = [];
  return (request, response) => {
    giveSome(content, half, request, response);
    ends.push(() => response.end(content.subarray(half)));
    if (ends.length === 2) for (const end of ends) end();
  };
}

describe('two simultaneous downloads of the same file', () => {
  test('both succeed in one process', async (t) => {
    const server = await serve(t, togetherOnly());
    const place = target(t);
    await Promise.all([place.fetch(server.url), place.fetch(server.url)]);
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, undefined]);
  });

  test('both succeed in two processes', async (t) => {
    const server = await serve(t, togetherOnly());
    const place = target(t);
    const child = await fetcherAtHalf(t, server.url, place.to);
    const exit = once(child, 'exit');
    await place.fetch(server.url);
    assert.deepEqual(await exit, [0, null]);
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, undefined], 'the second takes nothing from the first');
  });
});

describe('the partial file of a killed process', () => {
  /** A target with such leftovers, and a server that sends the rest. */
  async function killed(t: TestContext) {
    const server = await serve(t, (request, response) => {
      if (server.requests.length === 1) giveSome(content, half, request, response);
      else give(content, request, response);
    });
    const place = target(t);
    await kill(await fetcherAtHalf(t, server.url, place.to));
    place.assertLeft(content.subarray(0, half));
    return { server, place };
  }

  test('is continued by the next one', async (t) => {
    const { server, place } = await killed(t);
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, rest]);
  });

  test('is taken by one of two that start at once', async (t) => {
    const { server, place } = await killed(t);
    await Promise.all([place.fetch(server.url), place.fetch(server.url)]);
    place.assertWhole();
    assert.deepEqual(ranges(server).slice(1).sort(), [rest, undefined]);
  });

  test('is continued if another process has the same id now', async (t) => {
    const { server, place } = await killed(t);
    const [name = ''] = place.names();
    const renamed = name.replace(/_\d+_/, `_${process.pid}_`);
    assert.notEqual(renamed, name);
    fs.renameSync(path.join(place.folder, name), path.join(place.folder, renamed));
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, rest]);
  });

  test('is continued if it is the largest, and smaller ones are removed', async (t) => {
    const { server, place } = await killed(t);
    place.leave(content.subarray(0, half - 1));
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, rest]);
  });
});

describe('the partial file of a process on another machine', () => {
  const elsewhere = 'elsewhere-1-0-0';

  test('is left alone, because the process may be active', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    const theirs = place.leave(content.subarray(0, half), elsewhere);
    await place.fetch(server.url);
    assert.deepEqual(place.names(), ['file.bin', path.basename(theirs)]);
    assert.deepEqual(ranges(server), [undefined]);
  });

  for (const [what, more] of [
    ['another container under the same host name', { pidNamespace: 'pid:[1]' }],
    ['another boot that was alive just now', { startTime: '01234567-89ab-cdef-0123-456789abcdef:1' }],
  ] as const)
    test(`is left alone if it is ${what}`, async (t) => {
      const server = await serve(t, (request, response) => give(content, request, response));
      const place = target(t);
      const owner = ownerName({ pid: 2 ** 22 + 1, startTime: 'never', ...thisMachine(), ...more });
      const theirs = place.leave(content.subarray(0, half), owner);
      await place.fetch(server.url);
      assert.deepEqual(place.names(), ['file.bin', path.basename(theirs)]);
    });

  test('is continued if it has not grown for a day', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    const theirs = place.leave(content.subarray(0, half), elsewhere);
    const secondsADayAgo = Date.now() / 1000 - 24 * 60 * 60 - 1;
    fs.utimesSync(theirs, secondsADayAgo, secondsADayAgo);
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [rest]);
  });
});

/** An in-memory file system at a new folder; undefined if this user may not mount one, which skips the test. */
function mounted(t: TestContext, options: string): string | undefined {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    fs.rmdirSync(folder);
    t.skip(`tmpfs cannot be mounted here: ${String(error)}`);
    return undefined;
  }
  t.after(() => {
    execFileSync('umount', [folder]);
    fs.rmdirSync(folder);
  });
  return folder;
}

/** Root may write everywhere, so it becomes another user for a while. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  const user = process.geteuid?.();
  if (user === 0) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (user === 0) process.seteuid?.(0);
  }
}

describe('a download reports what to do about', () => {
  test('a full disk, and frees its space', async (t) => {
    const folder = mounted(t, 'size=128k');
    if (folder === undefined) return;
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t, folder);
    place.leave(content.subarray(0, half));
    const { message, remedy } = await failure(place.fetch([server.url, server.url]));
    assert.equal(message, `Cannot write file.bin in ${folder}: the disk is full.`);
    assert.equal(remedy, 'Free some space, or set TICKET_CACHE to another cache folder.');
    assert.deepEqual(place.names(), []);
    assert.deepEqual(ranges(server), [rest], 'another address would not help');
  });

  test('a read-only disk', async (t) => {
    const folder = mounted(t, 'ro');
    if (folder === undefined) return;
    const { message, remedy } = await failure(target(t, folder).fetch('http://127.0.0.1'));
    assert.equal(message, `Cannot write file.bin in ${folder}: the file system is read-only.`);
    assert.match(remedy, /^Make it writable, or set TICKET_CACHE /);
  });

  test('a folder of another user', async (t) => {
    const folder = temporaryFolder(t);
    fs.chmodSync(folder, 0o500);
    const { message, remedy } = await asNobody(() => failure(target(t, folder).fetch('http://127.0.0.1')));
    assert.equal(message, `Cannot write file.bin in ${folder}: permission is denied.`);
    assert.match(remedy, /^Change the permissions of its folder, or set TICKET_CACHE /);
  });

  for (const [what, below] of [
    ['should be', ''],
    ['above it should be', 'folder'],
  ] as const) {
    test(`a file where the folder ${what}`, async (t) => {
      const file = path.join(temporaryFolder(t), 'in the way');
      fs.writeFileSync(file, '');
      const folder = path.join(file, below);
      const { message, remedy } = await failure(target(t, folder).fetch('http://127.0.0.1'));
      assert.equal(message, `Cannot write file.bin in ${folder}: part of the path is a file, not a folder.`);
      assert.match(remedy, /^Move that file away, or set TICKET_CACHE /);
    });
  }

  test('a folder in the place of the file, and keeps the bytes until it is moved', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    fs.mkdirSync(place.to, { recursive: true });
    const { message, remedy } = await failure(place.fetch(server.url));
    assert.equal(message, `Cannot write file.bin in ${place.folder}: a folder of this name exists.`);
    assert.equal(remedy, 'Move that folder away.');

    fs.rmdirSync(place.to);
    place.assertLeft(content);
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined]);
  });
});
