import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Masks } from '../../src/lab/kinds';
import { drawInit } from '../../src/trainer/cell-start';
import { makeEngine } from '../../src/trainer/engine/engines';
import { nodeBackend } from '../../src/trainer/engine/node-backend';
import { applyMasks, countAlive, denseMasks } from '../../src/trainer/prune';
import { makeTrainer } from '../../src/trainer/train';
import { finish, small, tensorflow } from './small';

for (const engine of ['graph', 'mixed', 'xla'] as const) {
  test(`${engine} loads one program to train and one to evaluate, for all trials, arms and rounds`, async () => {
    const { tf } = await tensorflow();
    const backend = nodeBackend(tf);
    const real = backend.binding;
    let loads = 0;
    const load = (folder: string, tags: string): number => {
      loads += 1;
      return real.loadSavedModel(folder, tags);
    };
    backend.binding = Object.create(real, { loadSavedModel: { value: load } }) as typeof real;
    try {
      // Both splits have the same length: a different remainder needs another program.
      const experiment = await small({ workload: { kind: 'spirals', train: 90, validation: 60, test: 60 } });
      const trainer = makeTrainer(tf, makeEngine(tf, engine), experiment);
      const dense = denseMasks(experiment);
      const third: Masks = new Map(
        // In a different order, like masks read from a file.
        [...dense].reverse().map(([name, mask]) => [name, mask.map((_, i) => Number(i % 3 > 0))]),
      );
      for (const [trial, masks] of [dense, third, dense].entries()) {
        const weights = applyMasks(drawInit(experiment, trial), masks);
        const begin = { iteration: 0, learningRate: 'schedule' } as const;
        const start = { trial, begin, masks, weights: new Map([...weights].reverse()) };
        const trained = (await finish(trainer, start)).weights;
        for (const [name, mask] of masks) {
          const alive = trained.get(name)?.filter((value) => !Object.is(value, 0)).length;
          assert.equal(alive, countAlive(mask), `${name} of trial ${trial}`);
        }
      }
      assert.equal(loads, 2);
    } finally {
      backend.binding = real;
    }
  });
}
