// Bundles programs that a test starts as processes.
import path from 'node:path';
import { buildSync } from 'esbuild';

/** Bundles a program of `test/`, such as `runs/contender.ts`; returns the script's path. */
export function built(program: string): string {
  const script = path.join(__dirname, path.basename(program).replace(/\.ts$/, '.js'));
  buildSync({
    entryPoints: [path.join('test', program)],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
  });
  return script;
}
