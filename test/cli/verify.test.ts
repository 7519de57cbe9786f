// Tests that `ticket verify` checks guarantees, not only checksums: the forged files here have valid checksums.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { cellPlace, existingCells, metricsText, readMetrics } from '../../src/runs/cells';
import { cellFile, cellPath, initPath, roundFile, roundPath, type CellFile } from '../../src/runs/layout';
import { readManifest, writeManifest } from '../../src/runs/manifest';
import { readRound } from '../../src/runs/rounds';
import { sha256In } from '../../src/runs/run-file';
import type { NamedTensors } from '../../src/runs/safetensors';
import { readTensors, jsonWithChecksum, tensorsWithChecksum, type Place } from '../../src/runs/checksums';
import type { Cell, CellMetrics } from '../../src/runs/types';
import { sums } from '../files';
import { spec, trainFor, embeddedWorkplace as workplace, type Workplace } from './workplace';

const file = 'small.ticket.yaml';
const text = spec({
  trials: 1,
  train: trainFor(20),
  run: { keep: 'all' },
  controls: ['reinit', 'shuffled-mask'],
});
const ticket: Cell = { trial: 0, arm: 'ticket', round: 1 };
const reinit: Cell = { ...ticket, arm: 'reinit' };

describe('ticket verify', () => {
  let made = '';
  const leftovers: (() => void)[] = [];
  before(async () => {
    const place = workplace({ after: (hook) => leftovers.push(hook) });
    place.write(file, text);
    assert.equal((await place.ticket('run', file)).code, 0);
    made = place.run();
  });
  after(() => leftovers.forEach((remove) => remove()));

  const copy = (t: TestContext): Workplace => {
    const place = workplace(t);
    fs.cpSync(made, path.join(place.runs, path.basename(made)), { recursive: true });
    return place;
  };

  test('finds nothing wrong with an intact run, and does not change it', async (t) => {
    const place = copy(t);
    const { code, stdout } = await place.ticket('verify', 'small', '--json');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      ...{ isComplete: true, finished: 7, total: 7, lost: 0 },
      ...{ cells: 7, remade: 7, problems: [] },
    });
  });

  type Arrays = ReadonlyMap<string, Uint8Array | Float32Array>;
  const tensors =
    (one: Cell | 'init', name: CellFile, change: (arrays: Arrays) => void) =>
    (runDir: string, run: string): void => {
      const place: Place = one === 'init' ? { run, file: initPath(0) } : cellPlace(run, one, name);
      const content = readTensors(runDir, place).tensors as NamedTensors;
      change(new Map([...content].map(([key, { data }]) => [key, data as Uint8Array | Float32Array])));
      fs.writeFileSync(path.join(runDir, place.file), tensorsWithChecksum(content, place));
    };
  const metrics =
    (one: Cell, change: (metrics: CellMetrics) => CellMetrics) =>
    (runDir: string, run: string): void => {
      const before = readMetrics(runDir, one, run);
      assert.ok(before);
      fs.writeFileSync(cellFile(runDir, one, 'metrics.json'), metricsText(change(before), run));
    };
  /** Swaps a kept and a pruned weight of a mask, so that every count stays the same. */
  const exchange = (arrays: Arrays): void => {
    const mask = arrays.get('fc1.weight');
    assert.ok(mask);
    const [alive, dead] = [mask.indexOf(1), mask.indexOf(0)];
    mask[alive] = 0;
    mask[dead] = 1;
  };

  const lies: Readonly<Record<string, readonly [(runDir: string, run: string) => void, RegExp]>> = {
    'another weight alive than the criterion chooses': [
      tensors(ticket, 'mask.safetensors', exchange),
      /trials\/0\/ticket\/01 has (a masked weight that is not 0: fc1|a mask that differs from the reproduced one, in fc1)/,
    ],
    'a weight too many': [
      tensors(ticket, 'mask.safetensors', (arrays) => arrays.get('fc1.weight')?.fill(1, 0, 32)),
      /trials\/0\/ticket\/01 has 32 weights in fc1\.weight, not 19/,
    ],
    'a control with another mask': [
      tensors({ ...ticket, arm: 'shuffled-mask' }, 'mask.safetensors', exchange),
      /trials\/0\/shuffled-mask\/01 has (a masked weight that is not 0|a mask that differs)/,
    ],
    'a masked weight that lives': [
      tensors(reinit, 'early-stop.safetensors', (arrays) => arrays.get('fc1.weight')?.fill(-0)),
      /trials\/0\/reinit\/01 has a masked weight that is not 0: fc1\.weight\[\d+\] in early-stop\.safetensors/,
    ],
    'an initial value that the seed does not give': [
      tensors('init', 'weights.safetensors', (arrays) => arrays.get('fc2.weight')?.fill(0.5, 0, 1)),
      /trials\/0\/init\.safetensors differs from the values that the seed gives, in fc2\.weight/,
    ],
    'an early stop that the validation does not give': [
      metrics(ticket, (told) => ({ ...told, ...(told.end && { earlyStop: { ...told.end, iteration: 3 } }) })),
      /trials\/0\/ticket\/01 reports an early stop that is not the first evaluation with the lowest validation loss/,
    ],
    'a count that the mask does not have': [
      metrics(ticket, (told) => ({ ...told, alive: { ...told.alive, 'fc1.weight': 7 } })),
      /trials\/0\/ticket\/01 reports 7 weights in fc1\.weight, but its mask has 19/,
    ],
  };
  for (const [what, [lie, says]] of Object.entries(lies)) {
    test(`finds ${what}`, async (t) => {
      const place = copy(t);
      const runDir = place.run();
      const run = readManifest(runDir).identity;
      lie(runDir, run);
      for (const round of [0, 1]) {
        const commit = readRound(runDir, round, run);
        assert.ok(commit);
        const files = Object.fromEntries(
          Object.keys(commit.files).map((name) => [name, sha256In(runDir, path.join(runDir, name)) ?? '']),
        );
        const sealed = jsonWithChecksum({ round, files }, { run, file: roundPath(round) }, 2);
        fs.writeFileSync(roundFile(runDir, round), sealed);
      }
      const { code, stdout, stderr } = await place.ticket('verify', 'small');
      assert.equal(code, 4, stderr);
      assert.match(stdout, says);
    });
  }

  test('names a missing network, and the next start trains it again to the same bits', async (t) => {
    const place = copy(t);
    const runDir = place.run();
    const before = sums(runDir);
    fs.rmSync(path.join(runDir, 'trials/0/ticket/01'), { recursive: true });
    fs.rmSync(path.join(runDir, 'rounds/02.json'));
    const { code, stdout } = await place.ticket('verify', 'small');
    assert.equal(code, 4, stdout);
    assert.match(stdout, /✗ rounds\/02\.json is missing, but run\.json says that the round is committed/);
    assert.match(stdout, /✗ trials\/0\/ticket\/01 is missing, but the commit of round 1 names it/);
    for (const command of ['show', 'report', 'compare'] as const) {
      const words = command === 'compare' ? ['small', 'small'] : ['small'];
      const told = await place.ticket(command, ...words);
      assert.equal(told.code, 3, told.stdout);
      assert.match(told.stderr, /is missing, but .*train it again with `ticket resume`/);
    }
    const resumed = await place.ticket('resume', 'small');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal((await place.ticket('verify', 'small')).code, 0);
    assert.deepEqual(sums(runDir), before);
  });

  const unfinished: Readonly<Record<string, readonly [keep: number, says: string]>> = {
    'whose last round is not trained': [2, 'Unfinished: 4 of 7 networks trained.'],
    'of which nothing is trained': [0, 'Unfinished: 0 of 7 networks trained.'],
  };
  for (const [what, [rounds, says]] of Object.entries(unfinished)) {
    test(`reports a run ${what} as unfinished, without a ✓`, async (t) => {
      const place = copy(t);
      const runDir = place.run();
      const { committed: _, ...manifest } = readManifest(runDir);
      writeManifest(runDir, { ...manifest, committed: {} });
      fs.rmSync(path.join(runDir, 'events.jsonl'));
      for (const cell of existingCells(runDir).filter(({ round }) => round >= rounds))
        fs.rmSync(path.join(runDir, cellPath(cell)), { recursive: true });
      for (let round = rounds; round < 3; round++) fs.rmSync(roundFile(runDir, round));
      const { code, stdout } = await place.ticket('verify', 'small');
      assert.equal(code, 75, stdout);
      assert.ok(stdout.startsWith(says), stdout);
      assert.doesNotMatch(stdout, /✓/);
    });
  }

  test('names a link and a folder in the place of files', async (t) => {
    const place = copy(t);
    const runDir = place.run();
    const elsewhere = path.join(place.folder, 'elsewhere');
    fs.renameSync(path.join(runDir, 'rounds'), elsewhere);
    fs.symlinkSync(elsewhere, path.join(runDir, 'rounds'));
    fs.rmSync(path.join(runDir, 'events.jsonl'));
    fs.mkdirSync(path.join(runDir, 'events.jsonl'));
    const { code, stdout } = await place.ticket('verify', 'small');
    assert.equal(code, 4, stdout);
    assert.match(stdout, /✗ events\.jsonl is a folder, not a file/);
    assert.match(stdout, /✗ rounds is a link, not a folder/);
    const resumed = await place.ticket('resume', 'small');
    assert.equal(resumed.code, 3, resumed.stderr);
    assert.match(resumed.stderr, /events\.jsonl is a folder, not a file\. Move it away\./);
    assert.doesNotMatch(resumed.stderr, / at .*\.js:/);
    fs.rmdirSync(path.join(runDir, 'events.jsonl'));
    const again = await place.ticket('resume', 'small');
    assert.equal(again.code, 3, again.stderr);
    assert.match(again.stderr, /rounds is a link, not a folder\. Move it away\./);
  });
});
