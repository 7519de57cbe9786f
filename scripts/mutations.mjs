// Trying the mistakes of test/mutations/, for `npm run mutate`.
import { build } from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundles } from '../esbuild.mjs';
import { mutations } from '../test/mutations/index.mjs';
import { bundleTests, runBundles, testFiles } from './run-tests.mjs';
import { Problem, root } from './shell.mjs';

/** The programs that tests start. */
const PROGRAMS = Object.keys(bundles);

/** An esbuild plugin that hands out one file with the mistake in it. */
function mistake({ file, from, to }) {
  const place = path.join(root, file);
  const source = fs.readFileSync(place, 'utf8');
  if (source.split(from).length !== 2) throw new Problem(`${file} does not have exactly once:\n${from}`);
  const contents = source.replace(from, () => to);
  return {
    name: 'mistake',
    setup: (bundle) =>
      bundle.onLoad({ filter: /\.ts$/ }, (load) =>
        load.path === place ? { contents, loader: 'ts' } : undefined,
      ),
  };
}

/** Bundles a program into `dist`; resolves to the files that it is made from. */
async function buildProgram(name, dist, plugins = []) {
  const outfile = path.join(dist, `${name}.js`);
  const options = { ...bundles[name], absWorkingDir: root, outfile, plugins, metafile: true };
  return new Set(Object.keys((await build(options)).metafile.inputs));
}

/** What the programs find beside themselves: the embedded default's WebAssembly, the addon and the pages' styles; the editor, the manifest. */
function copyParts(dist) {
  for (const name of ['package.json', 'media', 'docs'])
    fs.cpSync(path.join(root, name), path.join(path.dirname(dist), name), { recursive: true });
  const built = path.join(root, 'dist');
  for (const name of fs
    .readdirSync(built)
    .filter((one) => one.endsWith('.wasm') || ['addon', 'webviews'].includes(one)))
    fs.cpSync(path.join(built, name), path.join(dist, name), { recursive: true });
}

/**
 * Runs tests with the programs in `dist`; with `only`, those whose name fits one of its patterns. Returns the names of
 * those that go red: a file that breaks as a whole is not a test that saw something.
 */
async function redTests({ places, only = [], dist, plugins, onRed }) {
  const files = testFiles(places.map((name) => placeOf(path.join('test', name))));
  const tests = await bundleTests(files, path.join(dist, 'test'), plugins);
  process.env.TICKET_DIST = dist;
  // The tests inside of an editor choose for themselves.
  process.env.TICKET_TEST_ONLY = only.join('|');
  const { failed, passed, red } = await runBundles(tests, { quiet: true, only, onRed });
  if (failed + passed === 0)
    throw new Problem(`There are no tests in ${places.join(', ')} ${only.join(', ')}.`);
  return red.filter((name) => !tests.includes(name));
}

/** A test file or a folder of them. */
const placeOf = (place) => (fs.existsSync(`${place}.test.ts`) ? `${place}.test.ts` : place);

/** Ends tests and what they have started: all processes that were told to use the programs in `dist`. */
function endLeftovers(dist) {
  if (!fs.existsSync('/proc')) return;
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (environment.includes(`TICKET_DIST=${dist}`)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Gone meanwhile, or somebody else's.
    }
  }
}

/** The tests that mutations name. */
const namedBy = (some) => ({
  places: [...new Set(some.flatMap(({ tests }) => tests))],
  only: some.flatMap(({ only }) => only ?? []),
});

/** A test that is red without any mistake would show nothing. */
async function expectGreen(wanted, dist) {
  for (const some of [wanted.filter(({ only }) => !only), wanted.filter(({ only }) => only)]) {
    if (some.length === 0) continue;
    const red = await redTests({ ...namedBy(some), dist, onRed: console.error });
    if (red.length > 0) throw new Problem(`Red without any mistake: ${red.join(', ')}.`);
  }
}

/** Tries every mutation with `word` in its text or its paths; resolves to how many were caught and how many not. */
export async function mutate(word = '') {
  process.chdir(root);
  const outdir = path.join(root, 'dist', `mutate-${process.pid}`);
  const [right, wrong] = ['right', 'wrong'].map((name) => path.join(outdir, name, 'dist'));
  // Tests that go red in the middle leave folders behind.
  process.env.TMPDIR = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-mutate-'));
  const count = { passed: 0, failed: 0 };
  const wanted = mutations.filter(({ says, file, tests }) =>
    [says, file, ...tests].some((one) => one.includes(word)),
  );
  try {
    for (const dist of [right, wrong]) copyParts(dist);
    const inputs = new Map();
    for (const name of PROGRAMS) inputs.set(name, await buildProgram(name, right));
    await expectGreen(wanted, right);
    for (const mutation of wanted) {
      const plugins = [mistake(mutation)];
      for (const name of PROGRAMS) {
        if (inputs.get(name).has(mutation.file)) await buildProgram(name, wrong, plugins);
        else fs.cpSync(path.join(right, `${name}.js`), path.join(wrong, `${name}.js`));
      }
      // One that is red is enough; the others are ended, and afterwards what they have left running.
      const onRed = () => endLeftovers(wrong);
      const [red] = await redTests({ ...namedBy([mutation]), dist: wrong, plugins, onRed });
      endLeftovers(wrong);
      count[red === undefined ? 'failed' : 'passed'] += 1;
      console.log(
        red === undefined ? `✖ NOT SEEN  ${mutation.says}` : `✔ red  ${mutation.says}\n         by: ${red}`,
      );
    }
  } finally {
    for (const dist of [right, wrong]) endLeftovers(dist);
    for (const folder of [outdir, process.env.TMPDIR]) fs.rmSync(folder, { recursive: true, force: true });
  }
  return count;
}
