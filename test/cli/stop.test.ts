import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readEvents } from '../../src/runs/events';
import { lockFile } from '../../src/runs/layout';
import { readLock } from '../../src/runs/lock-record';
import { sums } from '../files';
import {
  callHeld,
  event,
  listed,
  spec,
  trainFor,
  until,
  embeddedWorkplace as workplace,
  type Called,
  type Workplace,
} from './workplace';

const file = 'long.ticket.yaml';
/** Long enough to be stopped during training. */
const long = spec({ trials: 1, train: trainFor(200), controls: [] });
const numbers = (place: Workplace): Readonly<Record<string, string>> => sums(place.run(), 'trials', 'rounds');

/** A run in progress: training has started, and holds until the run is asked to stop. */
async function underWay(place: Workplace): Promise<Called> {
  place.write(file, long);
  const called = callHeld(place, ['progress'], 'run', file, '--workers', '1');
  await event(place, 'progress');
  return called;
}

describe('a run that is stopped', () => {
  const uninterrupted = workplace({ after });
  let straight: Readonly<Record<string, string>> = {};
  before(async () => {
    uninterrupted.write(file, long);
    const { code, stderr } = await uninterrupted.ticket('run', file);
    assert.equal(code, 0, stderr);
    straight = numbers(uninterrupted);
  });

  const goesOn = async (place: Workplace): Promise<void> => {
    const { code, stdout, stderr } = await place.ticket('resume', 'long', '--workers', '1');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\nSmall spirals /);
    assert.deepEqual(numbers(place), straight);
  };

  test('by Ctrl-C ends with 130 and resumes to the same bits', async (t) => {
    const place = workplace(t);
    const called = await underWay(place);
    called.child.kill('SIGINT');
    const { code, stdout, stderr } = await called.ended;
    assert.equal(code, 130);
    assert.equal(stdout, '');
    const name = `.ticket/runs/${path.basename(place.run())}`;
    assert.match(stderr, /^Stopping after the current chunk\. Press Ctrl-C again to stop now\.$/m);
    assert.ok(stderr.endsWith(`Stopped. Resume it with \`ticket resume ${name}\`.\n`), stderr);
    const { state, finished, total } = await listed(place);
    assert.equal(state, 'stopped');
    assert.ok(Number(finished) < Number(total));
    assert.ok(fs.existsSync(path.join(place.run(), 'trials/0/ticket/checkpoint.safetensors')));
    await goesOn(place);
  });

  test('by a second Ctrl-C ends by force if it ignores the first', async (t) => {
    const place = workplace(t);
    const called = await underWay(place);
    // A stopped coordinator receives nothing.
    const { pid } = await event(place, 'started');
    process.kill(pid, 'SIGSTOP');
    called.child.kill('SIGINT');
    await until('an answer', () => /Ctrl-C again to stop now/.test(called.told()) || undefined);
    called.child.kill('SIGINT');
    await until('its end', () => (called.child.exitCode === null ? undefined : true));
    const { code, stderr } = await called.ended;
    assert.equal(code, 130);
    assert.match(stderr, /^Stopping now\. The run can resume from its last checkpoint\.$/m);
    assert.equal((await listed(place)).state, 'interrupted');
  });

  test('by Ctrl-C before it has begun leaves nothing behind', async (t) => {
    const place = workplace(t);
    place.write(file, long);
    const called = callHeld(place, ['progress'], 'run', file, '--workers', '1');
    await until('the name of the run', () => called.told().includes('.ticket/runs/') || undefined);
    called.child.kill('SIGINT');
    assert.equal((await called.ended).code, 130);
    assert.equal((await listed(place)).state, 'stopped');
  });

  test('by `ticket stop` ends with 75 and resumes to the same bits', async (t) => {
    const place = workplace(t);
    const called = await underWay(place);
    const stop = await place.ticket('stop', 'long');
    assert.deepEqual(stop, {
      code: 0,
      stdout: 'Run stopped. Resume it with `ticket resume long`.\n',
      stderr: 'Asked the run to stop after the current chunk.\n',
    });
    assert.equal((await called.ended).code, 75);
    assert.equal((await listed(place)).state, 'stopped');
    const show = await place.ticket('show', 'long');
    assert.match(show.stdout, /State: stopped, \d of 3 networks trained\.\n$/);
    const again = await place.ticket('stop', 'long');
    assert.equal(again.stdout, 'The run is not running (stopped).\n');
    await goesOn(place);
  });

  test('by `ticket stop --now` ends with 75 and counts as interrupted', async (t) => {
    const place = workplace(t);
    const called = await underWay(place);
    const stop = await place.ticket('stop', 'long', '--now');
    assert.equal(stop.code, 0, stop.stderr);
    assert.equal(stop.stdout, 'Run ended by force. Resume it with `ticket resume long`.\n');
    const { code, stderr } = await called.ended;
    assert.equal(code, 75);
    assert.match(stderr, /^Another process stopped the run with a signal\.$/m);
    assert.equal((await listed(place)).state, 'interrupted');
  });

  test('by SIGTERM to its coordinator ends with 75', async (t) => {
    const place = workplace(t);
    const called = await underWay(place);
    process.kill((await event(place, 'started')).pid, 'SIGTERM');
    assert.equal((await called.ended).code, 75);
    assert.equal((await listed(place)).state, 'stopped');
  });

  test('resumes under another name if its folder was renamed', async (t) => {
    const place = workplace(t);
    const called = await underWay(place);
    called.child.kill('SIGTERM');
    assert.equal((await called.ended).code, 75);
    fs.renameSync(place.run(), path.join(place.runs, 'kept'));
    const { code, stderr } = await place.ticket('resume', 'kept', '--workers', '1');
    assert.equal(code, 0, stderr);
    assert.deepEqual(numbers(place), straight);
  });

  test('and started twice at once trains once; the other call names the holder', async (t) => {
    const place = workplace(t);
    place.write(file, long);
    const calls = [1, 2].map(() => callHeld(place, ['progress'], 'run', file, '--workers', '1'));
    // The one that trains continues after the other has given up.
    await Promise.race(calls.map(({ ended }) => ended));
    calls.forEach(({ release }) => release());
    const both = await Promise.all(calls.map(({ ended }) => ended));
    const [loser] = both.filter(({ code }) => code !== 0);
    assert.equal(both.filter(({ code }) => code === 0).length, 1, JSON.stringify(both));
    assert.equal(loser?.stdout, '');
    const { events } = readEvents(place.run());
    const pids = events.flatMap((one) => (one.type === 'started' ? [one.pid] : []));
    assert.equal(pids.length, 1);
    assert.match(
      loser.stderr,
      new RegExp(
        `^The run is active: process ${pids[0] ?? ''} on .* since .* holds it\\. Wait for it, or stop it first\\.$`,
        'm',
      ),
    );
    assert.deepEqual(numbers(place), straight);
  });

  test('cannot be stopped or taken over from another machine', async (t) => {
    const place = workplace(t);
    place.write(file, long);
    const called = await underWay(place);
    called.child.kill('SIGTERM');
    await called.ended;
    const { holder } = readLock(place.run());
    const foreign = { ...holder, host: `not-${os.hostname()}`, released: false };
    fs.writeFileSync(lockFile(place.run()), JSON.stringify(foreign));
    const stop = await place.ticket('stop', 'long');
    assert.equal(stop.code, 3);
    assert.match(stop.stderr, new RegExp(`not-${os.hostname()}.*\\n {2}Stop the run on that machine\\.\\n$`));
    const run = await place.ticket('run', file);
    assert.notEqual(run.code, 0);
    assert.match(run.stderr, /Another machine or container holds/);
  });
});
