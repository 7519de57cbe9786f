// Kills a process once in each phase; `npm run kills` does so many times.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isFull, sampled } from '../full';
import { quickFolder } from '../quick-folder';
import { buildWithFaults } from './build';
import { Ground, phases, type Phase } from './kills';

let program: string;
before(async () => (program = await buildWithFaults()));
after(() => fs.rmSync(program, { recursive: true }));

describe('a run that is killed and resumed ends in the same bits and leaves no process:', () => {
  let ground: Ground;
  before(async () => {
    ground = new Ground(quickFolder('faults'), program, { isShort: !isFull });
    await ground.leaveAlone();
  });
  after(() => fs.rmSync(ground.folder, { recursive: true }));

  const passes: Readonly<Record<Phase, number>> = {
    'at the start': 1,
    'in a chunk': sampled(111, 333),
    'between write and rename of a tensor': 7,
    'in a commit': 7,
    'in evaluation': 7,
    'between rounds': 2,
    'in the worker': 6,
    'in the coordinator': 40,
  };
  for (const phase of Object.keys(phases) as Phase[]) {
    test(phase, async () => {
      const { isSame, left } = await ground.killIn(phase, passes[phase]);
      assert.deepEqual({ isSame, left }, { isSame: true, left: 0 });
    });
  }

  test('anywhere', async () => {
    const { isSame, left } = await ground.killAt(1500, 'all');
    assert.deepEqual({ isSame, left }, { isSame: true, left: 0 });
  });
});

describe('a compiled run also ends in the same bits:', () => {
  let ground: Ground;
  before(async () => {
    ground = new Ground(quickFolder('faults'), program, { engine: 'xla', isShort: !isFull });
    await ground.leaveAlone();
  });
  after(() => fs.rmSync(ground.folder, { recursive: true }));

  // A pass of a chunk here is a call that trains many iterations or evaluates a split.
  const passes = { 'in a chunk': 23, 'in evaluation': 7, 'in the worker': 6 } as const;
  // Each worker compiles for seconds.
  const all = Object.keys(passes) as (keyof typeof passes)[];
  for (const phase of sampled(all.slice(0, 1), all)) {
    test(phase, async () => {
      const { isSame, left } = await ground.killIn(phase, passes[phase]);
      assert.deepEqual({ isSame, left }, { isSame: true, left: 0 });
    });
  }

  if (isFull)
    test('anywhere', async () => {
      const { isSame, left } = await ground.killAt(2500, 'all');
      assert.deepEqual({ isSame, left }, { isSame: true, left: 0 });
    });
});

test('the shipped build contains no faults', () => {
  for (const name of ['cli.js', 'trainer.js', 'compute.js']) {
    const program = fs.readFileSync(path.join(process.env.TICKET_DIST ?? 'dist', name), 'utf8');
    assert.doesNotMatch(program, /TICKET_FAULT/, name);
  }
});
