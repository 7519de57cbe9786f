// `npm run mutate`: puts each mistake of test/mutations.mjs into the source, as it is bundled, and shows the test that
// goes red. `npm run mutate -- WORD` tries only those whose text has the word. The source itself is not touched.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { bundles } from '../esbuild.mjs';
import { mutations } from '../test/mutations.mjs';
import { bundleTests, runBundles, testFiles } from './run-tests.mjs';
import { Problem, main, root } from './shell.mjs';
import { setup } from './setup.mjs';

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

/** Whether the tests of a mutation go red, and the names of those that do. */
async function isCaught(mutation, outdir) {
  const plugins = [mistake(mutation)];
  const files = testFiles(mutation.tests.map((name) => placeOf(path.join('test', name))));
  const tests = await bundleTests(files, path.join(outdir, 'test'), plugins);
  if (mutation.dist) {
    for (const name of ['cli', 'trainer']) {
      await build({
        ...bundles[name],
        absWorkingDir: root,
        outfile: path.join(outdir, `${name}.js`),
        plugins,
      });
    }
    process.env.TICKET_DIST = outdir;
  }
  const { failed, red } = await runBundles(tests, { quiet: true });
  return { caught: failed > 0, red };
}

/** A test file or a folder of them. */
const placeOf = (place) => (fs.existsSync(`${place}.test.ts`) ? `${place}.test.ts` : place);

/** Tries every mutation whose text has `word`; resolves to how many were caught and how many were not. */
export async function mutate(word = '') {
  process.chdir(root);
  const outdir = path.join(root, 'dist', `mutate-${process.pid}`);
  const count = { passed: 0, failed: 0 };
  for (const mutation of mutations.filter(({ says }) => says.includes(word))) {
    const { caught, red } = await isCaught(mutation, outdir);
    count[caught ? 'passed' : 'failed'] += 1;
    console.log(
      `${caught ? '✔ red' : '✖ NOT SEEN'}  ${mutation.says}${caught ? `\n         by: ${red[0]}` : ''}`,
    );
  }
  fs.rmSync(outdir, { recursive: true, force: true });
  return count;
}

if (import.meta.filename === process.argv[1]) {
  await main(async () => {
    setup();
    const { passed, failed } = await mutate(process.argv[2]);
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  });
}
