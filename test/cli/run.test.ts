import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import release from '../../src/runner/runtime/release.json';
import { readManifest, writeManifest } from '../../src/runs/manifest';
import { sums } from '../files';
import {
  anything,
  event,
  listed,
  spec,
  tensorflow,
  trainFor,
  type Workplace,
  until,
  workplace,
} from './workplace';

const file = 'small.ticket.yaml';
/** Checksums of all results of a run. */
const numbers = (place: Workplace): Readonly<Record<string, string>> => sums(place.run(), 'trials', 'rounds');

describe('ticket run', () => {
  test('trains, reports progress on standard error, and ends with the table and the claims', async (t) => {
    const place = workplace(t);
    place.write(file, spec({ claims: [anything()], run: { workers: 'auto' } }));
    const { code, stdout, stderr } = await place.ticket('run', file);
    assert.equal(code, 0, stderr);
    const name = path.basename(place.run());
    assert.match(name, /^small-[0-9a-f]{12}$/);
    const announced = `Training with TensorFlow ${release.version} on the CPU (TICKET_TENSORFLOW: ${tensorflow}).`;
    assert.equal(
      stderr,
      `${announced}
.ticket/runs/${name}
Training 10 networks with ${workers()}.
Finished round 0 of 2 (density 100.00%).
Finished round 1 of 2 (density 61.93%).
Finished round 2 of 2 (density 38.07%).
`,
    );
    const share = String.raw`\d+\.\d\d \(\d+\.\d\d–\d+\.\d\d\)`;
    assert.match(
      stdout,
      /^\nSmall spirals {2}\([0-9a-f]{12}\)\nComputed with tensorflow [\d.]+ on the CPU, engine eager\n\nround {2}weights {2}density % +ticket +reinit {2}early stop\n/,
    );
    assert.match(stdout, new RegExp(`^0 +176 +100\\.00 +${share} +– +\\d+$`, 'm'));
    assert.match(stdout, new RegExp(`^1 +109 +61\\.93 +${share} +${share} +\\d+$`, 'm'));
    assert.match(stdout, new RegExp(`^2 +67 +38\\.07 +${share} +${share} +\\d+$`, 'm'));
    assert.match(stdout, /\nClaims\n✓ an accuracy is a share: holds\n {4}.*at least 0\.1%\.\n$/);

    await t.test('logs only lines with a time, and the indented output of workers', () => {
      const log = fs.readFileSync(path.join(place.run(), 'log.txt'), 'utf8').trimEnd();
      for (const line of log.split('\n')) assert.match(line, /^(\d{4}-\d\d-\d\d | {4})/);
    });

    await t.test('trains nothing a second time and changes no file', async () => {
      const before = sums(place.run(), 'trials', 'rounds', 'run.json', 'spec.yaml');
      const again = await place.ticket('run', file);
      assert.deepEqual(again, {
        code: 0,
        stdout,
        stderr: `${announced}\n.ticket/runs/${name}\nAll 10 networks are already trained.\n`,
      });
      assert.deepEqual(sums(place.run(), 'trials', 'rounds', 'run.json', 'spec.yaml'), before);
    });

    await t.test('prints with --json what `show --json` prints', async () => {
      const run = await place.ticket('run', file, '--json');
      const show = await place.ticket('show', 'small', '--json');
      assert.equal(run.code, 0);
      assert.equal(run.stdout, show.stdout);
      assert.equal(show.stderr, '');
    });

    await t.test(
      'judges claims that are added later without training, and says that they came later',
      async () => {
        const before = numbers(place);
        const { stdout: json } = await place.ticket('show', 'small', '--json');
        const { rounds } = JSON.parse(json) as {
          rounds: { arms: { ticket: { validationLoss: { mean: number } } } }[];
        };
        const fails = anything({ says: 'nothing is right', atMost: 0.001, atLeast: undefined });
        // The mean of two trials lies within their interval.
        const undecided = anything({
          says: 'the loss is above its mean',
          at: { round: 0 },
          metric: 'validationLoss',
          over: 'interval-95',
          atLeast: rounds[0]?.arms.ticket.validationLoss.mean,
        });
        for (const [claim, line] of [
          [fails, '✗ nothing is right: fails (written after the data)'],
          [undecided, '? the loss is above its mean: undecided (written after the data)'],
        ] as const) {
          place.write(file, spec({ claims: [anything(), claim] }));
          const later = await place.ticket('run', file);
          assert.match(later.stderr, /All 10 networks are already trained\./);
          const claims = later.stdout.split('\n').filter((one) => /^[✓✗?]/.test(one));
          assert.deepEqual(claims, ['✓ an accuracy is a share: holds', line]);
          assert.equal(later.code, 1);
        }
        assert.deepEqual(numbers(place), before);
      },
    );

    await t.test('trains only what another trial, round and control add', async () => {
      const before = sums(place.run(), 'trials');
      place.write(
        file,
        spec({ trials: 3, prune: { rounds: 3, rate: 0.4 }, controls: ['reinit', 'shuffled-mask'] }),
      );
      const grown = await place.ticket('run', file);
      assert.equal(grown.code, 0, grown.stderr);
      // 3 dense networks and 3 trials × 3 rounds × 3 arms.
      assert.match(grown.stderr, /Training 20 networks with \d+ workers?; 10 are already trained\./);
      const after = sums(place.run(), 'trials');
      assert.deepEqual({ ...after, ...before }, after);
      assert.equal(Object.keys(after).filter((name) => name.endsWith('metrics.json')).length, 30);
    });
  });

  test('returns at once with --detach, and the run trains to its end', async (t) => {
    const place = workplace(t);
    place.write(file, spec({ trials: 1, controls: [] }));
    const { code, stdout, stderr } = await place.ticket('run', file, '--detach', '--json', '--workers', '1');
    assert.equal(code, 0, stderr);
    const { path: runDir, pid } = JSON.parse(stdout) as { path: string; pid: number };
    assert.equal(runDir, place.run());
    assert.equal((await event(place, 'started')).pid, pid);
    const { outcome } = await event(place, 'ended');
    assert.equal(outcome, 'finished');
    await until('the end of its process', async () =>
      (await listed(place)).state === 'finished' ? true : undefined,
    );
  });

  test('also trains the changed spec of a claim that must fail', async (t) => {
    const place = workplace(t);
    const learns = {
      says: 'training lowers the loss',
      at: { round: 1 },
      metric: 'validationLoss',
      value: 'ticket',
      atMost: 0.6,
      mustFail: [{ with: { 'train.optimizer.learningRate': 1e-9 } }],
    };
    place.write(
      file,
      spec({ trials: 1, prune: { rounds: 1 }, controls: [], claims: [learns], train: trainFor(100) }),
    );
    const { code, stdout, stderr } = await place.ticket('run', file, '--workers', '1');
    assert.match(
      stderr,
      /^Running the spec with {"train\.optimizer\.learningRate":1e-9}, for which a claim must fail\.$/m,
    );
    assert.match(stdout, /✓ training lowers the loss: holds\n/);
    assert.match(
      stdout,
      /must fail for the spec with train\.optimizer\.learningRate: 1e-9: it fails there\./,
    );
    assert.equal(code, 0, stderr);
    assert.equal(fs.readdirSync(place.runs).length, 2);
  });

  test('refuses to resume a run computed with something else, and does not mark it as mixed', async (t) => {
    const place = workplace(t);
    const small = (rounds: number): string => spec({ trials: 1, prune: { rounds, rate: 0.4 }, controls: [] });
    place.write(file, small(1));
    const first = await place.ticket('run', file, '--workers', '1');
    assert.equal(first.code, 0, first.stderr);
    const manifest = readManifest(place.run());
    assert.ok(manifest.engine);
    writeManifest(place.run(), { ...manifest, engine: { ...manifest.engine, library: '1.2.3' } });
    place.write(file, small(2));
    const before = numbers(place);
    const refused = await place.ticket('run', file, '--workers', '1');
    assert.equal(refused.code, 3, refused.stderr);
    assert.match(
      refused.stderr,
      /computed with .*1\.2\.3.*; this start would use .*, or pass --allow-other-engine, which marks the run as mixed\./,
    );
    assert.deepEqual(numbers(place), before);

    const allowed = await place.ticket('run', file, '--workers', '1', '--allow-other-engine');
    assert.equal(allowed.code, 0, allowed.stderr);
    assert.equal(readManifest(place.run()).mixedEngines?.length, 1);
  });

  test('shows the trained networks if a ticket diverged, and ends with 4', async (t) => {
    const place = workplace(t);
    const wild = { ...trainFor(40), optimizer: { kind: 'sgd', learningRate: 1e30 } };
    place.write(file, spec({ trials: 1, train: wild, claims: [anything()] }));
    const { code, stdout, stderr } = await place.ticket('run', file, '--workers', '1');
    assert.equal(code, 4, stderr);
    assert.match(stderr, /^ticket, trial 0, round 0 diverged at iteration \d+ in /m);
    assert.match(stdout, /^0 +176 +100\.00 +1 diverged/m);
    assert.match(stdout, /\? an accuracy is a share: undecided\n/);
  });
});

const workers = (): string => {
  const count = Math.min(10, os.availableParallelism());
  return `${count} worker${count === 1 ? '' : 's'}`;
};
