// Tests ways to lose a run during training, such as a second start after its folder was removed: the first coordinator
// exits with code 3 and writes nothing more, whatever it was doing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { readEvents } from '../../src/runs/events';
import { claimFile, readLock, type LockRecord } from '../../src/runs/lock-record';
import { holderFolder, lockFile, roundFile } from '../../src/runs/layout';
import { alive } from '../../src/runs/process';
import { sums } from '../files';
import { event, spec, trainFor, until, workplace, type Called, type Workplace } from '../cli/workplace';
import { buildWithFaults, type Fault } from './build';

const file = 'owned.ticket.yaml';
const text = spec({
  trials: 1,
  train: trainFor(120),
  controls: [],
  run: { keep: 'all', checkpointSeconds: 0, workers: 1 },
});
const contents = (place: Workplace): Readonly<Record<string, string>> =>
  sums(place.run(), 'trials', 'rounds', 'run.json', 'spec.yaml', 'lock', 'events.jsonl');
const numbers = (place: Workplace): Readonly<Record<string, string>> => sums(place.run(), 'trials', 'rounds');

let program = '';
let undisturbed: Readonly<Record<string, string>> = {};
before(async () => {
  program = await buildWithFaults();
  const place = workplace({ after });
  place.write(file, text);
  const { code, stderr } = await place.ticket('run', file);
  assert.equal(code, 0, stderr);
  undisturbed = numbers(place);
});
after(() => fs.rmSync(program, { recursive: true }));

/** A run that trains its last network, until the test ends it. */
function underWay(t: TestContext): { place: Workplace; first: Called } {
  const place = workplace(t);
  place.write(file, text);
  const held = place.hold('finished', 2);
  t.after(() => held.release());
  return { place, first: held.place.call('run', file) };
}

/** An active run whose coordinator the system has suspended at an arbitrary point. */
async function asleep(t: TestContext): Promise<{ place: Workplace; first: Called; holder: LockRecord }> {
  const { place, first } = underWay(t);
  await event(place, 'round-committed');
  const { holder } = readLock(place.run());
  assert.ok(holder);
  process.kill(holder.pid, 'SIGSTOP');
  return { place, first, holder };
}

/** A run whose coordinator waits in the middle of a write, after checking that it still holds the run. */
async function waiting(
  t: TestContext,
  at: Pick<Fault, 'point' | 'pass' | 'file'>,
): Promise<{ place: Workplace; first: Called; wake: () => void }> {
  const place = workplace(t);
  place.write(file, text);
  const [done, waitsFor] = ['done', 'go'].map((name) => path.join(place.folder, name)) as [string, string];
  const fault: Fault = { ...at, done, waitsFor };
  const first = place.with({ TICKET_DIST: program, TICKET_FAULT: JSON.stringify(fault) }).call('run', file);
  await until('the place in the code', () => (fs.existsSync(done) ? true : undefined));
  return { place, first, wake: () => fs.writeFileSync(waitsFor, '') };
}

/** The first start exits with code 3 and one sentence, and leaves no processes. */
async function endsWithASentence(first: Called, said: RegExp): Promise<void> {
  const { code, stderr } = await first.ended;
  assert.equal(code, 3, stderr);
  assert.match(stderr, said);
  assert.doesNotMatch(stderr, /^\s+at /m);
}

const GONE_OR_TAKEN =
  /(no longer exists: it was removed or renamed|took over .* at .*)\. This process exits without writing to the run\.$/m;

/** Removes a run like `rm -rf`, and retries if somebody writes to it meanwhile. */
const remove = (runDir: string): void =>
  fs.rmSync(runDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });

/** Runs the spec again in place of the removed run, to the end. */
async function runAgain(place: Workplace): Promise<Readonly<Record<string, string>>> {
  const { code, stderr } = await place.ticket('run', file);
  assert.equal(code, 0, stderr);
  assert.deepEqual(numbers(place), undisturbed);
  const { holder } = readLock(place.run());
  assert.deepEqual([holder?.fence, holder?.released], [1, true]);
  return contents(place);
}

