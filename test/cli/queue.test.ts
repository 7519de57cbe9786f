import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readEvents } from '../../src/runs/events';
import type { RunEvent } from '../../src/runs/types';
import { sums } from '../files';
import { run } from '../../src/cli/run';
import { inProcess } from './in-process';
import {
  anything,
  callHeld,
  embeddedWorkplace as workplace,
  event,
  spec,
  trainFor,
  until,
  type Workplace,
} from './workplace';

const files = ['a.ticket.yaml', 'b.ticket.yaml', 'c.ticket.yaml'];
/** A spec that trains two networks. */
const small = (changes: Readonly<Record<string, unknown>> = {}): string =>
  spec({ trials: 1, prune: { rounds: 1, rate: 0.4 }, controls: [], ...changes });

/** The runs of a workplace, by spec name. */
function runs(place: Workplace): Readonly<Record<string, string>> {
  if (!fs.existsSync(place.runs)) return {};
  const found = fs.readdirSync(place.runs).sort();
  return Object.fromEntries(found.map((name) => [name.slice(0, 1), path.join(place.runs, name)]));
}

/** The numbers of all runs: SHA-256 of every file with masks, weights or metrics. */
const numbers = (place: Workplace): unknown =>
  Object.entries(runs(place)).map(([name, one]) => [name, sums(one, 'trials', 'rounds')]);

/** The first event of a type in a run. */
function eventOf<T extends RunEvent['type']>(run: string, type: T): Extract<RunEvent, { type: T }> {
  const found = readEvents(run).events.find(
    (one): one is Extract<RunEvent, { type: T }> => one.type === type,
  );
  assert.ok(found, `${run} has the event ${type}`);
  return found;
}

/** Three specs with different seeds, so that their numbers differ. */
function writeThree(place: Workplace, iterations: number): void {
  files.forEach((file, index) => place.write(file, small({ seed: index + 1, train: trainFor(iterations) })));
}

