// `npm run kills`: kills a run many times, in every phase and at random, resumes it, and prints the outcome.
//   node scripts/kills.mjs [kills in each phase] [random kills]      default: 5 and 20
import fs from 'node:fs';
import path from 'node:path';
import { bundleTests } from './run-tests.mjs';
import { main, root } from './shell.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  setup();
  process.chdir(root);
  const outdir = path.join(root, 'dist', `kills-${process.pid}`);
  try {
    const [bundle] = await bundleTests([path.join(root, 'test/kill/table.ts')], outdir);
    const { printTable } = await import(bundle);
    const [each = 5, random = 20] = process.argv.slice(2).map(Number);
    process.exitCode = await printTable(each, random);
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
});
