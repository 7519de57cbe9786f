// Tests the module templates with the trainer and with an editor's type checker.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, test } from 'node:test';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { examine } from '../../src/runner/examine';
import { quickFolder } from '../quick-folder';

const folder = path.resolve('media/templates');
const templates = ['model.mjs', 'task.mjs'];

describe('a template of a module', () => {
  test('is described by the trainer: a task has a shape and a model its layers', async () => {
    const text =
      'ticket: 1\nworkload: { module: ./task.mjs }\nmodel: { module: ./model.mjs, blocks: 1 }\nprune: { rounds: 9 }\n';
    const { shape, plan, problems } = await examine(text, path.join(folder, 'x.ticket.yaml'));
    assert.deepEqual(problems, []);
    assert.ok(shape);
    const { input, outputs, train, validation, test: tested } = shape;
    assert.deepEqual([input, outputs, train, validation, tested], [[2], 3, 600, 300, 600]);
    assert.deepEqual(
      plan?.layers.map(({ name, parameters }) => [name, parameters.map((one) => one.shape)]),
      [
        ['first', [[2, 32], [32]]],
        ['block1', [[32, 32], [32]]],
        ['output', [[32, 3], [3]]],
      ],
    );
  });

  test('has options that the spec is checked against', async () => {
    const text =
      'ticket: 1\nworkload: { module: ./task.mjs }\nmodel: { module: ./model.mjs, widht: 3, blocks: -1 }\n';
    const { problems } = await examine(text, path.join(folder, 'x.ticket.yaml'));
    assert.deepEqual(
      problems.map(({ range, code }) => `${range.start.line} ${code}`),
      ['3 unknown-key', '3 out-of-range'],
    );
  });
});

/**
 * An editor's diagnostics for a module with its types alongside, in a folder without packages and without DOM types.
 */
function complaints(module: string, text: string, settings: ts.CompilerOptions = modules.bundler): string[] {
  const place = quickFolder('types');
  try {
    fs.copyFileSync(path.join(folder, 'ticket.d.ts'), path.join(place, 'ticket.d.ts'));
    const file = path.join(place, module);
    fs.writeFileSync(file, text);
    const program = ts.createProgram([file], { ...common, ...settings });
    return ts.getPreEmitDiagnostics(program).map(({ start, file: at, messageText }) => {
      const line = at && start !== undefined ? at.getLineAndCharacterOfPosition(start).line + 1 : 0;
      const found = at ? path.basename(at.fileName) : '';
      return `${found}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
}

const common: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  strict: true,
  noEmit: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
};

/** The module resolutions that projects use. */
const modules = {
  bundler: { module: ts.ModuleKind.Preserve, moduleResolution: ts.ModuleResolutionKind.Bundler },
  node: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  old: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Node10 },
};

describe('ticket.d.ts beside a module', () => {
  for (const module of templates) {
    const text = fs.readFileSync(path.join(folder, module), 'utf8');
    for (const [way, settings] of Object.entries(modules))
      test(`has nothing against ${module} (${way})`, () => {
        assert.deepEqual(complaints(module, text, settings), []);
      });
  }

  const wrong: readonly (readonly [name: string, module: string, from: string, to: string, says: RegExp])[] =
    [
      [
        'an operation that there is not',
        'model.mjs',
        'tf.relu(',
        'tf.rellu(',
        /'rellu' does not exist.*'relu'/,
      ],
      [
        'an option that there is not',
        'model.mjs',
        '{ blocks }, tap',
        '{ block }, tap',
        /'block' does not exist/,
      ],
      ['an initializer that there is not', 'model.mjs', "'he-normal'", "'he'", /"he"' is not assignable/],
      [
        'a method of a tensor',
        'model.mjs',
        'tf.reshape(x, [x.shape[0], -1])',
        'x.flatten()',
        /'flatten' does not/,
      ],
      ['a forward that is missing', 'model.mjs', 'forward(tf', 'forwards(tf', /'?forward'?/],
      [
        'labels of a wrong type',
        'task.mjs',
        'new Int32Array',
        'new Float32Array',
        /not assignable.*Int32Array/,
      ],
      ['a stream that cannot', 'task.mjs', 'random.normal()', 'random.gauss()', /'gauss' does not exist/],
    ];
  for (const [name, module, from, to, says] of wrong)
    test(`sees ${name}`, () => {
      const text = fs.readFileSync(path.join(folder, module), 'utf8');
      assert.ok(text.includes(from));
      const told = complaints(module, text.replace(from, to));
      assert.ok(told.length > 0 && told.every((one) => one.startsWith(module)), told.join('\n'));
      assert.match(told.join('\n'), says);
    });

  test('is what the source and tfjs-core declare now (npm run generate writes it)', async () => {
    const script = pathToFileURL(path.resolve('scripts/module-types.mjs')).href;
    const { moduleTypes } = (await import(script)) as { moduleTypes(root: string): string };
    const file = path.join(folder, 'ticket.d.ts');
    const options = { ...(await resolveConfig(file)), parser: 'typescript' };
    assert.equal(fs.readFileSync(file, 'utf8'), await format(moduleTypes(path.resolve('.')), options));
  });

  test('is small, and imports nothing', () => {
    const text = fs.readFileSync(path.join(folder, 'ticket.d.ts'), 'utf8');
    assert.ok(text.length < 300_000);
    assert.doesNotMatch(text.replaceAll(/\/\/.*|\/\*.*?\*\//gs, ''), /\bimport\b|\brequire\b|<reference/);
  });
});
