import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Masks, Weights } from '../../src/lab/kinds';
import { cellPlace } from '../../src/runs/cells';
import { cellFile, cellFolder, initFile, initPath, type CellFile } from '../../src/runs/layout';
import type { Cell } from '../../src/runs/types';
import { writeCell } from '../../src/trainer/cell-files';
import { drawInit, startCell } from '../../src/trainer/cell-start';
import type { Experiment } from '../../src/trainer/experiment';
import { iterationRows } from '../../src/trainer/iteration';
import { dataOrder } from '../../src/trainer/order';
import { countAlive } from '../../src/trainer/prune';
import { encodeWeights, readMasks, readWeights, shapesOf } from '../../src/trainer/tensor-files';
import type { CellStart, Trainer } from '../../src/trainer/train';
import { bits, finish, small, trainerOf } from './small';

const CONTROLS = ['reinit', 'same-sign-reinit', 'shuffled-mask', 'random-mask'];

const cell = (arm: string, round: number, trial = 0): Cell => ({ trial, arm, round });

/** A run directory made by the trainer's own functions, cell by cell, in one process. */
class Run {
  readonly dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-rounds-'));
  readonly place = { runDir: this.dir, identity: 'abc123' };
  private constructor(
    readonly experiment: Experiment,
    readonly trainer: Trainer,
  ) {}

  static async of(changes: Readonly<Record<string, unknown>>): Promise<Run> {
    const experiment = await small(changes);
    return new Run(experiment, await trainerOf(experiment));
  }

  start(one: Cell): CellStart {
    return startCell(this.trainer.tf, this.experiment, this.place, one);
  }

  async train(one: Cell): Promise<CellStart> {
    const start = this.start(one);
    if (one.round === 0) {
      fs.mkdirSync(path.dirname(initFile(this.dir, one.trial)), { recursive: true });
      fs.writeFileSync(
        initFile(this.dir, one.trial),
        encodeWeights(drawInit(this.experiment, one.trial), shapesOf(this.experiment.plan), {
          run: this.place.identity,
          file: initPath(one.trial),
        }),
      );
    }
    const outcome = await finish(this.trainer, start);
    const folder = writeCell(this.dir, this.experiment, one, start, outcome, this.place.identity);
    fs.mkdirSync(path.dirname(cellFolder(this.dir, one)), { recursive: true });
    fs.renameSync(folder, cellFolder(this.dir, one));
    return start;
  }

  weights(one: Cell, file: CellFile = 'weights.safetensors'): Weights {
    return readWeights(this.dir, cellPlace(this.place.identity, one, file));
  }
  masks(one: Cell): Masks {
    return readMasks(this.dir, cellPlace(this.place.identity, one, 'mask.safetensors'));
  }
  init(trial: number): Weights {
    return readWeights(this.dir, { run: this.place.identity, file: initPath(trial) });
  }
  remove(): void {
    fs.rmSync(this.dir, { recursive: true });
  }
}

/** Survivors have `source`'s bits, masked weights are +0, parameters without a mask equal `source`'s. */
function assertRewound(start: CellStart, source: Weights): void {
  for (const [name, values] of start.weights) {
    const mask = start.masks.get(name);
    for (const [i, value] of values.entries()) {
      const expected = mask && mask[i] === 0 ? 0 : (source.get(name)?.[i] ?? NaN);
      assert.ok(Object.is(value, expected), `${name}[${i}] starts at ${value}, not ${expected}`);
    }
  }
}

/** Every pruned weight was, after training, no larger than every surviving one. */
function assertSmallestGone(start: CellStart, before: CellStart, trained: Weights): void {
  for (const [name, mask] of start.masks) {
    const size = (i: number): number => Math.abs(trained.get(name)?.[i] ?? NaN);
    const indices = [...mask.keys()].filter((i) => before.masks.get(name)?.[i] === 1);
    const kept = indices.filter((i) => mask[i] === 1).map(size);
    const removed = indices.filter((i) => mask[i] === 0).map(size);
    assert.ok(removed.length > 0, `${name} lost nothing`);
    assert.ok(Math.min(...kept) >= Math.max(...removed), `${name} lost a larger weight than one it kept`);
  }
}