describe('ticket run of several specs', () => {
  test('trains two at a time, tells them apart and ends with one table', async (t) => {
    const place = workplace(t);
    const [a, b, c] = files as [string, string, string];
    place.write(a, small({ claims: [anything()] }));
    place.write(
      b,
      small({ sweep: { seed: [1, 2] }, claims: [anything(), anything({ says: 'never', atLeast: 0.999 })] }),
    );
    place.write(c, small());
    const { code, stdout, stderr } = await place.ticket('run', ...files, '--jobs', '2');
    assert.equal(code, 1, stderr);
    for (const [index, said] of [a, `${b}, seed: 1`, `${b}, seed: 2`, c].entries()) {
      const tag = `[${index + 1}/4] `;
      assert.ok(stderr.includes(`${tag}${said}\n`), stderr);
      assert.match(stderr, new RegExp(`^\\[${index + 1}/4\\] Finished round 1 of 1`, 'm'));
    }
    assert.deepEqual(
      stderr.split('\n').filter((line) => line && !/^\[[1-4]\/4\] /.test(line)),
      [],
      'every line says whose it is',
    );
    const number = String.raw`\d+\.\d\d`;
    const row = (begin: string, signs: string): RegExp =>
      new RegExp(`^${begin} +61\\.93 +${number} +${number} +[+−]?${number}${signs} +[abc]-\\w{12}$`, 'm');
    assert.match(stdout, /^\nspec +seed +density % +dense +ticket +ticket − dense +claims +run\n/);
    assert.match(stdout, row('a\\.ticket\\.yaml', ' +✓'));
    assert.match(stdout, row('b\\.ticket\\.yaml +1', ' +✓ ✗'));
    assert.match(stdout, row('b\\.ticket\\.yaml +2', ' +✓ ✗'));
    assert.match(stdout, row('c\\.ticket\\.yaml', ''));
    assert.ok(
      stdout.endsWith(
        `\nClaims of ${a}\n1. an accuracy is a share: holds in 1 of 1\n` +
          `\nClaims of ${b}\n1. an accuracy is a share: holds in 2 of 2\n2. never: holds in 0 of 2\n`,
      ),
      stdout,
    );

    await t.test('which --json has with spec, values and place', async () => {
      const again = await place.ticket('run', ...files, '--json');
      assert.equal(again.code, 1, again.stderr);
      assert.match(again.stderr, /^\[4\/4\] c\.ticket\.yaml$/m);
      const shown = JSON.parse(again.stdout) as readonly Readonly<Record<string, unknown>>[];
      assert.deepEqual(
        shown.map(({ file, change, state }) => [file, change, state]),
        [
          [a, {}, 'finished'],
          [b, { seed: 1 }, 'finished'],
          [b, { seed: 2 }, 'finished'],
          [c, {}, 'finished'],
        ],
      );
      for (const one of shown) assert.ok(fs.existsSync(path.join(String(one['path']), 'run.json')));
    });
  });

  test('trains two at the same time', async (t) => {
    const place = workplace(t);
    writeThree(place, 200);
    const called = place.call('run', ...files, '--jobs', '2');
    const { code, stderr } = await called.ended;
    assert.equal(code, 0, stderr);
    const { a, b, c } = runs(place);
    assert.ok(a && b && c);
    assert.ok(eventOf(a, 'started').at < eventOf(b, 'ended').at);
    assert.ok(eventOf(b, 'started').at < eventOf(a, 'ended').at);
    const firstEnd = [a, b].map((run) => eventOf(run, 'ended').at).sort()[0] ?? '';
    assert.ok(eventOf(c, 'started').at > firstEnd, 'the third waits for one of the two');
  });

  test('gives each run its share of the cores, or the workers that --workers asks for', async (t) => {
    const place = workplace(t);
    const share = Math.max(1, Math.floor(os.availableParallelism() / 2));
    const many = { trials: share + 1, run: { workers: 999 } };
    place.write('a.ticket.yaml', small(many));
    place.write('b.ticket.yaml', small({ ...many, seed: 2 }));
    const shared = await place.ticket('run', 'a.ticket.yaml', 'b.ticket.yaml', '--jobs', '8');
    assert.equal(shared.code, 0, shared.stderr);
    for (const run of Object.values(runs(place))) assert.equal(eventOf(run, 'started').workers, share);

    const other = workplace(t);
    other.write('a.ticket.yaml', small(many));
    other.write('b.ticket.yaml', small({ ...many, seed: 2 }));
    const asked = await other.ticket(
      'run',
      'a.ticket.yaml',
      'b.ticket.yaml',
      '--jobs',
      '2',
      '--workers',
      '2',
    );
    assert.equal(asked.code, 0, asked.stderr);
    for (const run of Object.values(runs(other))) assert.equal(eventOf(run, 'started').workers, 2);
  });

  test('continues after a failed run, and ends with the worst exit code', async (t) => {
    const place = workplace(t);
    const optimizer = { kind: 'sgd', learningRate: 1e30 };
    place.write('a.ticket.yaml', small({ train: { ...trainFor(40), optimizer } }));
    place.write('b.ticket.yaml', small({ claims: [anything({ atLeast: 2 })] }));
    place.write('c.ticket.yaml', small());
    const { code, stdout, stderr } = await place.ticket('run', ...files, '--jobs', '2');
    assert.equal(code, 4, stderr);
    assert.match(stdout, /^a\.ticket\.yaml +– +– +– +– +diverged +a-\w+$/m);
    assert.match(stdout, /^b\.ticket\.yaml +61\.93 .* ✗ +finished +b-\w+$/m);
    assert.match(stdout, /^c\.ticket\.yaml +61\.93 .* finished +c-\w+$/m);
  });

  test('continues if another process holds a run', async (t) => {
    const place = workplace(t);
    place.write('a.ticket.yaml', small({ train: trainFor(1000) }));
    place.write('b.ticket.yaml', small());
    const holder = callHeld(place, ['progress'], 'run', 'a.ticket.yaml', '--workers', '1');
    await event(place, 'progress');
    const both = ['a.ticket.yaml', 'b.ticket.yaml'];
    const { code, stdout, stderr } = await place.ticket('run', ...both, '--jobs', '2');
    assert.notEqual(code, 0);
    assert.match(stderr, /^\[1\/2\] The run is active: process \d+/m);
    assert.match(stdout, /^b\.ticket\.yaml +61\.93 .* b-\w+$/m);
    holder.child.kill('SIGINT');
    assert.equal((await holder.ended).code, 130);
  });

  test('trains once what two need: the run of a changed spec', async (t) => {
    const place = workplace(t);
    const hopeless = anything({ atLeast: 2, mustFail: [{ with: { seed: 9 } }] });
    place.write('a.ticket.yaml', small({ sweep: { seed: [1, 2] }, claims: [hopeless] }));
    const { code, stderr } = await place.ticket('run', 'a.ticket.yaml', '--jobs', '2');
    assert.equal(code, 1, stderr);
    const changed = 'Running the spec with {"seed":9}, for which a claim must fail.';
    for (const tag of ['[1/2]', '[2/2]']) assert.ok(stderr.includes(`${tag} ${changed}\n`), stderr);
    assert.equal([...stderr.matchAll(/All 2 networks are already trained\./g)].length, 1);
    assert.equal(fs.readdirSync(place.runs).length, 3);
  });
});

