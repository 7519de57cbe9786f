// Tests that a build replaces files whole: a command that starts during it must not find a half-written program.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

interface Builder {
  readonly bundles: Readonly<Record<string, unknown>>;
  build(to: string): Promise<void>;
}

const OLD = 'before the build';

describe('a build', () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ticket-build-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  test('leaves a file that is in use as it was, and replaces it whole', async () => {
    const { build, bundles } = (await import(pathToFileURL(path.resolve('esbuild.mjs')).href)) as Builder;
    const files = [
      ...Object.keys(bundles).map((name) => `${name}.js`),
      ...['webviews/style.css', 'tfjs-backend-wasm-simd.wasm', 'addon/source/compat.cc'],
    ].map((name) => path.join(folder, name));
    const opened = files.map((file) => {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, OLD);
      return fs.openSync(file, 'r');
    });
    await build(folder);
    for (const file of opened) assert.ok(fs.readFileSync(file).equals(Buffer.from(OLD)));
    for (const file of opened) fs.closeSync(file);
    for (const file of files) assert.notEqual(fs.readFileSync(file, 'utf8'), OLD, file);
    const left = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      left.filter((name) => name.includes('.new-')),
      [],
    );
  });
});
