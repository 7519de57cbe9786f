// Damages every file of a run (truncated, emptied, noise, taken from another run). Ticket must find and name the
// damage, and retrain the networks to the same bits or refuse the run.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { sums } from '../files';
import { embeddedWorkplace as workplace, spec, trainFor, type Workplace } from './workplace';

const file = 'small.ticket.yaml';
const text = (seed: number): string =>
  spec({ seed, trials: 1, train: trainFor(20), run: { keep: 'all', workers: 1 }, controls: ['reinit'] });

/** Whole runs of this spec and of the same spec with another seed; both have the same files. */
interface Runs {
  readonly ours: string;
  readonly others: string;
}

async function made(t: { after(hook: () => void): void }): Promise<Runs> {
  const runs: string[] = [];
  for (const seed of [1, 2]) {
    const place = workplace(t);
    place.write(file, text(seed));
    const { code, stderr } = await place.ticket('run', file);
    assert.equal(code, 0, stderr);
    runs.push(place.run());
  }
  const [ours = '', others = ''] = runs;
  return { ours, others };
}

/** Ways to damage a file. The noise is the same every time. */
const damages: Readonly<Record<string, (content: Buffer, other: Buffer) => Buffer>> = {
  'cut short': (content) => content.subarray(0, Math.floor(content.length / 2)),
  emptied: () => Buffer.alloc(0),
  'filled with noise': (content) => Buffer.from(content.map((_, i) => (i * 2654435761) >>> 13)),
  'changed in one byte': (content) => {
    const changed = Buffer.from(content);
    const at = Math.floor(content.length * 0.6);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  },
  "another run's": (_, other) => other,
};

interface Damage {
  readonly name: string;
  readonly how: keyof typeof damages;
}

/** Files of the whole run. */
const ofRun = ['rounds/01.json', 'trials/0/init.safetensors'];
const cells = ['trials/0/ticket/00', 'trials/0/ticket/01', 'trials/0/reinit/01', 'trials/0/reinit/02'];
/** Files of a cell; the dense network of round 0 has no mask. */
const kinds = ['metrics.json', 'weights.safetensors', 'early-stop.safetensors', 'mask.safetensors'];
/** `npm run test:full` damages each file in each way, one at a time. */
const isFull = process.env.TICKET_TESTS === 'full';
/** Files that describe the run: if damaged, Ticket refuses the run and says what to do. */
const described = ['run.json', 'spec.yaml'];
/** Files that nothing depends on. */
const feeds = ['events.jsonl', 'heartbeat', 'lock', 'log.txt'];