describe('`ticket run` refuses several specs before it trains any', () => {
  /** Calls `ticket run`, which must start nothing. */
  async function refused(place: Workplace, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await place.ticket('run', ...args);
    assert.deepEqual([code, stdout, runs(place)], [2, '', {}], stderr);
    return stderr;
  }

  test('if some have mistakes, and reports all of them', async (t) => {
    const place = workplace(t);
    writeThree(place, 40);
    place.write('b.ticket.yaml', 'ticket: 1\nworkload: spirals\nmodel: mlp\nprune: { rate: 2 }\n');
    place.write('c.ticket.yaml', 'ticket: 1\nworkload: spirals\nmodel: mlp\nseed: none\n');
    const told = await refused(place, ...files);
    assert.match(told, /^b\.ticket\.yaml:4:16: /m);
    assert.match(told, /^c\.ticket\.yaml:4:7: /m);
  });

  test('if one does not exist', async (t) => {
    const place = workplace(t);
    writeThree(place, 40);
    assert.match(await refused(place, ...files, 'd.ticket.yaml'), /^Cannot read d\.ticket\.yaml/);
  });

  test('if the last one lacks its data', async (t) => {
    const place = workplace(t);
    writeThree(place, 40);
    place.write('c.ticket.yaml', small({ workload: { kind: 'mnist', folder: './nothing' }, model: 'mlp' }));
    const { code, stdout, stderr } = await place.ticket('run', ...files);
    assert.deepEqual([code, stdout, runs(place)], [3, '', {}], stderr);
  });

  test('if one is named twice', async (t) => {
    const place = workplace(t);
    writeThree(place, 40);
    assert.equal(
      await refused(place, 'a.ticket.yaml', 'b.ticket.yaml', './a.ticket.yaml'),
      '[3/3] a.ticket.yaml is the same run as [1/3] a.ticket.yaml. Remove one of the two.\n',
    );
  });

  test('with --detach', async (t) => {
    const place = workplace(t);
    writeThree(place, 40);
    assert.equal(
      await refused(place, ...files, '--detach'),
      '--detach starts a single run, but these specs have 3. ' +
        'Run without --detach, in tmux or with nohup to keep the command running.\n',
    );
  });

  test('with an invalid number of jobs', async (t) => {
    const place = workplace(t);
    writeThree(place, 40);
    const message = (jobs: string): string => `--jobs must be an integer of at least 1, not ${jobs}.\n`;
    assert.equal(await refused(place, ...files, '--jobs=0'), message('0'));
    for (const jobs of ['0', '-1', '1.5', 'two', ''])
      for (const those of [files, ['a.ticket.yaml']]) {
        const paths = those.map((file) => path.join(place.folder, file));
        const ended = await inProcess(run, paths, { jobs, runs: place.runs });
        assert.deepEqual([ended, runs(place)], [{ code: 2, stdout: '', stderr: message(jobs) }, {}]);
      }
  });
});

