// Tests that every mutant of test/mutations/ still matches the source, so that `npm run mutate` tests what it claims.
import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

interface Mutation {
  readonly says: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly tests: readonly string[];
}

const readMutations = async (): Promise<readonly Mutation[]> => {
  const { mutations } = (await import(pathToFileURL(path.resolve('test/mutations/index.mjs')).href)) as {
    mutations: readonly Mutation[];
  };
  return mutations;
};

test('each mutant matches the source exactly once', async () => {
  const mutations = await readMutations();
  const lost = mutations.filter(({ file, from }) => fs.readFileSync(file, 'utf8').split(from).length !== 2);
  assert.deepEqual(
    lost.map(({ says, from }) => ({ says, from })),
    [],
  );
});

test('each mutant can be parsed', async () => {
  const broken = (await readMutations()).flatMap(({ says, file, from, to }) => {
    try {
      transformSync(
        fs.readFileSync(file, 'utf8').replace(from, () => to),
        { loader: 'ts' },
      );
      return [];
    } catch (error) {
      return [`${says}: ${String(error)}`];
    }
  });
  assert.deepEqual(broken, []);
});

test('each mutant has a unique description and names existing tests', async () => {
  const mutations = await readMutations();
  assert.equal(new Set(mutations.map(({ says }) => says)).size, mutations.length);
  for (const name of new Set(mutations.flatMap(({ tests }) => tests)))
    assert.ok(fs.existsSync(`test/${name}.test.ts`) || fs.existsSync(`test/${name}`), name);
});
