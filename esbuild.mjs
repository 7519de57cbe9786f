// Builds the bundles: extension, trainer, command line and the panels' pages. `--watch` rebuilds after each change.
import { context } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { put } from './scripts/shell.mjs';

/** Options of a bundle for Node. */
export const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  legalComments: 'none',
};

const page = {
  bundle: true,
  format: 'iife',
  target: 'chrome122',
  minify: true,
  logLevel: 'warning',
  legalComments: 'none',
};

/**
 * Loads other bundles with `require`: for `import()`, Node would first scan their text for exports, which takes a second
 * for the largest. Only for programs that import no user's module.
 */
const requiring = { ...node, supported: { 'dynamic-import': false } };

/** Every bundle by name; tests read the metafiles of the build. */
export const bundles = {
  extension: { ...requiring, entryPoints: ['src/extension.ts'], external: ['vscode', './undici.js'] },
  cli: {
    ...requiring,
    entryPoints: ['src/cli.ts'],
    banner: { js: '#!/usr/bin/env node' },
    external: ['./undici.js'],
  },
  // Loaded for a download only: it would double the time to load the command.
  undici: { ...node, entryPoints: ['src/runner/undici.ts'] },
  trainer: { ...requiring, entryPoints: ['src/trainer/main.ts'], external: ['./compute.js'] },
  // The bundle contains tfjs-node's JavaScript; it opens the native addon by path at run time. `module` comes before
  // `main`, because the packages' own bundles would each bring a copy of tfjs-core.
  compute: {
    ...node,
    entryPoints: ['src/trainer/compute.ts'],
    mainFields: ['module', 'main'],
    alias: { '@tensorflow/tfjs': './src/trainer/tfjs-for-node.ts' },
  },
  'webviews/run': { ...page, entryPoints: ['src/webviews/browser/run.ts'] },
  'webviews/table': { ...page, entryPoints: ['src/webviews/browser/table.ts'] },
  'webviews/mask': { ...page, entryPoints: ['src/webviews/browser/mask.ts'] },
};

const writeWhole = {
  name: 'write whole',
  setup: (bundle) =>
    bundle.onEnd(({ outputFiles = [] }) => {
      for (const { path: file, contents } of outputFiles) put(file, contents);
    }),
};

/** Copies the pages' styles, the embedded backend's WebAssembly, and the addon's sources, for machines that compile it. */
function copyFiles(to) {
  const wasm = 'tfjs-backend-wasm-simd.wasm';
  const binding = 'node_modules/@tensorflow/tfjs-node/binding';
  const headers = 'node_modules/node-api-headers/include';
  for (const [from, name] of [
    ...['style', 'report'].map((style) => [`src/webviews/browser/${style}.css`, `webviews/${style}.css`]),
    [`node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/${wasm}`, wasm],
    ...filesIn(binding).map((file) => [path.join(binding, file), `addon/source/binding/${file}`]),
    ...filesIn(headers).map((file) => [path.join(headers, file), `addon/source/node-api/${file}`]),
    ['src/runner/runtime/compat.cc', 'addon/source/compat.cc'],
  ])
    put(path.join(to, name), fs.readFileSync(from));
}

/** The files below a folder, by their paths in it. */
const filesIn = (folder) =>
  fs.readdirSync(folder, { recursive: true }).filter((name) => fs.statSync(path.join(folder, name)).isFile());

/** Builds everything into the folder `to`; with `watch`, again after each change. */
export async function build(to, { watch = false, ...options } = {}) {
  copyFiles(to);
  for (const [name, bundle] of Object.entries(bundles)) {
    const work = await context({
      ...bundle,
      outfile: `${to}/${name}.js`,
      metafile: true,
      write: false,
      plugins: [writeWhole],
      ...options,
    });
    if (watch) await work.watch();
    else {
      const { metafile } = await work.rebuild();
      put(`${to}/${name}.meta.json`, JSON.stringify(metafile));
      await work.dispose();
    }
  }
}

if (import.meta.filename === process.argv[1])
  await build('dist', { sourcemap: 'linked', watch: process.argv.includes('--watch') });
