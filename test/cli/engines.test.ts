// Tests whole runs on each engine.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ENGINES, type EngineName } from '../../src/runs/engine-choice';
import { readManifest, writeManifest } from '../../src/runs/manifest';
import { readEvents } from '../../src/runs/events';
import { eventsFile } from '../../src/runs/layout';
import { sums } from '../files';
import { sampled } from '../full';
import { callHeld, event, spec, trainFor, until, workplace, type Workplace } from './workplace';

const file = 'engine.ticket.yaml';

async function run(place: Workplace, ...options: readonly string[]): Promise<void> {
  const { code, stderr } = await place.ticket('run', file, ...options);
  assert.equal(code, 0, stderr);
}

const numbers = (place: Workplace): Readonly<Record<string, string>> => sums(place.run(), 'trials', 'rounds');

describe('a whole run', () => {
  const text = (engine: EngineName): string =>
    spec({
      trials: 3,
      controls: [],
      prune: { rounds: 1 },
      train: trainFor(300),
      run: { engine, keep: 'all', workers: 1 },
    });
  const places = new Map(ENGINES.map((engine) => [engine, workplace({ after })]));
  const straightOn = (engine: EngineName): Workplace => places.get(engine) ?? assert.fail(engine);
  before(async () => {
    for (const [engine, place] of places) {
      place.write(file, text(engine));
      await run(place);
    }
  });

  test('reaches the same accuracy on each engine, within the spread over trials', async () => {
    const results = [];
    for (const [engine, place] of places) {
      assert.equal(readManifest(place.run()).engine?.engine, engine);
      const { code, stdout } = await place.ticket('show', path.basename(place.run()), '--json');
      assert.equal(code, 0);
      const { rounds } = JSON.parse(stdout) as {
        rounds: { arms: { ticket: { testAccuracy: { mean: number; min: number; max: number } } } }[];
      };
      results.push(rounds.map(({ arms }) => arms.ticket.testAccuracy));
    }
    const [eager = [], ...others] = results;
    assert.ok(eager.length > 0);
    for (const other of others) {
      eager.forEach(({ mean, min, max }, round) => {
        const spread = Math.max(max - min, 0.02);
        assert.ok(Math.abs((other[round]?.mean ?? NaN) - mean) <= spread, `round ${round}`);
      });
    }
  });

  for (const engine of sampled<readonly EngineName[]>(['graph', 'xla'], ['graph', 'mixed', 'xla']))
    test(`on ${engine} gives the same bits again, also stopped and resumed, and keeps its engine`, async (t) => {
      const place = workplace(t);
      place.write(file, text(engine));
      const { child, ended } = callHeld(place, ['progress'], 'run', file);
      await event(place, 'progress');
      child.kill('SIGINT');
      const { code } = await ended;
      assert.equal(code, 130);
      // The engine is not part of the identity: the run resumes on the engine it started with.
      place.write(file, text('eager'));
      await run(place);
      assert.deepEqual(numbers(place), numbers(straightOn(engine)));
      const { engine: pinned, mixedEngines } = readManifest(place.run());
      assert.equal(pinned?.engine, engine);
      assert.equal(pinned.why, 'set in the spec');
      assert.equal(mixedEngines, undefined);

      const { code: verified, stdout } = await place.ticket('verify', path.basename(place.run()));
      assert.equal(verified, 0, stdout);
    });
});

test('a run resumes with the number of threads it started with, even after it has grown', async (t) => {
  const place = workplace(t);
  const grow = (rounds: number, trials: number): void =>
    place.write(
      file,
      spec({ trials, controls: [], prune: { rounds }, run: { engine: 'graph', workers: 'auto' } }),
    );
  grow(1, 1);
  await run(place);
  const manifest = readManifest(place.run());
  assert.ok(manifest.engine?.threads === 1);
  writeManifest(place.run(), { ...manifest, engine: { ...manifest.engine, threads: 3 } });
  grow(2, 3);
  await run(place);
  const { engine, mixedEngines } = readManifest(place.run());
  assert.deepEqual([engine?.threads, mixedEngines], [3, undefined]);
  const starts = readEvents(place.run()).events.flatMap((one) =>
    one.type === 'started' ? [one.workers] : [],
  );
  assert.equal(starts.at(-1), Math.max(1, Math.floor(os.availableParallelism() / 3)));
});

