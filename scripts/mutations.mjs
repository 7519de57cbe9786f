// Tests the mutants of test/mutations/, for `npm run mutate`.
import { build } from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundles } from '../esbuild.mjs';
import { mutations } from '../test/mutations/index.mjs';
import { mutantPlugin } from './mutant.mjs';
import { bundleTests, runBundles, testFiles } from './run-tests.mjs';
import { Problem, root } from './shell.mjs';

/** The programs that tests start. */
const PROGRAMS = Object.keys(bundles);

/** The mutated file: its place and new content. */
function mutantOf({ file, from, to }) {
  const place = path.join(root, file);
  const source = fs.readFileSync(place, 'utf8');
  if (source.split(from).length !== 2)
    throw new Problem(`${file} must contain this text exactly once:\n${from}`);
  return { place, contents: source.replace(from, () => to) };
}

/** Bundles a program into `dist`; resolves to its source files. */
async function buildProgram(name, dist, plugins = []) {
  const outfile = path.join(dist, `${name}.js`);
  const options = { ...bundles[name], absWorkingDir: root, outfile, plugins, metafile: true };
  return new Set(Object.keys((await build(options)).metafile.inputs));
}

/** Copies the files that programs load at run time: WebAssembly, addon, styles of the pages; for the editor, the manifest. */
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
 * Runs tests with the programs in `dist`; with `only`, those whose names match one of its patterns. Resolves to the names
 * of failed tests, without files that failed as a whole: those detected nothing.
 */
async function redTests({ places, only = [], dist, plugins, onRed }) {
  const files = testFiles(places.map((name) => placeOf(path.join('test', name))));
  const tests = await bundleTests(files, path.join(dist, 'test'), plugins);
  process.env.TICKET_DIST = dist;
  // Tests inside an editor filter themselves.
  process.env.TICKET_TEST_ONLY = only.join('|');
  const { failed, passed, red } = await runBundles(tests, { quiet: true, only, onRed });
  if (failed + passed === 0) throw new Problem(`No tests found in ${places.join(', ')} ${only.join(', ')}.`);
  return red.filter((name) => !tests.includes(name));
}

/** A test file or a folder of them. */
const placeOf = (place) => (fs.existsSync(`${place}.test.ts`) ? `${place}.test.ts` : place);

/** Kills tests and their children: all processes whose environment names the programs in `dist`. */
function endLeftovers(dist) {
  if (!fs.existsSync('/proc')) return;
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (environment.includes(`TICKET_DIST=${dist}`)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // The process has exited, or belongs to another user.
    }
  }
}

/** The tests that mutants name. */
const namedBy = (some) => ({
  places: [...new Set(some.flatMap(({ tests }) => tests))],
  only: some.flatMap(({ only }) => only ?? []),
});

/** Checks that the tests pass without a mutant; otherwise their failures would prove nothing. */
async function expectGreen(wanted, dist) {
  for (const some of [wanted.filter(({ only }) => !only), wanted.filter(({ only }) => only)]) {
    if (some.length === 0) continue;
    const red = await redTests({ ...namedBy(some), dist, onRed: console.error });
    if (red.length > 0) throw new Problem(`These tests fail without a mutant: ${red.join(', ')}.`);
  }
}

/** Tests every mutant with `word` in its text or paths; resolves to the counts of killed and surviving mutants. */
export async function mutate(word = '') {
  process.chdir(root);
  const outdir = path.join(root, 'dist', `mutate-${process.pid}`);
  const [right, wrong] = ['right', 'wrong'].map((name) => path.join(outdir, name, 'dist'));
  // Tests that fail leave temporary folders behind.
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
    process.env.TICKET_TEST_LIMIT_S = '90';
    for (const mutation of wanted) {
      const mutant = mutantOf(mutation);
      // For programs that tests build themselves (test/kill/build.ts).
      process.env.TICKET_MUTANT = JSON.stringify(mutant);
      const plugins = [mutantPlugin(mutant)];
      for (const name of PROGRAMS) {
        if (inputs.get(name).has(mutation.file)) await buildProgram(name, wrong, plugins);
        else fs.cpSync(path.join(right, `${name}.js`), path.join(wrong, `${name}.js`));
      }
      // One failed test is enough: kill the others, and then the processes that they left.
      const onRed = () => endLeftovers(wrong);
      const [red] = await redTests({ ...namedBy([mutation]), dist: wrong, plugins, onRed });
      endLeftovers(wrong);
      count[red === undefined ? 'failed' : 'passed'] += 1;
      console.log(
        red === undefined
          ? `✖ survived  ${mutation.says}`
          : `✔ killed  ${mutation.says}\n         by: ${red}`,
      );
    }
  } finally {
    for (const dist of [right, wrong]) endLeftovers(dist);
    for (const folder of [outdir, process.env.TMPDIR]) fs.rmSync(folder, { recursive: true, force: true });
  }
  return count;
}
