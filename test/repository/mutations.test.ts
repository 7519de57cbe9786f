// Every mistake of test/mutations/ still has its place in the source, so that `npm run mutate` tries what it says.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

interface Mutation {
  readonly says: string;
  readonly file: string;
  readonly from: string;
}

test('each mistake has its place in the source exactly once', async () => {
  const { mutations } = (await import(pathToFileURL(path.resolve('test/mutations/index.mjs')).href)) as {
    mutations: readonly Mutation[];
  };
  const lost = mutations.filter(({ file, from }) => fs.readFileSync(file, 'utf8').split(from).length !== 2);
  assert.deepEqual(
    lost.map(({ says, from }) => ({ says, from })),
    [],
  );
});
