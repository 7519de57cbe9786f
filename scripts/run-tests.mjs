// Bundles test files and runs them with Node's test runner.
//   node scripts/run-tests.mjs [--times] [file or folder ...]      default: all of test/
// --times prints the slowest files. The last line is `N passed, N failed`; exit code 1 if a test failed.
import { build } from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { bundles, node } from '../esbuild.mjs';
import { root } from './shell.mjs';

/** Test files at once: one more than there are cores, because tests also wait. Each may open an editor and a browser. */
const AT_ONCE = Math.min(6, os.availableParallelism() + 1);
/** Timeout of a test file that hangs; each wait in a test has its own, shorter limit (test/until.ts). */
const FILE_LIMIT_MS = 2 * 60 * 60_000;
/** The files that take longest, the longest first: started last, one would leave the other cores idle. */
const SLOWEST = [
  'webviews/panels',
  'editor/editor',
  'editor/runs',
  'editor/package',
  'kill/kill',
  'kill/faults',
  'cli/engines',
  'cli/queue',
  'cli/modules',
  'editor/view',
  'kill/hostile',
  'trainer/batched',
  'cli/damage',
  'cli/data',
  'cli/moved',
  'trainer/embedded',
  'trainer/choose',
  'cli/grow',
  'cli/nodes',
  'trainer/threads',
];

/** The index of a bundle in SLOWEST. */
const turnOf = (file) => {
  const at = SLOWEST.findIndex((name) => file.endsWith(`${path.normalize(name)}.test.js`));
  return at < 0 ? SLOWEST.length : at;
};

/** Packages of many files that most tests use: a process takes half a second longer to load them one by one. */
const BUNDLED = ['ajv', 'fast-check', 'typebox', 'yaml'];
const { dependencies, devDependencies } = JSON.parse(
  fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
);
const EXTERNAL = ['vscode', ...Object.keys({ ...dependencies, ...devDependencies })].filter(
  (name) => !BUNDLED.includes(name),
);

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
 * Bundles `files` into `outdir`; resolves to the bundles' paths. Packages stay external, except those of `BUNDLED` and for
 * test/trainer: those tests load TensorFlow, so they are bundled like the trainer.
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
      ...node,
      ...common,
      entryPoints: files.filter((file) => !isTrainer(file)),
      // Node reads no source maps here.
      sourcemap: false,
      external: EXTERNAL,
    }),
    build({ ...bundles.compute, ...common, entryPoints: files.filter(isTrainer) }),
  ]);
  return results
    .flatMap(({ metafile }) => Object.keys(metafile.outputs))
    .filter((file) => file.endsWith('.js'))
    .map((file) => path.join(root, file))
    .sort((a, b) => turnOf(a) - turnOf(b));
}

/**
 * Runs bundled tests; resolves to the counts and the names of failed tests. `only` contains patterns: tests that match
 * none are skipped. `onRed` gets the cause of each failure.
 */
export function runBundles(files, { concurrency = AT_ONCE, quiet = false, only = [], onRed } = {}) {
  return new Promise((resolve, reject) => {
    const count = { passed: 0, failed: 0, skips: [], red: [], times: [] };
    const stream = run({
      files,
      concurrency,
      timeout: FILE_LIMIT_MS,
      ...(only.length > 0 && { testNamePatterns: only }),
    });
    // Node reports a file as a test, too: count only its tests, unless the file itself fails.
    stream.on('test:pass', (test) => {
      if (test.details.type === 'suite' || files.includes(test.name)) return;
      if (test.skip === undefined) count.passed += 1;
      else count.skips.push(`${test.name}${typeof test.skip === 'string' ? `: ${test.skip}` : ''}`);
    });
    stream.on('test:complete', ({ name, details }) => {
      if (files.includes(name)) count.times.push([name, details.duration_ms]);
    });
    stream.on('test:fail', (test) => {
      if (test.details.type === 'suite' && test.details.error.failureType === 'subtestsFailed') return;
      count.failed += 1;
      count.red.push(test.name);
      onRed?.(test.details.error.cause);
    });
    stream.on('error', reject);
    // Resolve after the whole report is written, so that later output comes last.
    const report = quiet ? stream : stream.compose(new spec());
    if (!quiet) report.on('data', (text) => process.stdout.write(text));
    else report.resume();
    report.on('end', () => resolve(count));
  });
}

/**
 * Prints `N passed, N failed` and sets the exit code. On a build server (CI) a skipped test counts as failed, because
 * it must run every test.
 */
export function report({ passed, failed, skips }) {
  const isStrict = !['', 'false', '0'].includes(process.env.CI ?? '');
  if (isStrict) for (const skip of skips) console.error(`Skipped, and CI is set: ${skip}`);
  const wrong = failed + (isStrict ? skips.length : 0);
  const skipped = isStrict || skips.length === 0 ? '' : `, ${skips.length} skipped`;
  console.log(`\n${passed} passed, ${wrong} failed${skipped}`);
  process.exitCode = wrong > 0 || passed === 0 ? 1 : 0;
}

/** Prints the slowest files with their seconds. */
function printTimes(times, outdir) {
  const slowest = times.toSorted(([, a], [, b]) => b - a).slice(0, 25);
  for (const [file, ms] of slowest)
    console.log(
      `${(ms / 1000).toFixed(1).padStart(7)} s  ${path.relative(outdir, file).replace(/js$/, 'ts')}`,
    );
}

if (import.meta.filename === process.argv[1]) {
  const words = process.argv.slice(2);
  const places = words.filter((word) => word !== '--times');
  const files = testFiles(places.length > 0 ? places : [path.join(root, 'test')]);
  process.chdir(root);
  process.env.TICKET_DIST ??= path.join(root, 'dist');
  // A separate folder per invocation, so that two can run at the same time.
  const outdir = path.join(root, 'dist', `test-${process.pid}`);
  const count = await runBundles(await bundleTests(files, outdir));
  fs.rmSync(outdir, { recursive: true, force: true });
  if (words.length > places.length) printTimes(count.times, outdir);
  report(count);
}