const alive = (masks: Masks): Readonly<Record<string, number>> =>
  Object.fromEntries([...masks].map(([name, mask]): [string, number] => [name, countAlive(mask)]).sort());

describe('the rounds of a ticket', () => {
  let run: Run;
  const starts: CellStart[] = [];
  before(async () => {
    run = await Run.of({});
    for (const round of [0, 1, 2, 3]) starts.push(await run.train(cell('ticket', round)));
  });
  after(() => run.remove());

  test('start with survivors equal to θ0 bit for bit, whatever they were trained to', () => {
    const init = run.init(0);
    for (const start of starts) assertRewound(start, init);
    assert.notDeepEqual(bits(run.weights(cell('ticket', 2))), bits(init));
  });

  test('keep exactly the planned number of weights in every layer', () => {
    for (const [round, start] of starts.entries()) {
      for (const pool of run.experiment.plan.pools) {
        const left = pool.parameters.reduce((sum, name) => sum + (alive(start.masks)[name] ?? 0), 0);
        assert.equal(left, pool.keep[round]);
      }
    }
  });

  test('remove the weights of lowest trained magnitude among those alive, and bring none back', () => {
    for (const round of [1, 2, 3]) {
      const [before, start] = [starts[round - 1], starts[round]];
      assert.ok(before && start);
      for (const [name, mask] of start.masks)
        assert.ok(
          mask.every((isAlive, i) => isAlive <= (before.masks.get(name)?.[i] ?? 0)),
          `${name} got a weight back`,
        );
      assertSmallestGone(start, before, run.weights(cell('ticket', round - 1)));
    }
  });

  test('leave masked weights at +0 in what they store', () => {
    for (const round of [1, 2, 3]) {
      for (const file of ['weights.safetensors', 'early-stop.safetensors'] as const) {
        const stored = run.weights(cell('ticket', round), file);
        for (const [name, mask] of starts[round]?.masks ?? []) {
          assert.ok(stored.get(name)?.every((value, i) => mask[i] === 1 || Object.is(value, 0)));
        }
      }
    }
  });

  describe('and its controls', () => {
    const ticket = (): CellStart => starts[2] as CellStart;
    const init = (): Weights => run.init(0);

    test('reinit: the same masks, other values', () => {
      const start = run.start(cell('reinit', 2));
      assert.deepEqual([...start.masks], [...ticket().masks]);
      for (const name of start.masks.keys())
        assert.notEqual(bits(start.weights)[name], bits(ticket().weights)[name]);
    });

    test('reinit: another draw in another round', () => {
      const [second, third] = [run.start(cell('reinit', 2)), run.start(cell('reinit', 3))];
      const name = 'fc2.weight';
      const both = [...(third.masks.get(name) ?? []).keys()].filter((i) => third.masks.get(name)?.[i] === 1);
      assert.ok(both.some((i) => second.weights.get(name)?.[i] !== third.weights.get(name)?.[i]));
    });

    test('same-sign-reinit: the same masks and signs, other sizes', () => {
      const start = run.start(cell('same-sign-reinit', 2));
      assert.deepEqual([...start.masks], [...ticket().masks]);
      for (const [name] of start.masks) {
        const [a, b] = [start.weights.get(name) ?? [], ticket().weights.get(name) ?? []];
        assert.ok([...a.keys()].every((i) => Math.sign(a[i] ?? NaN) === Math.sign(b[i] ?? NaN)));
        assert.notEqual(bits(start.weights)[name], bits(ticket().weights)[name]);
      }
    });

    test('shuffled-mask: other weights, as many in each layer, with their own θ0', () => {
      const start = run.start(cell('shuffled-mask', 2));
      assert.deepEqual(alive(start.masks), alive(ticket().masks));
      for (const [name, mask] of start.masks) assert.notDeepEqual(mask, ticket().masks.get(name));
      assertRewound(start, init());
    });

    test('random-mask: other weights, as many in all, with their own θ0', () => {
      const start = run.start(cell('random-mask', 2));
      const sum = (masks: Masks): number =>
        Object.values(alive(masks)).reduce((total, count) => total + count, 0);
      assert.equal(sum(start.masks), sum(ticket().masks));
      assert.notDeepEqual(alive(start.masks), alive(ticket().masks));
      assertRewound(start, init());
    });

    test('begin where the ticket begins and see the same data order', () => {
      for (const arm of CONTROLS) {
        const start = run.start(cell(arm, 2));
        assert.deepEqual([start.begin, start.trial], [ticket().begin, ticket().trial]);
      }
    });
  });
});

