// Builds the bundles: the extension host, the trainer and the command line. `--watch` keeps building.
import { context } from 'esbuild';
import fs from 'node:fs';

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  legalComments: 'none',
};

/** Every bundle by name; tests read the metafiles that the build leaves beside them. */
export const bundles = {
  extension: { ...node, entryPoints: ['src/extension.ts'], external: ['vscode'] },
  cli: { ...node, entryPoints: ['src/cli.ts'], banner: { js: '#!/usr/bin/env node' } },
  // tfjs-node's JavaScript goes in; the native addon is opened by path at run time. Modules are preferred over
  // the packages' own bundles, so that one tfjs-core serves all of them.
  trainer: {
    ...node,
    entryPoints: ['src/trainer/main.ts'],
    mainFields: ['module', 'main'],
    alias: { '@tensorflow/tfjs': './src/trainer/tfjs-for-node.ts' },
  },
};

/** The embedded default's WebAssembly. */
function copyWasm() {
  const folder = 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out';
  fs.mkdirSync('dist', { recursive: true });
  fs.copyFileSync(`${folder}/tfjs-backend-wasm-simd.wasm`, 'dist/tfjs-backend-wasm-simd.wasm');
}

/** The addon's sources, for machines that must compile it: tfjs-node's, and Node-API's headers. */
function copyAddonSources() {
  for (const [from, to] of [
    ['@tensorflow/tfjs-node/binding', 'binding'],
    ['node-api-headers/include', 'node-api'],
  ]) {
    fs.cpSync(`node_modules/${from}`, `dist/addon/source/${to}`, { recursive: true });
  }
  fs.copyFileSync('src/runner/runtime/compat.cc', 'dist/addon/source/compat.cc');
}

if (import.meta.filename === process.argv[1]) {
  copyAddonSources();
  copyWasm();
  const watch = process.argv.includes('--watch');
  for (const [name, options] of Object.entries(bundles)) {
    const build = await context({
      ...options,
      outfile: `dist/${name}.js`,
      metafile: true,
      sourcemap: 'linked',
    });
    if (watch) await build.watch();
    else {
      const { metafile } = await build.rebuild();
      fs.writeFileSync(`dist/${name}.meta.json`, JSON.stringify(metafile));
      await build.dispose();
    }
  }
}
