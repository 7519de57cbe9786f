// Builds the bundles: extension, trainer, command line and the panels' pages. `--watch` rebuilds after each change.
import { context } from 'esbuild';
import fs from 'node:fs';

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

/** Copies the pages' styles. */
function copyStyles(to) {
  fs.mkdirSync(`${to}/webviews`, { recursive: true });
  for (const name of ['style', 'report'])
    fs.copyFileSync(`src/webviews/browser/${name}.css`, `${to}/webviews/${name}.css`);
}

/** Copies the embedded backend's WebAssembly. */
function copyWasm(to) {
  const folder = 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out';
  fs.mkdirSync(to, { recursive: true });
  fs.copyFileSync(`${folder}/tfjs-backend-wasm-simd.wasm`, `${to}/tfjs-backend-wasm-simd.wasm`);
}

/** Copies the addon's sources, for machines that must compile it: tfjs-node's, and Node-API's headers. */
function copyAddonSources(to) {
  for (const [from, name] of [
    ['@tensorflow/tfjs-node/binding', 'binding'],
    ['node-api-headers/include', 'node-api'],
  ]) {
    fs.cpSync(`node_modules/${from}`, `${to}/addon/source/${name}`, { recursive: true });
  }
  fs.copyFileSync('src/runner/runtime/compat.cc', `${to}/addon/source/compat.cc`);
}

/** Builds everything into the folder `to`; with `watch`, again after each change. */
export async function build(to, { watch = false, ...options } = {}) {
  copyAddonSources(to);
  copyWasm(to);
  copyStyles(to);
  for (const [name, bundle] of Object.entries(bundles)) {
    const work = await context({ ...bundle, outfile: `${to}/${name}.js`, metafile: true, ...options });
    if (watch) await work.watch();
    else {
      const { metafile } = await work.rebuild();
      fs.writeFileSync(`${to}/${name}.meta.json`, JSON.stringify(metafile));
      await work.dispose();
    }
  }
}

if (import.meta.filename === process.argv[1])
  await build('dist', { sourcemap: 'linked', watch: process.argv.includes('--watch') });
