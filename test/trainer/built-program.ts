// A test program, bundled like the trainer and run in a child process on TensorFlow.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findRuntime } from '../../src/runner/runtime/find';

export interface BuiltProgram {
  /** Runs the program with TensorFlow's addon and these arguments, and returns its output. */
  run(...args: readonly string[]): Promise<string>;
  remove(): void;
}

/** Bundles a program in a child process: esbuild cannot be part of a bundle. */
export function buildProgram(source: string, sourcemap: 'linked' | false): BuiltProgram {
  const folder = fs.mkdtempSync(path.resolve('dist', 'test-program-'));
  const outfile = path.join(folder, 'program.js');
  const options = JSON.stringify({ entryPoints: [source], outfile, sourcemap });
  const code = `import { build } from 'esbuild';
    import { bundles } from './esbuild.mjs';
    await build({ ...bundles.compute, ...${options} });`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return {
    async run(...args) {
      const { request } = await findRuntime();
      assert.ok(request.kind === 'tensorflow');
      const { stdout } = await promisify(execFile)(process.execPath, [outfile, request.addon, ...args]);
      return stdout;
    },
    remove: () => fs.rmSync(folder, { recursive: true }),
  };
}
