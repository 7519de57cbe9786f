// Tests that unseeded draws in a user's module are refused on every engine and on the embedded backend.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Tf } from '../../src/lab/tf';
import type { Known } from '../../src/language/check';
import { ENGINES } from '../../src/runs/engine-choice';
import { drawInit } from '../../src/trainer/cell-start';
import { makeEngine } from '../../src/trainer/engine/engines';
import { loadExperiment, type Experiment } from '../../src/trainer/experiment';
import { ModuleMistake } from '../../src/trainer/module-mistake';
import { denseMasks } from '../../src/trainer/prune';
import { makeTrainer } from '../../src/trainer/train';
import { quickFolder } from '../quick-folder';
import { embedded, finish, tensorflow } from './small';

/** Factors of the outputs, by the function they draw with. */
const draws: Readonly<Record<string, string>> = {
  'Math.random': 'tf.scalar(Math.random())',
  'Math.random, kept from before': 'tf.scalar(kept())',
  'Math.random, caught': 'caught(tf)',
  'tf.randomUniform': 'tf.randomUniform([1])',
  'tf.randomNormal': 'tf.randomNormal([1])',
  'tf.truncatedNormal': 'tf.truncatedNormal([1])',
  'tf.dropout': 'tf.dropout(tf.ones([1]), 0.5)',
  'tf.multinomial': "tf.cast(tf.multinomial(tf.tensor1d([0.5, 0.5]), 1), 'float32')",
  'crypto.getRandomValues': 'tf.scalar(crypto.getRandomValues(new Uint8Array(1))[0])',
  'a seeded draw': 'tf.randomUniform([1], 0, 1, "float32", 7)',
};

const layers = [
  {
    name: 'output',
    parameters: [{ name: 'output.weight', shape: [2, 2], initializer: 'glorot-normal', prunable: true }],
  },
] as const;

const net = (factor: string): string => `const kept = Math.random;
const caught = (tf) => {
  try {
    return tf.scalar(Math.random());
  } catch {
    return tf.scalar(1);
  }
};
export default {
  layers: () => ${JSON.stringify(layers)},
  forward: (tf, parameters, x) => tf.mul(tf.matMul(x, parameters['output.weight']), ${factor}),
};
`;
let folder: string;
before(() => (folder = quickFolder('draws')));
after(() => fs.rmSync(folder, { recursive: true }));

function experimentOf(name: string, factor: string): Promise<Experiment> {
  const module = `./${name.replaceAll(/\W+/g, '-')}.mjs`;
  fs.writeFileSync(path.join(folder, module), net(factor));
  const text = JSON.stringify({
    ticket: 1,
    workload: { kind: 'spirals', train: 40, validation: 20, test: 20 },
    model: { module },
    train: {
      optimizer: { kind: 'sgd', learningRate: 0.01 },
      batch: 20,
      iterations: 4,
      evaluate: { every: 2 },
    },
    prune: { rounds: 1, rate: 0.5 },
  });
  const known: Known = { models: { [module]: { layers } } };
  return loadExperiment(text, known, { specFolder: folder, data: {} });
}

const places: Readonly<Record<string, () => Promise<{ tf: Tf; engine: (typeof ENGINES)[number] }>>> = {
  ...Object.fromEntries(
    ENGINES.map((engine) => [engine, async () => ({ tf: (await tensorflow()).tf, engine })] as const),
  ),
  embedded: async () => ({ tf: (await embedded()).tf, engine: 'eager' }),
};

for (const [where, place] of Object.entries(places)) {
  describe(`on ${where}`, () => {
    for (const [what, factor] of Object.entries(draws)) {
      const isSeeded = what.startsWith('a seeded');
      test(`${what} ${isSeeded ? 'is let pass' : 'is refused with module, function and line'}`, async () => {
        const { tf, engine } = await place();
        await tf.setBackend(where === 'embedded' ? 'wasm' : 'tensorflow');
        const experiment = await experimentOf(what, factor);
        const trainer = makeTrainer(tf, makeEngine(tf, engine), experiment);
        const train = (): Promise<unknown> =>
          finish(trainer, {
            trial: 0,
            begin: { iteration: 0, learningRate: 'schedule' },
            weights: drawInit(experiment, 0),
            masks: denseMasks(experiment),
          });
        if (isSeeded) {
          await train();
          return;
        }
        await assert.rejects(train, (error) => {
          assert.ok(error instanceof ModuleMistake, String(error));
          assert.match(
            error.message,
            /[\w-]+\.mjs: forward\(…\) draws from (Math\.random|crypto\.getRandomValues), which has no seed.*\(\S+\.mjs:\d+\)$/,
          );
          return true;
        });
      });
    }
  });
}
