// Tests data that is replaced while a run trains, stops or is idle: no network may train on different numbers.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readEvents } from '../../src/runs/events';
import { readManifest } from '../../src/runs/manifest';
import { points, pointsModule, pointsSpec } from './points';
import { event, trainFor, until, embeddedWorkplace as workplace, type Workplace } from './workplace';

/** The workload opens a file that it does not declare. */
const workload = (inputs?: string): string =>
  pointsModule({ opensItself: true, ...(inputs !== undefined && { inputs }) });
const others = points.map((byte, i) => (i === 3 ? byte + 1 : byte));

function setUp(t: TestContext, changes: object = {}, text = workload()): Workplace {
  const place = workplace(t);
  place.write('points.mjs', text);
  fs.writeFileSync(path.join(place.folder, 'points'), points);
  place.write('points.ticket.yaml', pointsSpec({}, changes));
  return place;
}

const run = ['run', 'points.ticket.yaml', '--workers', '1'] as const;
const replace = ({ folder }: Workplace): void => fs.writeFileSync(path.join(folder, 'points'), others);
const isOther =
  /points\.mjs: read\(…\) returned a different training split \(SHA-256 [0-9a-f]{12}…, not [0-9a-f]{12}…\) than at the run's first start\. Restore its data/;

describe('data that a module opens by itself and that is replaced', () => {
  test('while the run trains ends it with 3 at the next load', async (t) => {
    // A run that lasts until its worker is killed.
    const place = setUp(t, { train: trainFor(100_000_000) });
    const { ended } = place.call(...run);
    const { tuple } = await event(place, 'engine');
    assert.ok(tuple);
    assert.match(readManifest(place.run()).splits?.train ?? '', /^[0-9a-f]{64}$/);
    replace(place);
    const [worker] = await until('a worker', () => {
      const lock = JSON.parse(fs.readFileSync(path.join(place.run(), 'lock'), 'utf8')) as {
        readonly workers: readonly { readonly pid: number }[];
      };
      return lock.workers.length > 0 ? lock.workers : undefined;
    });
    process.kill(worker?.pid ?? 0, 'SIGKILL');
    const { code, stderr } = await ended;
    assert.equal(code, 3, stderr);
    assert.match(stderr, isOther);
  });

  test('after the run is reported by resume and by verify', async (t) => {
    const place = setUp(t, { trials: 1 });
    const first = await place.ticket(...run);
    assert.equal(first.code, 0, first.stderr);
    replace(place);
    const verified = await place.ticket('verify', 'points');
    assert.equal(verified.code, 3, verified.stderr);
    assert.match(verified.stdout, isOther);
    // Existing networks stay; new ones would train on different data.
    place.write('points.ticket.yaml', pointsSpec({}, { trials: 2 }));
    const more = await place.ticket(...run);
    assert.equal(more.code, 3, more.stderr);
    assert.match(more.stderr, isOther);
    fs.writeFileSync(path.join(place.folder, 'points'), points);
    const again = await place.ticket(...run);
    assert.equal(again.code, 0, again.stderr);
    assert.equal((await place.ticket('verify', 'points')).code, 0);
  });
});

test('NaN in the data ends the run before any training, with its place', async (t) => {
  const text = workload('Float32Array.from(bytes, (byte, i) => (i === 2 * 70 + 1 ? NaN : byte / 255))');
  const place = setUp(t, {}, text);
  const { code, stderr } = await place.ticket(...run);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /points\.mjs: read\(…\) returned the test split with NaN in example 10, input 1; expected only finite numbers/,
  );
  assert.equal(fs.existsSync(place.runs), false);
});

test('unscaled inputs cause one warning, and the run continues', async (t) => {
  const place = setUp(t, {}, workload('Float32Array.from(bytes)'));
  const { code, stderr } = await place.ticket(...run);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^Warning: .*points\.mjs: the inputs of the training split have a root mean square of 1\d\d, far/m,
  );
  const told = readEvents(place.run()).events.filter(({ type }) => type === 'warning');
  assert.equal(told.length, 1);
});
