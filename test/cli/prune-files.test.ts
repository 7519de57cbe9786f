import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readManifest, specSum, writeManifest } from '../../src/runs/manifest';
import { sums } from '../files';
import { callHeld, event, spec, embeddedWorkplace as workplace } from './workplace';

// A finished run that kept all weights: rounds 0 to 3, arms ticket and reinit. Each test gets a copy.
const place = workplace({ after });
const file = 'small.ticket.yaml';
const small = (changes: Readonly<Record<string, unknown>> = {}): string =>
  spec({ trials: 1, prune: { rounds: 3, rate: 0.4 }, run: { keep: 'all' }, ...changes });
let runDir = '';
const original = path.join(place.folder, 'original');
before(async () => {
  place.write(file, small());
  const { code, stderr } = await place.ticket('run', file);
  assert.equal(code, 0, stderr);
  runDir = place.run();
  fs.cpSync(runDir, original, { recursive: true });
});
/** Restores the finished run. */
const fresh = (): void => {
  place.write(file, small());
  fs.rmSync(runDir, { recursive: true });
  fs.cpSync(original, runDir, { recursive: true });
};

const weights = (): readonly string[] =>
  Object.keys(sums(runDir, 'trials'))
    .filter((name) => /(weights|early-stop)\.safetensors$/.test(name))
    .map((name) => path.dirname(name).replace('trials/0/', ''))
    .filter((cell, index, all) => all.indexOf(cell) === index);
const everything = (): Readonly<Record<string, string>> => sums(runDir, 'trials', 'rounds', 'run.json');
const tickets = ['ticket/00', 'ticket/01', 'ticket/02', 'ticket/03'];
const free = (...args: readonly string[]) => place.ticket('prune-files', 'small', ...args);

