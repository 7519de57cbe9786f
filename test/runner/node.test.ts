// Tests the choice of the Node that trains with real programs: scripts that answer like an old Node, an Electron or a
// shell.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { findNode } from '../../src/runner/node';
import { EnvironmentError } from '../../src/runner/problem';
import { quickFolder } from '../quick-folder';

const electron = {
  execPath: '/usr/share/code/code',
  versions: { electron: '39.2.0', node: '22.20.0' },
  platform: 'linux',
};
const plain = { execPath: '/somewhere/node', versions: { node: '22.20.0' }, platform: 'linux' };
const real = path.dirname(process.execPath);

function folder(t: TestContext): string {
  const made = quickFolder('node');
  t.after(() => fs.rmSync(made, { recursive: true }));
  return made;
}

/** A program that always prints this. */
function pretender(t: TestContext, says: string, name = 'node'): string {
  const file = path.join(folder(t), name);
  fs.writeFileSync(file, `#!/bin/sh\n${says}\n`, { mode: 0o755 });
  return file;
}

const refused = async (env: NodeJS.ProcessEnv): Promise<EnvironmentError> => {
  try {
    await findNode(env, electron);
  } catch (error) {
    assert.ok(error instanceof EnvironmentError);
    return error;
  }
  assert.fail('it was taken');
};

describe('the Node that trains', () => {
  test('is the running one', async () => {
    assert.deepEqual(await findNode({}, plain), {
      program: '/somewhere/node',
      version: '22.20.0',
      source: 'running',
    });
  });

  test('is never Electron, but the one on the PATH', async () => {
    assert.deepEqual(await findNode({ PATH: real }, electron), {
      program: path.join(real, 'node'),
      version: process.versions.node,
      source: 'path',
    });
  });

  test('can be named by TICKET_NODE', async () => {
    const { program, source } = await findNode({ TICKET_NODE: process.execPath }, plain);
    assert.deepEqual([program, source], [process.execPath, 'named']);
  });

  for (const [what, says, message] of [
    [
      'Electron in the guise of Node',
      'case "$*" in *electron*) echo Electron;; *) echo 22.20.0;; esac',
      'is Electron, which cannot train',
    ],
    ['too old', 'echo 18.19.1', 'is Node 18.19.1, which is too old'],
    ['a program that says something else', 'echo hello', 'does not run as Node'],
    ['a program that fails', 'exit 3', 'does not run as Node'],
  ] as const) {
    test(`named by TICKET_NODE must not be ${what}`, async (t) => {
      const file = pretender(t, says);
      const error = await refused({ TICKET_NODE: file, PATH: real });
      assert.equal(error.message, `${file} ${message}.`);
      assert.match(error.remedy, /^Install Node 20\.19 or later.*ticket\.node/);
    });

    test(`on the PATH is skipped if it is ${what}`, async (t) => {
      const file = pretender(t, says);
      const PATH = [path.dirname(file), real].join(path.delimiter);
      assert.equal((await findNode({ PATH }, electron)).program, path.join(real, 'node'));
      const alone = await refused({ PATH: path.dirname(file) });
      assert.equal(alone.message, `Training needs Node: ${file} ${message}.`);
    });
  }

  test('is found by a login shell if the PATH has none', async (t) => {
    // A shell's start-up output is not the answer.
    const shell = pretender(
      t,
      `echo welcome; echo /bin/false\nPATH=${real}:$PATH exec /bin/sh -c "$4"`,
      'shell',
    );
    assert.deepEqual(await findNode({ PATH: '/nowhere', SHELL: shell }, electron), {
      program: fs.realpathSync(process.execPath),
      version: process.versions.node,
      source: 'login shell',
    });
  });

  for (const [what, says] of [
    ['has none', '/bin/sh -c "$4"'],
    ['fails', 'exit 1'],
    ['prints without end of a mark', 'echo "$4"'],
  ] as const) {
    test(`is missing if the login shell ${what}`, async (t) => {
      const { message } = await refused({ PATH: '/nowhere', SHELL: pretender(t, says, 'shell') });
      assert.equal(message, 'Training needs Node: found none on the PATH or in a login shell.');
    });
  }

  test('is searched again after a failed search', async (t) => {
    const place = folder(t);
    const env = { PATH: place };
    await refused(env);
    fs.symlinkSync(process.execPath, path.join(place, 'node'));
    assert.equal((await findNode(env, electron)).program, path.join(place, 'node'));
  });
});