describe('rewinding', () => {
  const rewound = async (
    changes: Readonly<Record<string, unknown>>,
    check: (run: Run, first: CellStart) => void | Promise<void>,
  ): Promise<void> => {
    const run = await Run.of(changes);
    try {
      await run.train(cell('ticket', 0));
      await check(run, await run.train(cell('ticket', 1)));
    } finally {
      run.remove();
    }
  };

  test('to an iteration: survivors are the dense net of that iteration, and training goes on from there', async () => {
    await rewound({ rewind: '7 iterations' }, async (run, first) => {
      const short = await small({
        train: {
          optimizer: { kind: 'adam', learningRate: 0.02 },
          batch: 20,
          iterations: 7,
          evaluate: { every: 7 },
        },
      });
      const dense = await finish(await trainerOf(short), run.start(cell('ticket', 0)));
      assertRewound(first, dense.weights);
      assert.equal(first.begin.iteration, 7);
      const metrics = JSON.parse(
        fs.readFileSync(cellFile(run.dir, cell('ticket', 1), 'metrics.json'), 'utf8'),
      ) as { iterations: number };
      assert.equal(metrics.iterations, 23);
    });
  });

  test('learning-rate: survivors keep their trained values, the schedule begins again', async () => {
    await rewound({ rewind: 'learning-rate' }, (run, first) => {
      assertRewound(first, run.weights(cell('ticket', 0)));
      assert.deepEqual(first.begin, { iteration: 0, learningRate: 'schedule' });
    });
  });

  test('none: survivors keep their trained values, the learning rate stays at its last', async () => {
    const train = {
      optimizer: { kind: 'sgd', learningRate: 0.05 },
      schedule: [{ kind: 'cosine', to: 0.1 }],
      batch: 20,
      iterations: 30,
      evaluate: { every: 10 },
    };
    await rewound({ rewind: 'none', train }, (run, first) => {
      assertRewound(first, run.weights(cell('ticket', 0)));
      const order = dataOrder(run.experiment.random('order', 0), 90, 20);
      const rates = ({ begin }: CellStart): readonly number[] => [
        ...(iterationRows(run.experiment, order, begin, 0, 30).scalars.learningRate ?? []),
      ];
      const scheduled = rates(run.start(cell('ticket', 0)));
      assert.equal(new Set(scheduled).size, 30);
      assert.deepEqual(rates(first), Array(30).fill(scheduled.at(-1)));
    });
  });

  test('to an iteration: controls begin where the ticket does, from the same weights', async () => {
    await rewound({ rewind: '7 iterations' }, (run, first) => {
      const dense = run.weights(cell('ticket', 0), 'rewind.safetensors');
      const starts = Object.fromEntries(CONTROLS.map((arm) => [arm, run.start(cell(arm, 1))]));
      for (const start of Object.values(starts)) assert.deepEqual(start.begin, first.begin);
      for (const arm of ['shuffled-mask', 'random-mask']) assertRewound(starts[arm] ?? first, dense);
      for (const [name, values] of starts['same-sign-reinit']?.weights ?? [])
        if (first.masks.has(name))
          assert.deepEqual(values.map(Math.sign), first.weights.get(name)?.map(Math.sign));
    });
  });
});

