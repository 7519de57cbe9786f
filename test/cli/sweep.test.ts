import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  anything,
  callHeld,
  spec,
  trainFor,
  until,
  embeddedWorkplace as workplace,
  type Workplace,
} from './workplace';

const file = 'small.ticket.yaml';
const sweep = { 'prune.criterion': ['magnitude', 'random'], seed: [1, 2] };
/** A sweep whose combinations train two networks each. */
const swept = (changes: Readonly<Record<string, unknown>> = {}): string =>
  spec({ trials: 1, prune: { rounds: 1, rate: 0.4 }, controls: [], sweep, ...changes });

interface Shown {
  readonly change: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly state: string;
}

const run = (place: Workplace, ...args: readonly string[]) =>
  place.ticket('run', file, '--workers', '1', ...args);
const runs = (place: Workplace): readonly string[] =>
  fs.existsSync(place.runs) ? fs.readdirSync(place.runs).map((name) => path.join(place.runs, name)) : [];

describe('ticket check of a sweep', () => {
  test('prints a line for each combination and the totals', async (t) => {
    const place = workplace(t);
    place.write(file, swept());
    const { code, stdout, stderr } = await place.ticket('check', file);
    assert.equal(code, 0, stderr);
    const [title, , header = '', , ...lines] = stdout.trimEnd().split('\n');
    assert.equal(title, `${file}: Small spirals, a sweep of 4 combinations`);
    assert.match(header, /^prune\.criterion +seed +final weights +networks +iterations +on disk +time$/);
    assert.deepEqual(
      lines.slice(0, 4).map((line) => line.trim().split(/ {2,}/).slice(0, 5)),
      ['magnitude', 'random'].flatMap((criterion) =>
        ['1', '2'].map((seed) => [criterion, seed, '109 (61.93%)', '2', '80']),
      ),
    );
    assert.match(lines[4] ?? '', /^total +8 +320 +\d+ kB +about \d+ s$/);
    assert.equal(lines.length, 5);
  });

  test('includes the spec and plan of each combination in its JSON', async (t) => {
    const place = workplace(t);
    place.write(file, swept());
    const { code, stdout } = await place.ticket('check', '--no-time', '--json', file);
    assert.equal(code, 0);
    const { combinations, totals } = JSON.parse(stdout) as {
      readonly combinations: readonly {
        readonly change: object;
        readonly spec: { readonly seed: number };
        readonly plan: { readonly cells: number };
      }[];
      readonly totals: Readonly<Record<string, number>>;
    };
    assert.deepEqual(
      combinations.map(({ change, spec: { seed }, plan: { cells } }) => [change, seed, cells]),
      ['magnitude', 'random'].flatMap((criterion) =>
        [1, 2].map((seed) => [{ 'prune.criterion': criterion, seed }, seed, 2]),
      ),
    );
    assert.equal(totals['networks'], 8);
    assert.equal(totals['iterations'], 320);
  });

  test('reports where in the sweep a problem is', async (t) => {
    const place = workplace(t);
    place.write(file, 'ticket: 1\nworkload: spirals\nmodel: mlp\nsweep:\n  prune.rate: [0.2, 2]\n');
    for (const command of ['check', 'run']) {
      const { code, stdout, stderr } = await place.ticket(command, file);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^small\.ticket\.yaml:5:21: `prune\.rate` must be below 1/);
    }
    assert.deepEqual(runs(place), []);
  });

  test('asks a user module with the options of each combination', async (t) => {
    const place = workplace(t);
    place.write(
      'own.mjs',
      `export default {
  layers: (input, outputs, { width }) => [
    { name: 'output', parameters: [{ name: 'output.weight', shape: [width, 10], initializer: 'glorot-normal', prunable: true }] },
  ],
  forward: (tf, parameters, { shape: [batch] }, { width }) =>
    tf.slice(tf.matMul(tf.ones([batch, width]), parameters['output.weight']), [0, 0], [batch, 2]),
};
`,
    );
    place.write(
      file,
      swept({ model: { module: './own.mjs' }, sweep: { 'model.width': [20, 30], seed: [1, 2] } }),
    );
    const { code, stdout, stderr } = await place.ticket('check', '--no-time', file);
    assert.equal(code, 0, stderr);
    const left = [...stdout.matchAll(/^\d+ +\d +(\d+) \(/gm)].map(([, weights]) => Number(weights));
    // 200 and 300 weights; the output layer prunes at half the rate.
    assert.deepEqual(left, [160, 160, 240, 240]);
  });
});

