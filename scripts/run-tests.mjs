// Bundles test files and runs them with node's test runner.
//   node scripts/run-tests.mjs [file or folder ...]      default: all of test/
// Prints `N passed, N failed` as its last line; exit code 1 where one failed.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { bundles } from '../esbuild.mjs';
import { root } from './shell.mjs';

/** Every `*.test.ts` under the given files and folders. */
export function testFiles(places) {
  return places.flatMap((place) =>
    fs.statSync(place).isDirectory()
      ? testFiles(
          fs
            .readdirSync(place)
            .sort()
            .map((name) => path.join(place, name)),
        )
      : place.endsWith('.test.ts')
        ? [place]
        : [],
  );
}

/**
 * Bundles `files` into `outdir` and returns the bundles' paths. Packages are left outside, but for test/trainer:
 * those tests load TensorFlow, and are bundled as the trainer is.
 */
export async function bundleTests(files, outdir, plugins = []) {
  fs.rmSync(outdir, { recursive: true, force: true });
  const isTrainer = (file) =>
    path.relative(path.join(root, 'test'), path.resolve(file)).startsWith('trainer');
  const common = {
    outdir,
    outbase: path.join(root, 'test'),
    absWorkingDir: root,
    sourcemap: 'inline',
    metafile: true,
    plugins,
  };
  const results = await Promise.all([
    build({
      ...bundles.cli,
      banner: {},
      ...common,
      entryPoints: files.filter((file) => !isTrainer(file)),
      packages: 'external',
    }),
    build({ ...bundles.trainer, ...common, entryPoints: files.filter(isTrainer) }),
  ]);
  return results
    .flatMap(({ metafile }) => Object.keys(metafile.outputs))
    .map((file) => path.join(root, file));
}

/**
 * Runs bundled tests; resolves to the counts, and the names of those that failed, once all have ended. `only` are
 * patterns: the tests that fit none are skipped. `onRed` hears why a test fails.
 */
export function runBundles(files, { concurrency = 2, quiet = false, only = [], onRed } = {}) {
  return new Promise((resolve, reject) => {
    const count = { passed: 0, failed: 0, skipped: 0, red: [] };
    const stream = run({
      files,
      concurrency,
      timeout: 20 * 60_000,
      ...(only.length > 0 && { testNamePatterns: only }),
    });
    // A file is reported as a test of its own; only what is inside is counted, unless the file itself broke.
    stream.on('test:pass', (test) => {
      if (test.details.type === 'suite' || files.includes(test.name)) return;
      count[test.skip === undefined ? 'passed' : 'skipped'] += 1;
    });
    stream.on('test:fail', (test) => {
      if (test.details.type === 'suite' && test.details.error.failureType === 'subtestsFailed') return;
      count.failed += 1;
      count.red.push(test.name);
      onRed?.(test.details.error.cause);
    });
    stream.on('error', reject);
    // The report is written out in full before the promise resolves, so that what is printed next comes last.
    const report = quiet ? stream : stream.compose(new spec());
    if (!quiet) report.on('data', (text) => process.stdout.write(text));
    else report.resume();
    report.on('end', () => resolve(count));
  });
}

if (import.meta.filename === process.argv[1]) {
  const places = process.argv.slice(2);
  const files = testFiles(places.length > 0 ? places : [path.join(root, 'test')]);
  process.chdir(root);
  process.env.TICKET_DIST ??= path.join(root, 'dist');
  // Each invocation bundles into a folder of its own, so that two can run side by side.
  const outdir = path.join(root, 'dist', `test-${process.pid}`);
  const count = await runBundles(await bundleTests(files, outdir));
  fs.rmSync(outdir, { recursive: true, force: true });
  console.log(
    `\n${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}`,
  );
  process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
}
