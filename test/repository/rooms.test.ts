// Tests the import rules between the folders of src/, on the bundles and with the linter.
import assert from 'node:assert/strict';
import { ESLint } from 'eslint';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

const dist = path.resolve(process.env.TICKET_DIST ?? 'dist');

/** The source files of a bundle. */
function inputs(bundle: string): readonly string[] {
  const meta = JSON.parse(fs.readFileSync(path.join(dist, `${bundle}.meta.json`), 'utf8')) as {
    inputs: Readonly<Record<string, unknown>>;
  };
  return Object.keys(meta.inputs);
}

describe('TensorFlow', () => {
  for (const bundle of ['extension', 'cli']) {
    test(`is not in the bundle of the ${bundle}`, () => {
      assert.deepEqual(
        inputs(bundle).filter((file) => file.includes('@tensorflow') || file.startsWith('src/trainer/')),
        [],
      );
    });
  }

  test('is in the bundle of the processes that compute, and not in the coordinator', () => {
    assert.ok(inputs('compute').some((file) => file.includes('@tensorflow/tfjs-node')));
    assert.ok(!inputs('trainer').some((file) => file.includes('@tensorflow')));
  });
});

// If CI is set, the parser reads a file's text from disk instead of the given text, unless configured otherwise.
const linter = new ESLint({
  overrideConfig: { languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } } },
});

describe('the linter refuses', () => {
  const cases: readonly (readonly [room: string, source: string])[] = [
    ['lab', "export * from '../language/check';"],
    ['language', "export * from '../runs/types';"],
    ['runs', "export * from '../lab/kinds';"],
    ['trainer', "export * from '../runner/start';"],
    ['runner', "export * from '../lab/kinds';"],
    ['cli', "export * from '../trainer/train';"],
    ['language', "export * from 'vscode';"],
    ['trainer', "export * from '../../bench/statistics';"],
    ['runner', "export * from '@tensorflow/tfjs-core';"],
    ['runs', "import { parse } from 'yaml'; export { parse };"],
    ['language', "import { parseDocument } from 'yaml'; export { parseDocument };"],
  ];
  for (const [room, source] of cases) {
    test(`in ${room}/: ${source}`, async () => {
      const [file] = fs.readdirSync(path.join('src', room)).filter((name) => name.endsWith('.ts'));
      const filePath = path.resolve('src', room, file ?? '');
      const [result] = await linter.lintText(source, { filePath });
      const rules = result?.messages.map(({ ruleId }) => ruleId) ?? [];
      assert.ok(rules.includes('@typescript-eslint/no-restricted-imports'), rules.join(', '));
    });
  }

  for (const source of ["execFileSync('git', []);", "void promisify(execFile)('git', []);"])
    test(`a program by its bare name: ${source}`, async () => {
      const [result] = await linter.lintText(source, { filePath: path.resolve('src', 'runner', 'node.ts') });
      assert.match(result?.messages.map(({ message }) => message).join() ?? '', /find the program with/);
    });

  for (const source of ['process.exit(1);', 'process.exitCode = 1;', 'process.exitCode ??= 4;'])
    test(`an exit code outside the command line: ${source}`, async () => {
      const [result] = await linter.lintText(source, { filePath: path.resolve('src', 'trainer', 'main.ts') });
      const rules = result?.messages.map(({ ruleId }) => ruleId) ?? [];
      assert.ok(rules.includes('no-restricted-syntax'), rules.join(', '));
    });
});
