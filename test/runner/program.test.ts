// Tests that programs are found only on the PATH: never in the working folder, whatever relative entries the PATH has.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { findNode } from '../../src/runner/node';
import { EnvironmentError } from '../../src/runner/problem';
import { namedProgram, programsOnPath } from '../../src/runner/program';
import { compileAddon, NoCompilerError } from '../../src/runner/runtime/addon';
import { askPython } from '../../src/runner/runtime/python';
import { temporaryFolder } from '../runs/made-run';
import { setEnvironment } from './downloads';

/** Runs in a folder that has a program of this name, with a PATH that leads there; returns whether it ran. */
function planted(t: TestContext, name: string): { readonly env: NodeJS.ProcessEnv; ran(): boolean } {
  const folder = temporaryFolder(t);
  const mark = path.join(folder, 'mark');
  fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n/bin/echo x > '${mark}'\necho 22.20.0\n`, {
    mode: 0o755,
  });
  const before = process.cwd();
  process.chdir(folder);
  t.after(() => process.chdir(before));
  const PATH = ['.', ''].join(path.delimiter);
  setEnvironment(t, { PATH });
  return { env: { PATH }, ran: () => fs.existsSync(mark) };
}

describe('never runs a program in the working folder', { skip: process.platform === 'win32' }, () => {
  test('as the compiler', async (t) => {
    const { ran } = planted(t, 'g++');
    await assert.rejects(compileAddon({ library: '/', include: '/', to: '/nowhere' }), NoCompilerError);
    assert.equal(ran(), false);
  });

  test('as Python', async (t) => {
    const { env, ran } = planted(t, 'python3');
    assert.equal(await askPython('python3', ['--version'], env), undefined);
    assert.equal(ran(), false);
  });

  test('as the Node that TICKET_NODE names', async (t) => {
    const { env, ran } = planted(t, 'some-node');
    await assert.rejects(
      findNode({ ...env, TICKET_NODE: 'some-node' }),
      (error) =>
        error instanceof EnvironmentError &&
        error.message === 'TICKET_NODE names some-node, which is not on the PATH.',
    );
    assert.equal(ran(), false);
  });
});

test('a program is found in each folder of the PATH, with the spelling of Windows', (t) => {
  const folder = temporaryFolder(t);
  for (const name of ['some', 'some.exe']) fs.writeFileSync(path.join(folder, name), '');
  const Path = [folder, folder, '.'].join(path.delimiter);
  assert.deepEqual(programsOnPath('some', { Path }, 'win32'), [path.join(folder, 'some.exe')]);
  assert.deepEqual(programsOnPath('some', { PATH: Path }, 'linux'), [path.join(folder, 'some')]);
  assert.equal(namedProgram('some', { PATH: '/nowhere' }), undefined);
  assert.equal(namedProgram('./some'), path.resolve('some'));
});