describe('a run whose folder is removed while it trains', () => {
  test('and run again at once has one writer, and the same numbers as an undisturbed run', async (t) => {
    const { place, first } = underWay(t);
    await event(place, 'cell-finished');
    remove(place.run());
    const made = await runAgain(place);
    await endsWithASentence(first, GONE_OR_TAKEN);
    assert.deepEqual(contents(place), made);
    const pids = readEvents(place.run()).events.flatMap((one) => (one.type === 'started' ? [one.pid] : []));
    assert.equal(pids.length, 1, 'the feed has the events of one start');
    assert.equal((await place.ticket('verify', 'owned')).code, 0);
  });

  test('and run again while its coordinator is suspended is left alone after that wakes', async (t) => {
    const { place, first, holder } = await asleep(t);
    remove(place.run());
    const made = await runAgain(place);
    process.kill(holder.pid, 'SIGCONT');
    await endsWithASentence(first, GONE_OR_TAKEN);
    await until('its end', () => ([holder, ...holder.workers].some(alive) ? undefined : true));
    assert.deepEqual(contents(place), made);
  });

  for (const [what, at] of [
    ['initial weights', { point: 'rename', pass: 1, file: '/init.safetensors' }],
    ['a cell', { point: 'rename', pass: 1, file: '/ticket/01' }],
    ['the lock', { point: 'commit', pass: 2, file: '/lock' }],
    ['the manifest', { point: 'commit', pass: 2, file: '/run.json' }],
    ["a round's commit", { point: 'write', pass: 1, file: '/rounds/00.json' }],
  ] as const)
    test(`and run again in the middle of writing ${what} is left alone by that write`, async (t) => {
      const { place, first, wake } = await waiting(t, at);
      remove(place.run());
      const made = await runAgain(place);
      // Both commits have the same content, but a write replaces the file.
      const commit = (): number => fs.statSync(roundFile(place.run(), 0)).ino;
      const before = commit();
      wake();
      await endsWithASentence(first, GONE_OR_TAKEN);
      assert.deepEqual(contents(place), made);
      assert.equal(commit(), before);
    });

  test('is not recreated by its coordinator', async (t) => {
    const { place, first, holder } = await asleep(t);
    const runDir = place.run();
    remove(runDir);
    process.kill(holder.pid, 'SIGCONT');
    await endsWithASentence(first, /no longer exists: it was removed or renamed/);
    await until('its end', () => ([holder, ...holder.workers].some(alive) ? undefined : true));
    assert.equal(fs.existsSync(runDir), false);
  });

  test('ends the coordinator by its heartbeat while its workers are suspended', async (t) => {
    const { place, first, holder } = await asleep(t);
    const runDir = place.run();
    for (const { pid } of holder.workers) process.kill(pid, 'SIGSTOP');
    remove(runDir);
    process.kill(holder.pid, 'SIGCONT');
    await endsWithASentence(first, GONE_OR_TAKEN);
    await until('its end', () => ([holder, ...holder.workers].some(alive) ? undefined : true));
    assert.equal(fs.existsSync(runDir), false);
  });

  test('is not recreated by a stop request', async (t) => {
    const { place, first, holder } = await asleep(t);
    const runDir = place.run();
    remove(runDir);
    first.child.kill('SIGINT');
    await until('an answer', () => /Ctrl-C again to stop now/.test(first.told()) || undefined);
    process.kill(holder.pid, 'SIGCONT');
    const { code, stderr } = await first.ended;
    assert.equal(code, 130);
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.equal(fs.existsSync(runDir), false);
  });
});

test('a coordinator leaves a run alone whose lock names another holder', async (t) => {
  const { place, first, holder } = await asleep(t);
  const runDir = place.run();
  const other = { ...holder, pid: process.pid, token: 'f'.repeat(32) };
  for (const name of [lockFile(runDir), claimFile(runDir, holder.fence)])
    fs.writeFileSync(name, JSON.stringify(other));
  const kept = numbers(place);
  process.kill(holder.pid, 'SIGCONT');
  await endsWithASentence(first, new RegExp(`Process ${process.pid} on .* took over .* at `));
  assert.deepEqual(numbers(place), kept);
  assert.deepEqual(JSON.parse(fs.readFileSync(lockFile(runDir), 'utf8')), other);
  assert.equal(fs.existsSync(holderFolder(runDir, holder.token ?? '')), false);
});