describe('a damaged file of a run', () => {
  let runs: Runs;
  const leftovers: (() => void)[] = [];
  after(() => leftovers.forEach((remove) => remove()));
  let expected: Readonly<Record<string, string>>;
  const contents = (place: Workplace): Readonly<Record<string, string>> =>
    sums(place.run(), 'trials', 'rounds');

  /** A workplace with a copy of the run, with some damaged files. */
  const damaged = (t: TestContext, ...all: readonly Damage[]): Workplace => {
    const place = workplace(t);
    place.write(file, text(1));
    fs.cpSync(runs.ours, path.join(place.runs, path.basename(runs.ours)), { recursive: true });
    for (const { name, how } of all) {
      const full = path.join(place.run(), name);
      const change = damages[how];
      assert.ok(change);
      fs.writeFileSync(full, change(fs.readFileSync(full), fs.readFileSync(path.join(runs.others, name))));
    }
    return place;
  };

  before(async () => {
    runs = await made({ after: (hook) => leftovers.push(hook) });
    expected = sums(runs.ours, 'trials', 'rounds');
  });

  const ways = Object.keys(damages);
  const each = [...ofRun, ...cells.flatMap((cell) => kinds.map((kind) => `${cell}/${kind}`))]
    .filter((name) => name !== `${cells[0] ?? ''}/mask.safetensors`)
    .flatMap((name) => ways.map((how): Damage => ({ name, how })));
  // Every damage of every kind of file: several at a time, one in each cell.
  const together = ways.map((_, turn) => {
    const way = (index: number): string => ways[(turn + index) % ways.length] ?? '';
    const [dense = '', ...others] = cells;
    const [masked = '', ...rest] = others.map((_one, i) => others[(turn + i) % others.length] ?? '');
    const names = [...ofRun, ...[dense, ...rest, masked].map((cell, i) => `${cell}/${kinds[i] ?? ''}`)];
    return names.map((name, index): Damage => ({ name, how: way(index) }));
  });
  for (const some of isFull ? each.map((one) => [one]) : together) {
    const what = some.map(({ name, how }) => `${name} ${how}`).join(', ');
    test(`${what}: verify names it, and a new start trains it again to the same bits`, async (t) => {
      const place = damaged(t, ...some);
      const wrong = some.map(({ name }) => (name.includes('/0/init') ? name : path.dirname(name)));
      const verified = await place.ticket('verify', 'small');
      assert.equal(verified.code, 4, verified.stderr);
      assert.equal(verified.stdout.match(/^✗ /gm)?.length, wrong.length, verified.stdout);
      for (const one of wrong) assert.match(verified.stdout, new RegExp(`^✗ ${one}`, 'm'));
      // A table of the intact results, or a message about the damage: never a wrong number, never a crash.
      const shown = await place.ticket('show', 'small');
      assert.ok([0, 3].includes(shown.code ?? -1), shown.stderr);
      assert.doesNotMatch(shown.stderr, /^\s+at /m);

      const { code, stderr } = await place.ticket('run', file);
      assert.equal(code, 0, stderr);
      for (const one of wrong)
        assert.match(stderr, new RegExp(`^Moved to damaged/, training again: ${one}`, 'm'));
      assert.deepEqual(contents(place), expected);
      assert.ok(fs.readdirSync(path.join(place.run(), 'damaged')).length > 0);
      assert.equal((await place.ticket('verify', 'small')).code, 0);
    });
  }

  for (const name of described) {
    for (const how of isFull ? ways : ['emptied', 'changed in one byte', "another run's"]) {
      test(`${name} ${how}: commands refuse the run with advice that loses nothing`, async (t) => {
        const place = damaged(t, { name, how });
        for (const command of ['show', 'resume', 'verify']) {
          const { code, stdout, stderr } = await place.ticket(command, place.run());
          assert.ok(code === 3 || (command === 'verify' && code === 4), `${command}: ${code} ${stderr}`);
          // Another run's manifest is intact, but the other files do not belong to it.
          assert.match(
            stdout + stderr,
            how === "another run's" ? /spec\.yaml |belongs to another run/ : new RegExp(`${name} `),
          );
          assert.doesNotMatch(stderr, /^\s+at /m);
        }
        if (name === 'run.json') {
          assert.equal((await place.ticket('run', file)).code, 3);
          fs.renameSync(path.join(place.run(), name), path.join(place.folder, 'moved'));
          const { code, stderr } = await place.ticket('run', file);
          assert.deepEqual([code, /no run\.json, so their engine is unknown/.test(stderr)], [3, true]);
        }
        const { code, stdout, stderr } = await place.ticket('run', file, '--allow-other-engine');
        assert.equal(code, 0, stderr);
        assert.match(stderr, /All 5 networks are already trained/);
        if (name === 'run.json') assert.match(stdout, /^Computed with something unknown/m);
        assert.deepEqual(contents(place), expected);
      });
    }
  }

  for (const names of isFull ? feeds.map((name) => [name]) : [feeds]) {
    for (const how of ways) {
      test(`${names.join(', ')} ${how}: changes no result`, async (t) => {
        const place = damaged(t, ...names.map((name) => ({ name, how })));
        const { code, stderr } = await place.ticket('run', file);
        assert.equal(code, 0, stderr);
        assert.match(stderr, /All 5 networks are already trained/);
        assert.deepEqual(contents(place), expected);
      });
    }
  }
});