describe('several specs', () => {
  const uninterrupted = workplace({ after });
  let straight: unknown;
  before(async () => {
    writeThree(uninterrupted, 200);
    const { code, stderr } = await uninterrupted.ticket('run', ...files);
    assert.equal(code, 0, stderr);
    straight = numbers(uninterrupted);
  });

  /** Two of three runs in progress. */
  async function underWay(place: Workplace): Promise<ReturnType<typeof callHeld>> {
    writeThree(place, 200);
    const called = callHeld(place, ['progress'], 'run', ...files, '--jobs', '2');
    await until('two that train', () => {
      const { a, b } = runs(place);
      return (
        (a && b && [a, b].every((run) => readEvents(run).events.some(({ type }) => type === 'progress'))) ||
        undefined
      );
    });
    return called;
  }

  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 75],
  ] as const) {
    test(`all stop on ${signal}, and the same call resumes them to the same bits`, async (t) => {
      const place = workplace(t);
      const called = await underWay(place);
      called.child.kill(signal);
      const { code, stdout, stderr } = await called.ended;
      assert.deepEqual([code, stdout], [exit, ''], stderr);
      for (const tag of ['[1/3]', '[2/3]'])
        assert.ok(
          stderr.includes(`${tag} Stopping after the current chunk. Press Ctrl-C again to stop now.\n`),
          stderr,
        );
      assert.ok(
        stderr.endsWith(
          `Stopped in run 1 and 2 of 3. Resume it with \`ticket run ${files.join(' ')} --jobs 2\`.\n`,
        ),
        stderr,
      );
      assert.deepEqual(Object.keys(runs(place)), ['a', 'b']);
      // Both signals stop runs in the same way.
      if (signal === 'SIGTERM' && process.env.TICKET_TESTS !== 'full') return;
      const again = await place.ticket('run', ...files, '--jobs', '2');
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(numbers(place), straight);
    });
  }

  test('all end on a second Ctrl-C if they ignore the first', async (t) => {
    const place = workplace(t);
    const called = await underWay(place);
    for (const run of Object.values(runs(place))) process.kill(eventOf(run, 'started').pid, 'SIGSTOP');
    called.child.kill('SIGINT');
    await until('two answers', () => called.told().match(/Ctrl-C again to stop now/g)?.[1]);
    called.child.kill('SIGINT');
    const { code, stderr } = await called.ended;
    assert.equal(code, 130);
    assert.equal([...stderr.matchAll(/^\[[12]\/3\] Stopping now\. The run can resume from/gm)].length, 2);
    const again = await place.ticket('run', ...files);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(numbers(place), straight);
  });

  test('all stop, and no more begin, if `ticket stop` stops one of them', async (t) => {
    const place = workplace(t);
    const called = await underWay(place);
    assert.equal((await place.ticket('stop', 'a')).code, 0);
    // The queue reports the stopped run while the other run is still training.
    await until('the end of the first', () => /^\[1\/3\] .*stopped/im.test(called.told()));
    called.release();
    const { code, stderr } = await called.ended;
    assert.equal(code, 75);
    assert.ok(stderr.includes('Stopped in run 1 of 3.'), stderr);
    assert.deepEqual(Object.keys(runs(place)), ['a', 'b']);
    assert.equal(eventOf(runs(place)['b'] ?? '', 'ended').outcome, 'finished');
  });
});
