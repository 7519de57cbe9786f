// `npm test`: sets up the checkout, checks types, lint, format and wording, and runs all tests. The last line is
// `N passed, N failed`.
// `npm test -- trainer cli` runs only the tests in these folders of test/; `npm run test:full` tests more cases.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Problem, main, root, say } from './shell.mjs';
import { leftRunning, mark } from './left-running.mjs';
import { setup } from './setup.mjs';

const execute = promisify(execFile);
/** The checks allocate so much that a tenth of their time is garbage collection. */
const FEWER_COLLECTIONS = ['--max-semi-space-size=128'];

await main(async () => {
  setup();
  const count = { passed: 0, failed: 0, skips: [] };

  const only = process.argv.slice(2).filter((word) => word !== '--full');
  if (process.argv.includes('--full')) process.env.TICKET_TESTS = 'full';
  // Installing mostly waits for the network.
  await Promise.all([installParts(only), only.length === 0 && runChecks(count)]);

  // Imported late: a fresh checkout gets esbuild only by setup().
  const { bundleTests, report, runBundles, testFiles } = await import('./run-tests.mjs');
  process.chdir(root);
  process.env.TICKET_DIST ??= path.join(root, 'dist');
  const places = only.length > 0 ? only.map((name) => path.join('test', name)) : ['test'];
  const outdir = path.join(root, 'dist', `test-${process.pid}`);
  const bundles = await bundleTests(testFiles(places), outdir);
  // Marked after bundling: the bundler's own process keeps running.
  const suite = mark();
  const tests = await runBundles(bundles);
  fs.rmSync(outdir, { recursive: true, force: true });
  count.passed += tests.passed;
  count.failed += tests.failed;
  count.skips.push(...tests.skips);
  const left = await leftRunning(suite);
  for (const one of left) console.error(`The tests left a process running: ${one}`);
  count[left.length === 0 ? 'passed' : 'failed'] += 1;

  report(tests.passed === 0 ? { ...count, failed: count.failed + 1 } : count);
});

/** Installs what the tests in the folders `only`, or all tests, need besides Ticket. */
async function installParts(only) {
  await runScript('python');
  for (const [script, folder, what] of [
    ['editor', 'editor', 'in a real VS Code'],
    ['nodes', 'cli', 'on other versions of Node'],
  ]) {
    if (only.length > 0 && !only.includes(folder)) continue;
    try {
      await runScript(script);
    } catch (error) {
      // With CI set, each test skipped for this counts as failed.
      say(`Skipping the tests ${what}. ${error.message}`);
    }
  }
}

/** Runs a script of this folder; throws a `Problem` with what it says on standard error if it fails. */
async function runScript(name) {
  const child = spawn(process.execPath, [path.join(root, 'scripts', `${name}.mjs`)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Problem(said.trim() || `scripts/${name}.mjs failed (${signal ?? code}).`);
}

/** Checks the whole checkout: two checks at a time. */
async function runChecks(count) {
  const lists = [
    [['lint', 'node_modules/eslint/bin/eslint.js', '.']],
    [
      ['types', 'node_modules/typescript/bin/tsc', '--noEmit'],
      ['types of pages', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/webviews/browser'],
      ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '.'],
      ['wording', 'scripts/words.mjs'],
    ],
  ];
  const runList = async (list) => {
    for (const [name, ...command] of list) {
      say(`Checking ${name} …`);
      try {
        await execute(process.execPath, [...FEWER_COLLECTIONS, ...command], {
          cwd: root,
          maxBuffer: 1 << 28,
        });
        count.passed += 1;
      } catch ({ message, stdout = '', stderr = '' }) {
        // Prettier and the wording check name the files on standard error.
        console.error(`The check of ${name} failed.\n${`${stdout}${stderr}`.trim() || message}`);
        count.failed += 1;
      }
    }
  };
  await Promise.all(lists.map(runList));
}
