// Tests that a skipped test is reported, and fails if CI is set.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

for (const [ci, says, exit] of [
  ['', /\n1 passed, 0 failed, 1 skipped\n$/, 0],
  ['true', /\n1 passed, 1 failed\n$/, 1],
] as const)
  test(`a skipped test is ${exit === 0 ? 'counted' : 'a failure'} where CI is ${JSON.stringify(ci)}`, (t) => {
    const folder = fs.mkdtempSync(path.resolve('dist', 'test-skipped-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'one.test.ts');
    fs.writeFileSync(
      file,
      "import { test } from 'node:test';\ntest('runs', () => {});\ntest('waits', (t) => t.skip('no editor'));\n",
    );
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run-tests.mjs', file], {
      encoding: 'utf8',
      env: { ...env, CI: ci },
    });
    assert.match(stdout, says, stderr);
    assert.equal(status, exit);
    assert.equal(/^Skipped, and CI is set: waits: no editor$/m.test(stderr), exit === 1);
  });
