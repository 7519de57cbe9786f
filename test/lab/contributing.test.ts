// Tests the worked example in CONTRIBUTING.md on a copy of the source: compiles, checks and uses it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import ts from 'typescript';
import type * as lab from '../../src/lab';
import type { Masks, Weights } from '../../src/lab/kinds';
import { stream } from '../../src/lab/random';
import type { check } from '../../src/language/check';
import type { jsonSchema } from '../../src/language/json-schema';
import type { Experiment } from '../../src/trainer/experiment';
import type { denseMasks, pruneTo } from '../../src/trainer/prune';
import { bundler, type Files } from '../stand-ins';
import { tf, useCpu } from './cpu';

useCpu();

/** The parts of Ticket that the tests use, in one bundle, so that all share one lab. */
interface Built {
  readonly lab: typeof lab;
  readonly check: typeof check;
  readonly jsonSchema: typeof jsonSchema;
  readonly denseMasks: typeof denseMasks;
  readonly pruneTo: typeof pruneTo;
}

const entryPoint = `
  export * as lab from './src/lab';
  export { check } from './src/language/check';
  export { jsonSchema } from './src/language/json-schema';
  export { denseMasks, pruneTo } from './src/trainer/prune';`;

const specText = `
ticket: 1
workload: { kind: spirals, train: 60 }
model: { kind: mlp, layers: { fc1: 12, fc2: 7 } }
prune: { rounds: 3, rate: 0.3, criterion: large-init }`;

const bundle = bundler<Built>(entryPoint);

describe('the worked example of CONTRIBUTING.md', () => {
  const example = exampleFiles(fs.readFileSync('CONTRIBUTING.md', 'utf8'));
  let without: Built;
  let withExample: Built;
  before(async () => {
    [without, withExample] = [await bundle(new Map()), await bundle(example)];
  });

  test('is one new file and one line in another', () => {
    const relative = [...example.keys()].map((file) => path.relative('.', file).replaceAll('\\', '/'));
    assert.deepEqual(relative, ['src/lab/criteria/large-init.ts', 'src/lab/criteria/index.ts']);
    assert.deepEqual([...example.keys()].map(fs.existsSync), [false, true]);
    const [, index = ''] = example.values();
    const before = fs.readFileSync('src/lab/criteria/index.ts', 'utf8');
    assert.equal(index.split('\n').length, before.split('\n').length + 1);
  });

  test('has no error of type', () => {
    assert.deepEqual(typeErrors(example), []);
  });

  test('adds its entry to the registry and takes none away', () => {
    const names = ({ lab }: Built): readonly string[] => lab.criteria.map(({ name }) => name);
    assert.deepEqual([...names(withExample)].sort(), ['large-init', ...names(without)].sort());
  });

  test('lets a spec name it, and is what lets it', () => {
    assert.deepEqual(withExample.check(specText).problems, []);
    assert.deepEqual(
      without.check(specText).problems.map(({ code }) => code),
      ['unknown-name'],
    );
  });

  test('is offered by the schema for other editors', () => {
    const offered = ({ jsonSchema }: Built): boolean =>
      JSON.stringify(jsonSchema()).includes('"const":"large-init"');
    assert.equal(offered(withExample), true);
    assert.equal(offered(without), false);
  });

  test('keeps as many weights as planned in each round, those with the largest |w₀|', () => {
    const experiment = experimentOf(withExample);
    const init = draw(experiment, 'init');
    let masks: Masks = withExample.denseMasks(experiment);
    for (const round of [1, 2, 3]) {
      const weights = draw(experiment, 'trained', round);
      const kept = withExample.pruneTo(tf, experiment, 0, round, { weights, masks, init });
      assert.deepEqual([...kept.keys()], ['fc1.weight', 'fc2.weight', 'output.weight']);
      for (const { parameters, keep } of experiment.plan.pools) {
        for (const name of parameters) {
          assert.deepEqual(kept.get(name), largest(init.get(name) ?? new Float32Array(), keep[round] ?? 0));
        }
      }
      masks = kept;
    }
  });
});

/** A mask of the `count` values with the largest magnitude. */
function largest(values: Float32Array, count: number): Uint8Array {
  const order = Array.from(values.keys()).sort((a, b) => Math.abs(values[b] ?? 0) - Math.abs(values[a] ?? 0));
  const kept = new Set(order.slice(0, count));
  return Uint8Array.from(values, (_, i) => (kept.has(i) ? 1 : 0));
}

/** Normal draws for every parameter. */
function draw({ plan }: Experiment, ...name: readonly (string | number)[]): Weights {
  const random = stream(7, ...name);
  const parameters = plan.layers.flatMap((layer) => layer.parameters);
  return new Map(
    parameters.map(({ name, count }) => [name, Float32Array.from({ length: count }, random.normal)]),
  );
}

/** The inputs of pruning, from the spec. */
function experimentOf({ check, lab }: Built): Experiment {
  const { spec, plan } = check(specText);
  const criterion = lab.find(lab.criteria, 'large-init');
  const structure = lab.find(lab.structures, 'element');
  assert.ok(spec && plan && criterion && structure);
  return {
    spec,
    plan,
    criterion: { entry: criterion, options: {} },
    structure: { entry: structure, options: {} },
    random: (...purpose) => stream(spec.seed, ...purpose),
  } as Experiment;
}

/** The TypeScript blocks that start with a file's path: whole files, or lines to add to existing files. */
function exampleFiles(markdown: string): Files {
  const blocks = [...markdown.matchAll(/^```ts\n\/\/ (src\/\S+)\n(.*?)^```$/gms)];
  return new Map(
    blocks.map(([, name = '', code = '']) => {
      const file = path.resolve(name);
      return [file, fs.existsSync(file) ? fs.readFileSync(file, 'utf8') + code : code];
    }),
  );
}

/** The compiler's errors for replaced file contents, under the project's settings. */
function typeErrors(files: Files): readonly string[] {
  const config: unknown = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file)).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.resolve('.'));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (file) => files.get(path.resolve(file)) ?? readFile(file);
  host.fileExists = (file) => files.has(path.resolve(file)) || fileExists(file);
  const program = ts.createProgram([...files.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
