import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { workerFolder } from '../../src/runs/layout';
import { fromWorker } from '../../src/trainer/messages';
import { workerFile, WorkerMessageError } from '../../src/trainer/worker-files';
import { temporaryFolder } from '../runs/made-run';

/** A run with a worker's folder that contains a file, a network's folder, and links to the outside. */
function made(t: TestContext): { runDir: string; own: string; outside: string } {
  const folder = temporaryFolder(t);
  const [runDir, outside] = [path.join(folder, 'run'), path.join(folder, 'outside')];
  const own = workerFolder(runDir, 'f00', 0);
  for (const made of [
    path.join(own, 'cell'),
    path.join(own, 'linked'),
    path.join(own, 'deep', 'er'),
    outside,
  ])
    fs.mkdirSync(made, { recursive: true });
  for (const file of [
    path.join(own, 'file'),
    path.join(own, 'cell', 'metrics.json'),
    path.join(outside, 'file'),
  ])
    fs.writeFileSync(file, '');
  fs.symlinkSync(path.join(outside, 'file'), path.join(own, 'linked', 'metrics.json'));
  fs.symlinkSync(path.join(outside, 'file'), path.join(own, 'to-file'));
  fs.symlinkSync(outside, path.join(own, 'to-folder'));
  fs.symlinkSync(path.join(own, 'file'), path.join(own, 'to-own'));
  return { runDir, own, outside };
}

describe('a name that a worker sends', () => {
  test('is a file or a folder of files in its own folder', (t) => {
    const { runDir, own } = made(t);
    assert.equal(workerFile(runDir, own, 'file', 'file'), path.join(own, 'file'));
    assert.equal(workerFile(runDir, own, 'cell', 'folder'), path.join(own, 'cell'));
  });

  test('is found in a run that is reached through a link', (t) => {
    const { runDir, outside } = made(t);
    const linked = path.join(outside, 'linked-run');
    fs.symlinkSync(runDir, linked);
    const own = workerFolder(linked, 'f00', 0);
    assert.equal(workerFile(linked, own, 'file', 'file'), path.join(own, 'file'));
  });

  for (const kind of ['file', 'folder'] as const)
    for (const name of [
      '',
      '.',
      '..',
      '../1/file',
      '../../../../outside/file',
      '/etc/passwd',
      'deep/er',
      'none',
    ])
      test(`is refused as a ${kind} where it is ${name || 'empty'}`, (t) => {
        const { runDir, own } = made(t);
        assert.throws(() => workerFile(runDir, own, name, kind), WorkerMessageError);
      });

  const links = {
    'to-file': 'file',
    'to-own': 'file',
    cell: 'file',
    'to-folder': 'folder',
    linked: 'folder',
    deep: 'folder',
  } as const;
  for (const [name, kind] of Object.entries(links))
    test(`is refused where ${name} is not a plain ${kind}`, (t) => {
      const { runDir, own } = made(t);
      assert.throws(() => workerFile(runDir, own, name, kind), /is not a plain/);
    });

  test('is refused where its folder has become a link', (t) => {
    const { runDir, own, outside } = made(t);
    fs.renameSync(own, `${own}-moved`);
    fs.symlinkSync(outside, own);
    assert.throws(() => workerFile(runDir, own, 'file', 'file'), /is not a plain file/);
  });
});

describe('a message of a worker', () => {
  const cell = { trial: 0, arm: 'ticket', round: 0 };
  test('is taken', () => {
    for (const message of [
      { type: 'progress', cell, iteration: 1, iterationsPerSecond: null },
      { type: 'checkpoint', cell, file: 'x' },
      { type: 'finished', cell, folder: 'x' },
      { type: 'failed', message: 'x', cause: 'machine' },
    ])
      assert.deepEqual(fromWorker(message), message);
  });

  test('is not taken where it has another shape', () => {
    for (const said of [
      undefined,
      null,
      'finished',
      [],
      { type: 'other', cell },
      { type: 'finished', folder: 'x' },
      { type: 'finished', cell, folder: 7 },
      { type: 'checkpoint', cell: { ...cell, trial: -1 }, file: 'x' },
      { type: 'finished', cell, folder: 'x', init: {} },
      { type: 'ready', tuple: {} },
    ])
      assert.equal(fromWorker(said), undefined, JSON.stringify(said));
  });
});
