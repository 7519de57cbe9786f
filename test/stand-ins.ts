// Bundles a part of the source with replaced file contents; the files themselves stay unchanged.
import { build, type Plugin } from 'esbuild';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

/** Replacement contents of files, by absolute path. */
export type Files = ReadonlyMap<string, string>;

/** Bundles the exports of `entryPoint`, all with the same replaced files. Removes its folder after the file's tests. */
export function bundler<Built>(entryPoint: string): (files: Files) => Promise<Built> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-stand-ins-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  let made = 0;
  return async (files) => {
    const outfile = path.join(folder, `${(made += 1)}.cjs`);
    await build({
      stdin: { contents: entryPoint, resolveDir: '.' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
      plugins: [standIns(files)],
    });
    return createRequire(__filename)(outfile) as Built;
  };
}

/** An esbuild plugin that replaces file contents. */
function standIns(files: Files): Plugin {
  return {
    name: 'stand-ins',
    setup(bundler) {
      bundler.onResolve({ filter: /^\.{1,2}\// }, (args) => {
        const file = `${path.resolve(args.resolveDir, args.path)}.ts`;
        return files.has(file) ? { path: file } : undefined;
      });
      bundler.onLoad({ filter: /\.ts$/ }, (args) => {
        const contents = files.get(args.path);
        return contents === undefined ? undefined : { contents, loader: 'ts' };
      });
    },
  };
}
