// `npm run bench:ui`: times what the editor asks of the language; with `--write` into docs/benchmarks.md.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setup } from './setup.mjs';
import { main, root } from './shell.mjs';

console.log = console.error;

await main(async () => {
  setup();
  process.chdir(root);
  const { build } = await import('esbuild');
  const { bundles } = await import('../esbuild.mjs');
  const outfile = path.join(root, 'dist', 'bench-ui.js');
  await build({
    ...bundles.cli,
    banner: {},
    absWorkingDir: root,
    entryPoints: ['bench/ui/main.ts'],
    outfile,
  });
  const { bench, withBlock } = await import(pathToFileURL(outfile).href);
  const block = await bench();
  process.stdout.write(`${block}\n`);
  if (!process.argv.includes('--write')) return;
  const { format, resolveConfig } = await import('prettier');
  const page = path.join(root, 'docs/benchmarks.md');
  const text = withBlock(fs.readFileSync(page, 'utf8'), block);
  fs.writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
});