describe('ticket run of a sweep', () => {
  test('trains each combination as a separate run and ends with a table of them', async (t) => {
    const place = workplace(t);
    const hopeless = anything({ says: 'nothing is right', atLeast: 2 });
    place.write(file, swept({ claims: [anything(), hopeless] }));
    const { code, stdout, stderr } = await run(place);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^\[3\/4\] prune\.criterion: random, seed: 1$/m);
    const number = String.raw`\d+\.\d\d`;
    for (const values of ['magnitude +1', 'magnitude +2', 'random +1', 'random +2']) {
      assert.match(
        stdout,
        new RegExp(`^${values} +61\\.93 +${number} +${number} +[+−]?${number} +✓ ✗ +small-\\w{12}$`, 'm'),
      );
    }
    assert.match(
      stdout,
      /\nClaims\n1\. an accuracy is a share: holds in 4 of 4\n2\. nothing is right: holds in 0 of 4\n$/,
    );
    assert.equal(runs(place).length, 4);

    await t.test('whose frozen specs have no sweep', () => {
      for (const one of runs(place))
        assert.doesNotMatch(fs.readFileSync(path.join(one, 'spec.yaml'), 'utf8'), /sweep/);
    });

    await t.test('that the same spec written by hand finds', async () => {
      const { sweep: _sweep, ...byHand } = JSON.parse(swept()) as Record<string, unknown>;
      place.write(
        file,
        JSON.stringify({ ...byHand, seed: 2, prune: { rounds: 1, rate: 0.4, criterion: 'random' } }),
      );
      const again = await run(place);
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stderr, /All 2 networks are already trained\./);
      assert.equal(runs(place).length, 4);
    });

    await t.test('and that a longer sweep finds', async () => {
      place.write(file, swept({ sweep: { ...sweep, seed: [3, 1, 2] } }));
      const { code: longer, stdout: json, stderr: told } = await run(place, '--json');
      assert.equal(longer, 0, told);
      assert.equal([...told.matchAll(/All 2 networks are already trained\./g)].length, 4);
      const shown = JSON.parse(json) as readonly Shown[];
      assert.deepEqual(
        shown.map(({ change, state }) => [change['prune.criterion'], change['seed'], state]),
        ['magnitude', 'random'].flatMap((criterion) =>
          [3, 1, 2].map((seed) => [criterion, seed, 'finished']),
        ),
      );
      assert.deepEqual(shown.map((one) => one.path).sort(), [...runs(place)].sort());
    });
  });

  test('continues if a combination fails, and ends with the worst exit code', async (t) => {
    const place = workplace(t);
    const optimizer = { kind: 'sgd', learningRate: 0.01 };
    place.write(
      file,
      swept({
        train: { ...trainFor(40), optimizer },
        claims: [anything()],
        sweep: { 'train.optimizer.learningRate': [1e30, 0.01] },
      }),
    );
    const { code, stdout, stderr } = await run(place);
    assert.equal(code, 4, stderr);
    assert.match(stdout, /^1e\+30 +– +– +– +– +\? +diverged +small-\w+$/m);
    assert.match(stdout, /^0\.01 +61\.93 .* ✓ +finished +small-\w+$/m);
  });

  test('stopped by Ctrl-C trains nothing more, and the same call resumes it', async (t) => {
    const place = workplace(t);
    place.write(file, swept({ train: trainFor(100), sweep: { seed: [1, 2, 3] } }));
    const called = callHeld(place, ['progress'], 'run', file, '--workers', '1');
    const [first = ''] = await until('the first combination', () => runs(place).length === 1 && runs(place));
    called.release(first);
    await until('the second combination', () => /\[2\/3\][^]*Training 2 networks/.test(called.told()));
    called.child.kill('SIGINT');
    const { code, stdout, stderr } = await called.ended;
    assert.equal(code, 130);
    assert.equal(stdout, '');
    assert.ok(
      stderr.endsWith(`Stopped the sweep in combination 2 of 3. Resume it with \`ticket run ${file}\`.\n`),
      stderr,
    );
    assert.equal(runs(place).length, 2);

    const again = await run(place);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /^\[1\/3\] seed: 1\n[^]*All 2 networks are already trained\.\n\[2\/3\]/m);
    assert.equal(runs(place).length, 3);
  });

  test('is refused with --detach, and begins no run', async (t) => {
    const place = workplace(t);
    place.write(file, swept());
    const { code, stdout, stderr } = await run(place, '--detach');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^--detach starts a single run, but the sweep in .*small\.ticket\.yaml has 4.*\n$/);
    assert.deepEqual(runs(place), []);
  });
});
