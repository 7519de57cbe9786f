// Tests two containers that share a disk and a host name but cannot see each other's processes.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readLock } from '../../src/runs/lock-record';
import { sums } from '../files';
import { event, spec, trainFor, until, workplace } from '../cli/workplace';

const file = 'shared.ticket.yaml';
const text = spec({
  trials: 1,
  train: trainFor(120),
  controls: [],
  run: { workers: 1, checkpointSeconds: 0 },
});
const inContainer = ['--pid', '--fork', '--mount-proc', '--kill-child'];

test('a container does not take over the run of another one, whose processes it cannot see', async (t) => {
  if (spawnSync('unshare', [...inContainer, 'true']).status !== 0) {
    t.skip('this user cannot make a pid namespace; test/runs/lock.test.ts shows the same of made locks');
    return;
  }
  const undisturbed = workplace(t);
  undisturbed.write(file, text);
  assert.equal((await undisturbed.ticket('run', file)).code, 0);

  const place = workplace(t);
  place.write(file, text);
  const held = place.hold('progress');
  const inside = spawn('unshare', [...inContainer, ...place.command('run', file)], {
    cwd: place.folder,
    env: held.place.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  inside.stderr.setEncoding('utf8').on('data', (more: string) => (said += more));
  const ended = new Promise<number | null>((resolve) => inside.once('close', resolve));
  await event(place, 'progress');
  // Sleeps, so that the run stays active during the test.
  const outside = await until('its coordinator', () => processOf(readLock(place.run()).holder?.pid));
  process.kill(outside, 'SIGSTOP');
  t.after(() => inside.kill('SIGKILL'));

  assert.match((await place.ticket('list')).stdout, /^shared-\S+ +(running|stuck) /m);
  for (const command of [
    ['stop', 'shared'],
    ['stop', 'shared', '--now'],
    ['run', file],
    ['resume', 'shared'],
  ]) {
    const { code, stderr } = await place.ticket(...command);
    assert.equal(code, 3, stderr);
    assert.match(
      stderr,
      /is not visible from this machine.*\n {2}Stop the run on that machine\.$|Another machine or container holds the run/m,
    );
  }
  process.kill(outside, 'SIGCONT');
  held.release();
  assert.equal(await ended, 0, said);
  assert.deepEqual(sums(place.run(), 'trials', 'rounds'), sums(undisturbed.run(), 'trials', 'rounds'));
  // A holder that released the run need not be visible.
  assert.equal((await place.ticket('run', file)).code, 0);
});

/** The local id of a coordinator with another id in its container (NSpid in proc(5)). */
function processOf(inner: number | undefined): number | undefined {
  const found = fs.readdirSync('/proc').find((name) => {
    try {
      return new RegExp(`^NSpid:\\t\\d+\\t${inner ?? ''}$`, 'm').test(
        fs.readFileSync(path.join('/proc', name, 'status'), 'utf8'),
      );
    } catch {
      return false; // ended meanwhile, or not a process
    }
  });
  return found === undefined ? undefined : Number(found);
}
