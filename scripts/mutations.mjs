// Trying the mistakes of test/mutations.mjs, for `npm run mutate`.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { bundles } from '../esbuild.mjs';
import { mutations } from '../test/mutations.mjs';
import { bundleTests, runBundles, testFiles } from './run-tests.mjs';
import { Problem, root } from './shell.mjs';

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

/** The tests of `places`, bundled into `outdir` with the programs that they run. */
async function bundle(places, outdir, plugins = []) {
  const tests = await bundleTests(
    testFiles(places.map((name) => placeOf(path.join('test', name)))),
    path.join(outdir, 'test'),
    plugins,
  );
  for (const name of ['cli', 'trainer']) {
    await build({ ...bundles[name], absWorkingDir: root, outfile: path.join(outdir, `${name}.js`), plugins });
  }
  process.env.TICKET_DIST = outdir;
  return tests;
}

/** The names of the tests that go red; a file that breaks as a whole is not a test that saw something. */
async function redTests(places, outdir, plugins) {
  const files = await bundle(places, outdir, plugins);
  const { failed, passed, red } = await runBundles(files, { quiet: true });
  if (failed + passed === 0) throw new Problem(`There are no tests in ${places.join(', ')}.`);
  return red.filter((name) => !files.includes(name));
}

/** A test file or a folder of them. */
const placeOf = (place) => (fs.existsSync(`${place}.test.ts`) ? `${place}.test.ts` : place);

/** Tries every mutation whose text has `word`; resolves to how many were caught and how many were not. */
export async function mutate(word = '') {
  process.chdir(root);
  const outdir = path.join(root, 'dist', `mutate-${process.pid}`);
  const count = { passed: 0, failed: 0 };
  const wanted = mutations.filter(({ says }) => says.includes(word));
  try {
    // A test that is red without any mistake would show nothing.
    const places = [...new Set(wanted.flatMap(({ tests }) => tests))];
    const already = places.length > 0 ? await redTests(places, outdir) : [];
    if (already.length > 0) throw new Problem(`Red without any mistake: ${already.join(', ')}.`);
    for (const mutation of wanted) {
      const [red] = await redTests(mutation.tests, outdir, [mistake(mutation)]);
      count[red === undefined ? 'failed' : 'passed'] += 1;
      console.log(
        red === undefined ? `✖ NOT SEEN  ${mutation.says}` : `✔ red  ${mutation.says}\n         by: ${red}`,
      );
    }
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
  return count;
}
