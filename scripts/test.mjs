// `npm test`: sets up what is missing, then checks types, style and behaviour, and ends with `N passed, N failed`.
// `npm test -- trainer cli` runs only the tests in those folders of test/; `npm run test:full` repeats more of each kind.
import fs from 'node:fs';
import path from 'node:path';
import { Problem, call, main, root, say } from './shell.mjs';
import { installEditor } from './editor.mjs';
import { installNodes } from './nodes.mjs';
import { leftRunning, mark } from './left-running.mjs';
import { setup } from './setup.mjs';
import { installPython } from './python.mjs';

await main(async () => {
  setup();
  installPython();
  const count = { passed: 0, failed: 0, skips: [] };

  const only = process.argv.slice(2).filter((word) => word !== '--full');
  if (process.argv.includes('--full')) process.env.TICKET_TESTS = 'full';
  for (const [folder, what, install] of [
    ['editor', 'in a real VS Code', installEditor],
    ['cli', 'on other versions of Node', installNodes],
  ]) {
    if (only.length > 0 && !only.includes(folder)) continue;
    try {
      install();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // Where CI is set, each test that is skipped for this counts as failed.
      say(`The tests ${what} are skipped. ${error.message}`);
    }
  }
  if (only.length === 0) {
    for (const [name, program, ...args] of [
      ['types', 'node_modules/typescript/bin/tsc', '--noEmit'],
      ['types of pages', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/webviews/browser'],
      ['lint', 'node_modules/eslint/bin/eslint.js', '.'],
      ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '.'],
    ]) {
      say(`Checking ${name} …`);
      try {
        call(process.execPath, [program, ...args]);
        count.passed += 1;
      } catch (error) {
        console.error(error.message);
        count.failed += 1;
      }
    }
  }

  // Only now: this needs esbuild, which a fresh checkout does not have before its set-up.
  const { bundleTests, report, runBundles, testFiles } = await import('./run-tests.mjs');
  process.chdir(root);
  process.env.TICKET_DIST ??= path.join(root, 'dist');
  const places = only.length > 0 ? only.map((name) => path.join('test', name)) : ['test'];
  const outdir = path.join(root, 'dist', `test-${process.pid}`);
  const bundles = await bundleTests(testFiles(places), outdir);
  // Only now: what bundles goes on to run.
  const suite = mark();
  const tests = await runBundles(bundles);
  fs.rmSync(outdir, { recursive: true, force: true });
  count.passed += tests.passed;
  count.failed += tests.failed;
  count.skips.push(...tests.skips);
  const left = await leftRunning(suite);
  for (const one of left) console.error(`The tests have left running: ${one}`);
  count[left.length === 0 ? 'passed' : 'failed'] += 1;

  report(tests.passed === 0 ? { ...count, failed: count.failed + 1 } : count);
});