describe('ticket prune-files', () => {
  test('prints what it would free, and frees nothing if it cannot ask', async () => {
    fresh();
    const before = everything();
    const { code, stdout, stderr } = await free('--keep', 'masks');
    assert.equal(code, 2);
    const place = path.join('.ticket', 'runs', path.basename(runDir));
    const [head = '', ...lines] = stdout.trimEnd().split('\n');
    assert.match(head, /^(\S+) \(keep: masks\): 10 files, [\d.]+ kB to free$/);
    assert.ok(head.startsWith(place));
    assert.match(lines[0] ?? '', /^ {2}trained weights of tickets +4 files, [\d.]+ kB$/);
    assert.match(lines[1] ?? '', /^ {2}trained weights of controls +6 files, [\d.]+ kB$/);
    assert.equal(lines.length, 2);
    assert.equal(stderr, 'Freed nothing. Pass --yes to confirm.\n');
    assert.deepEqual(everything(), before);
  });

  test('frees, with --yes, what the policy does not keep, and nothing else', async () => {
    fresh();
    const before = everything();
    const { code, stdout, stderr } = await free('--keep', 'tickets', '--yes');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\nFreed [\d.]+ kB\.\n$/);
    assert.match(stderr, /^The spec keeps the weights of all networks, .*`run: \{ keep: tickets \}`/);
    assert.deepEqual(weights(), tickets);
    const left = everything();
    assert.deepEqual({ ...before, ...left }, before);
    const freed = Object.keys(before).filter((name) => !(name in left));
    assert.ok(freed.every((name) => /\/reinit\/\d\d\/(weights|early-stop)\.safetensors$/.test(name)));
    assert.equal(freed.length, 6);

    const again = await free('--keep', 'tickets');
    assert.deepEqual([again.code, again.stderr], [0, '']);
    assert.match(again.stdout, /^Nothing to free in \S+ \(keep: tickets\)\.\n$/);
  });

  test('uses run.keep of the spec by default', async () => {
    fresh();
    const all = await free('--yes', '--json');
    assert.deepEqual(
      [all.code, JSON.parse(all.stdout)],
      [0, { path: runDir, keep: 'all', sizeBytes: 0, freed: false, files: [] }],
    );
    const frozen = path.join(runDir, 'spec.yaml');
    const masks = fs.readFileSync(frozen, 'utf8').replace('"all"', '"masks"');
    fs.writeFileSync(frozen, masks);
    const manifest = readManifest(runDir);
    writeManifest(runDir, { ...manifest, sums: { ...manifest.sums, spec: specSum(masks) } });
    const { code, stdout, stderr } = await free('--yes', '--json');
    assert.deepEqual([code, stderr], [0, '']);
    const said = JSON.parse(stdout) as {
      readonly keep: string;
      readonly sizeBytes: number;
      readonly freed: boolean;
      readonly files: readonly { readonly sizeBytes: number }[];
    };
    assert.deepEqual([said.keep, said.freed, said.files.length], ['masks', true, 10]);
    assert.equal(
      said.sizeBytes,
      said.files.reduce((sum, one) => sum + one.sizeBytes, 0),
    );
    assert.deepEqual(weights(), ['ticket/00', 'ticket/03']);
  });

  test('frees damaged files that were set aside, and leftovers of a killed run', async () => {
    fresh();
    for (const name of ['damaged/trials-0-ticket-01/metrics.json', 'tmp/9-0/cell/metrics.json']) {
      fs.mkdirSync(path.dirname(path.join(runDir, name)), { recursive: true });
      fs.writeFileSync(path.join(runDir, name), '1234');
    }
    const before = everything();
    const { code, stdout } = await free('--yes');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /: 2 files, 8 bytes to free\n {2}damaged files +1 file, 4 bytes\n {2}leftovers in tmp\/ +1 file, 4 bytes\nFreed 8 bytes\.\n$/,
    );
    assert.equal(fs.existsSync(path.join(runDir, 'damaged')), false);
    assert.equal(fs.existsSync(path.join(runDir, 'tmp')), false);
    assert.deepEqual(everything(), before);
  });

  test('leaves a run that shows, resumes, grows and exports as before', async (t) => {
    fresh();
    const ticketOf = async (name: string): Promise<Buffer> => {
      const { code, stderr } = await place.ticket('export', 'small', '--ticket', name, '--round', '2');
      assert.equal(code, 0, stderr);
      return fs.readFileSync(path.join(place.folder, name));
    };
    const shown = await place.ticket('show', 'small');
    const ticket = await ticketOf('before.safetensors');
    assert.equal((await free('--keep', 'masks', '--yes')).code, 0);
    const numbers = everything();

    await t.test('show', async () => assert.deepEqual(await place.ticket('show', 'small'), shown));
    await t.test('export the winning ticket', async () =>
      assert.deepEqual(await ticketOf('after.safetensors'), ticket),
    );
    await t.test('say that trained weights were freed', async () => {
      const { code, stderr } = await place.ticket(
        ...['export', 'small', '--ticket', 'x', '--round', '2', '--weights', 'trained'],
      );
      assert.equal(code, 2);
      assert.match(stderr, /^The weights of trials\/0\/ticket\/02 were freed\. Set `run: \{ keep: all \}`/);
    });
    await t.test('resume, with nothing trained again', async () => {
      const { code, stderr } = await place.ticket('resume', 'small', '--workers', '1');
      assert.equal(code, 0, stderr);
      assert.match(stderr, /All 7 networks are already trained\./);
      const { 'run.json': _now, ...after } = everything();
      const { 'run.json': _then, ...then } = numbers;
      assert.deepEqual(after, then);
    });
    await t.test('grow by a round and a control, to the same bits', async () => {
      const grown = small({
        prune: { rounds: 4, rate: 0.4 },
        controls: ['reinit', 'shuffled-mask'],
      });
      place.write(file, grown);
      const { code, stderr } = await place.ticket('run', file, '--workers', '2');
      assert.equal(code, 0, stderr);
      assert.match(stderr, /Training 6 networks with 2 workers; 7 are already trained\./);
      const after = sums(runDir, 'trials');

      fresh();
      place.write(file, grown);
      assert.equal((await place.ticket('run', file, '--workers', '2')).code, 0);
      const kept = sums(runDir, 'trials');
      assert.deepEqual({ ...kept, ...after }, kept);
      assert.ok('trials/0/shuffled-mask/01/weights.safetensors' in after);
    });
  });

  test('refuses a run that is active', async (t) => {
    const busy = workplace(t);
    busy.write(file, spec({ trials: 1, controls: [] }));
    const called = callHeld(busy, ['progress'], 'run', file, '--workers', '1');
    await event(busy, 'progress');
    const { code, stdout, stderr } = await busy.ticket('prune-files', 'small', '--keep', 'masks', '--yes');
    called.child.kill('SIGINT');
    await called.ended;
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(
      stderr,
      /^The run is active: process \d+ .*\n {2}Freed nothing\. Stop the run with `ticket stop /,
    );
  });

  test('announces nothing if it cannot take the lock', async () => {
    fresh();
    fs.writeFileSync(path.join(runDir, 'tmp'), '');
    const { code, stdout, stderr } = await free('--keep', 'masks', '--yes');
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /tmp is not a folder\. Remove it\.$/m);
    assert.equal(weights().length, 7);
  });

  test('refuses an unknown policy', async () => {
    const { code, stdout, stderr } = await free('--keep', 'all', '--yes');
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(stderr, '--keep must be one of tickets, masks, not all.\n');
  });
});
