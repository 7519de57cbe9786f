// `npm run bench:ui`: times the extension's answers to the editor; see `--help`.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { writePage } from './bench-page.mjs';
import { installEditor } from './editor.mjs';
import { setup } from './setup.mjs';
import { main, root } from './shell.mjs';

// Standard output is for results only; setup messages are progress.
console.log = console.error;

/** Bundles the benchmark and its part for the extension host into dist/; resolves to the benchmark's file. */
async function bundle() {
  // Imported late: a fresh checkout gets esbuild only by setup().
  const { build } = await import('esbuild');
  const { bundles, node } = await import('../esbuild.mjs');
  const outfile = (name) => path.join(root, 'dist', `${name}.js`);
  const common = { absWorkingDir: root, sourcemap: 'inline' };
  await build({
    ...node,
    ...common,
    entryPoints: ['bench/ui/main.ts'],
    packages: 'external',
    outfile: outfile('bench-ui'),
  });
  await build({
    ...bundles.extension,
    ...common,
    entryPoints: ['bench/ui/host.ts'],
    outfile: outfile('bench-ui-host'),
  });
  return outfile('bench-ui');
}

await main(async () => {
  setup();
  process.chdir(root);
  const { bench, HELP, parseArguments, UsageError } = await import(pathToFileURL(await bundle()).href);
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
  if (wanted.groups.some(({ needsEditor }) => needsEditor)) installEditor();
  const { text, inPage } = await bench(wanted.groups);
  process.stdout.write(text);
  if (wanted.write) await writePage(inPage);
});
