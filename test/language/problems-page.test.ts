// Tests docs/problems.md: every code has a section, with an example that has the problem and a corrected one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { check } from '../../src/language/check';
import { problemCodes, type ProblemCode } from '../../src/language/problem-codes';

/** Codes whose section has no example, because a page cannot show files, sizes or modules. */
const inWords: readonly ProblemCode[] = [
  'not-utf8',
  'line-ends',
  'too-large',
  'too-deep',
  'too-many-values',
  'nothing-to-prune',
  'not-described',
  'module',
  'data-folder',
];

const [, ...sections] = fs
  .readFileSync('docs/problems.md', 'utf8')
  .split(/^## /m)
  .map((text) => ({ title: text.split('\n')[0] ?? '', text }));

const lines = { ticket: 1, workload: 'mnist', model: 'mlp' };

/** An example, preceded by those of the three required lines that it lacks. */
const specOf = (example: string): string =>
  Object.entries(lines)
    .filter(([key]) => !new RegExp(`^${key}:`, 'm').test(example))
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('') + example;

test('docs/problems.md has a section for every code, in their order, and no other', () => {
  assert.deepEqual(
    sections.map(({ title }) => title),
    problemCodes,
  );
});

describe('docs/problems.md shows', () => {
  for (const { title, text } of sections) {
    const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, example = '']) => specOf(example));

    test(`${title} ${examples.length === 0 ? 'in words' : 'with its mended form'}`, () => {
      assert.equal(examples.length, inWords.some((code) => code === title) ? 0 : 2);
      const [bad, mended] = examples;
      if (bad === undefined || mended === undefined) return;
      const { problems } = check(bad);
      assert.deepEqual([...new Set(problems.map(({ code }) => code))], [title], bad);
      assert.deepEqual(check(mended).problems, [], mended);
      if (problems.some(({ severity }) => severity === 'warning')) assert.match(text, /\nA warning/);
    });
  }
});