test('no weight comes back, also where the criterion does not look at the weights', async () => {
  const run = await Run.of({ prune: { rounds: 3, rate: 0.4, criterion: 'random' } });
  try {
    const starts: CellStart[] = [];
    for (const round of [0, 1, 2, 3]) starts.push(await run.train(cell('ticket', round)));
    for (const round of [1, 2, 3]) {
      for (const [name, mask] of starts[round]?.masks ?? []) {
        const before = starts[round - 1]?.masks.get(name);
        assert.ok(
          mask.every((isAlive, i) => isAlive <= (before?.[i] ?? 0)),
          `${name} got a weight back in round ${round}`,
        );
      }
    }
  } finally {
    run.remove();
  }
});

test('every trial has its own draws, and so has every repeat of a control', async () => {
  const run = await Run.of({
    prune: { rounds: 1, rate: 0.4, criterion: 'random' },
    controls: CONTROLS.map((kind) => ({ kind, repeats: 2 })),
  });
  try {
    for (const trial of [0, 1]) for (const round of [0, 1]) await run.train(cell('ticket', round, trial));
    const masks = [0, 1].map((trial) => [...run.masks(cell('ticket', 1, trial))]);
    assert.notDeepEqual(masks[0], masks[1]);
    for (const arm of CONTROLS) {
      const [first, second] = [run.start(cell(arm, 1)), run.start(cell(`${arm}-2`, 1))];
      assert.notDeepEqual([bits(first.weights), [...first.masks]], [bits(second.weights), [...second.masks]]);
    }
    const [here, there] = [run.start(cell('reinit', 1, 0)), run.start(cell('reinit', 1, 1))];
    const [a, b] = [here, there].map(({ weights }) => weights.get('fc2.weight') ?? []);
    assert.ok(a && [...a].every((value, i) => value === 0 || value !== b?.[i]));
  } finally {
    run.remove();
  }
});

test('a cell is the same whatever other trials, rounds and controls the run has', async () => {
  // The random criterion makes masks depend on random numbers too.
  const prune = { rounds: 3, rate: 0.4, criterion: 'random' };
  const run = await Run.of({ prune });
  const more = await small({
    trials: 5,
    prune: { ...prune, rounds: 5 },
    controls: ['random-mask', { kind: 'reinit', repeats: 3 }, 'shuffled-mask'],
  });
  try {
    for (const round of [0, 1]) await run.train(cell('ticket', round));
    for (const one of [
      cell('ticket', 0),
      ...['ticket', 'reinit', 'shuffled-mask', 'random-mask'].map((arm) => cell(arm, 1)),
    ]) {
      const [here, there] = [run.start(one), startCell(run.trainer.tf, more, run.place, one)];
      assert.deepEqual(bits(there.weights), bits(here.weights), one.arm);
      assert.deepEqual([...there.masks], [...here.masks], one.arm);
      const [first, second] = [await finish(run.trainer, here), await finish(await trainerOf(more), there)];
      assert.deepEqual(bits(second.weights), bits(first.weights), one.arm);
    }
  } finally {
    run.remove();
  }
});

test('a round is pruned by the weights at the end of training, not by those of its early stop', async () => {
  // tanh, because the weights of dead relu units would stay where they were at the early stop.
  const run = await Run.of({
    model: { kind: 'mlp', layers: { fc1: 16, fc2: 8 }, activation: 'tanh' },
    train: {
      optimizer: { kind: 'adam', learningRate: 0.3 },
      batch: 20,
      iterations: 60,
      evaluate: { every: 5 },
    },
    prune: { rounds: 1, rate: 0.4 },
  });
  try {
    const dense = await run.train(cell('ticket', 0));
    const start = run.start(cell('ticket', 1));
    assertSmallestGone(start, dense, run.weights(cell('ticket', 0)));
    const best = run.weights(cell('ticket', 0), 'early-stop.safetensors');
    assert.throws(() => assertSmallestGone(start, dense, best), /lost a larger weight/);
  } finally {
    run.remove();
  }
});

test('one-shot prunes every round from the dense net', async () => {
  const run = await Run.of({ prune: { rounds: 2, rate: 0.4, schedule: 'one-shot' } });
  try {
    await run.train(cell('ticket', 0));
    assertSmallestGone(
      run.start(cell('ticket', 2)),
      run.start(cell('ticket', 0)),
      run.weights(cell('ticket', 0)),
    );
  } finally {
    run.remove();
  }
});
