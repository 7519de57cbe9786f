// `npm run bench`: compares an iteration with PyTorch, JAX and tfjs; see `--help`.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { writePage } from './bench-page.mjs';
import { findPeers } from './peers.mjs';
import { setup } from './setup.mjs';
import { main, root } from './shell.mjs';

// Standard output is for results only; setup messages are progress.
console.log = console.error;

/** Bundles the benchmark and its child programs into dist/; resolves to the benchmark's file. */
async function bundle() {
  // Imported late: a fresh checkout gets esbuild only by setup().
  const { build } = await import('esbuild');
  const { bundles, node } = await import('../esbuild.mjs');
  const common = { absWorkingDir: root, sourcemap: 'inline' };
  const outfile = (name) => path.join(root, 'dist', `${name}.js`);
  await build({
    ...node,
    ...common,
    entryPoints: ['bench/main.ts'],
    packages: 'external',
    outfile: outfile('bench'),
  });
  for (const [name, entry] of [
    ['bench-ours', 'bench/ours.ts'],
    ['bench-tfjs', 'bench/stock-tfjs.ts'],
  ])
    await build({ ...bundles.compute, ...common, entryPoints: [entry], outfile: outfile(name) });
  return outfile('bench');
}

await main(async () => {
  setup();
  process.chdir(root);
  const { asJson, asText, bench, HELP, parseArguments, UsageError, withResults } = await import(
    pathToFileURL(await bundle()).href
  );
  let wanted;
  try {
    wanted = parseArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  if (wanted === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const { results, isOursMeasured } = await bench(wanted, { root, python: findPeers() });
  process.stdout.write(wanted.json ? asJson(results) : asText(results));
  if (wanted.write) await writePage((page) => withResults(page, results));
  process.exitCode = isOursMeasured ? 0 : 1;
});