test('a run that trains networks batched in a worker gives the same bits, stopped or not', async (t) => {
  // Runs that resume with four replicas per worker, as on a GPU.
  const [straight, stopped] = [workplace(t), workplace(t)];
  straight.write(file, spec({ trials: 1, controls: [], prune: { rounds: 1 }, run: { engine: 'xla' } }));
  await run(straight);
  const manifest = readManifest(straight.run());
  assert.ok(manifest.engine && manifest.engine.places === undefined);
  writeManifest(straight.run(), { ...manifest, engine: { ...manifest.engine, places: 4 } });
  fs.cpSync(straight.runs, stopped.runs, { recursive: true });
  for (const place of [straight, stopped])
    place.write(
      file,
      spec({ trials: 4, controls: ['reinit'], prune: { rounds: 2 }, run: { engine: 'xla' } }),
    );
  await run(straight, '--workers', '1');
  const { engine, mixedEngines } = readManifest(straight.run());
  assert.deepEqual([engine?.places, mixedEngines], [4, undefined]);
  const { events } = readEvents(straight.run());
  const since = events.slice(events.findLastIndex(({ type }) => type === 'started'));
  const running = since.reduce(
    ({ now, most }, { type }) => {
      const next = now + (type === 'cell-started' ? 1 : type === 'cell-finished' ? -1 : 0);
      return { now: next, most: Math.max(most, next) };
    },
    { now: 0, most: 0 },
  );
  assert.equal(running.most, 4);

  const count = readEvents(stopped.run()).events.length;
  const { child, ended } = callHeld(stopped, ['finished', 2], 'run', file, '--workers', '1');
  // Some of the four are further along than others.
  await until('two finished networks', () => {
    const now = readEvents(stopped.run()).events;
    const since = now.slice(now.findLastIndex(({ type }) => type === 'started'));
    return now.length > count && since.filter(({ type }) => type === 'cell-finished').length > 1
      ? true
      : undefined;
  });
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
  await run(stopped, '--workers', '1');
  assert.deepEqual(numbers(stopped), numbers(straight));
});

test('every engine reports a network that overflows, with layer and iteration', async (t) => {
  const said = [];
  for (const engine of ENGINES) {
    const place = workplace(t);
    const optimizer = { kind: 'sgd', learningRate: 1e6 };
    place.write(
      file,
      spec({ trials: 1, controls: [], train: { ...trainFor(40), optimizer }, run: { engine } }),
    );
    const { code } = await place.ticket('run', file);
    assert.equal(code, 4);
    const finished = readEvents(place.run()).events.find(({ type }) => type === 'cell-finished');
    assert.ok(finished?.type === 'cell-finished' && finished.diverged, engine);
    said.push(finished.diverged);
  }
  assert.deepEqual(said[1], said[0]);
  assert.deepEqual(said[2], said[0]);
});

test('a run whose iteration the engine of the spec cannot record ends with the op and the line', async (t) => {
  const place = workplace(t);
  fs.copyFileSync(path.resolve('test/trainer/engine-net.mjs'), path.join(place.folder, 'engine-net.mjs'));
  place.write(file, spec({ model: { module: './engine-net.mjs', when: 'read' }, run: { engine: 'graph' } }));
  const { code, stderr } = await place.ticket('run', file);
  assert.equal(code, 4);
  assert.match(stderr, /The code reads the value of a tensor.*engine-net\.mjs:27/);

  // Ticket refuses a feed that links out of the run before it writes anything to it.
  const events = eventsFile(place.run());
  fs.rmSync(events);
  fs.symlinkSync('/dev/full', events);
  const again = await place.ticket('run', file);
  assert.equal(again.code, 3);
  assert.match(again.stderr, /events\.jsonl/);
});
