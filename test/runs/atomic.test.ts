import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
  commitFile,
  commitFolder,
  makeFolder,
  makeFolderIn,
  writeAtOnce,
  writeDurably,
  WriteError,
  writeWithFolders,
} from '../../src/runs/atomic';
import { temporaryFolder } from './made-run';

describe('writing a file', () => {
  for (const [name, write] of Object.entries({ writeDurably, writeAtOnce })) {
    test(`${name} replaces the content and leaves nothing else`, (t) => {
      const folder = temporaryFolder(t);
      const file = path.join(folder, 'run.json');
      write(file, 'old');
      write(file, 'new');
      assert.equal(fs.readFileSync(file, 'utf8'), 'new');
      assert.deepEqual(fs.readdirSync(folder), ['run.json']);
    });
  }

  test('makes parent folders on request', (t) => {
    const file = path.join(temporaryFolder(t), 'a', 'b', 'c.json');
    writeWithFolders(file, new Uint8Array([1, 2]));
    assert.deepEqual([...fs.readFileSync(file)], [1, 2]);
  });

  test('does not recreate a removed folder', (t) => {
    const run = path.join(temporaryFolder(t), 'run');
    for (const write of [
      () => writeDurably(path.join(run, 'control'), 'x'),
      () => writeAtOnce(path.join(run, 'heartbeat'), 'x'),
      () => makeFolderIn(run, path.join(run, 'trials', '0')),
    ])
      assert.throws(write, (error) => error instanceof WriteError && error.code === 'ENOENT');
    assert.equal(fs.existsSync(run), false);
  });

  test('through another folder changes nothing if that folder was removed', (t) => {
    const run = temporaryFolder(t);
    const own = path.join(run, 'tmp');
    writeDurably(path.join(run, 'lock'), 'old');
    assert.throws(() => writeDurably(path.join(run, 'lock'), 'new', own), WriteError);
    assert.deepEqual(fs.readdirSync(run), ['lock']);
    assert.equal(fs.readFileSync(path.join(run, 'lock'), 'utf8'), 'old');
    fs.mkdirSync(own);
    writeDurably(path.join(run, 'lock'), 'new', own);
    assert.equal(fs.readFileSync(path.join(run, 'lock'), 'utf8'), 'new');
    assert.deepEqual(fs.readdirSync(own), []);
  });

  test('makes folders inside a run', (t) => {
    const run = temporaryFolder(t);
    for (let i = 0; i < 2; i++) makeFolderIn(run, path.join(run, 'trials', '0', 'ticket'));
    makeFolderIn(run, run);
    assert.ok(fs.statSync(path.join(run, 'trials', '0', 'ticket')).isDirectory());
  });

  // Fills the disk halfway through a write.
  const fillDisk = (t: TestContext): void => {
    const write = fs.writeFileSync;
    t.mock.method(fs, 'writeFileSync', (file: string, data: string) => {
      write(file, data.slice(0, 2));
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    });
  };

  test('keeps the old content if the new one does not fit, and says what to do', (t) => {
    const folder = temporaryFolder(t);
    const file = path.join(folder, 'run.json');
    writeDurably(file, 'old content');
    fillDisk(t);
    assert.throws(
      () => writeDurably(file, 'new content'),
      (error) => {
        assert(error instanceof WriteError);
        assert.equal(error.code, 'ENOSPC');
        assert.equal(
          error.message,
          `Cannot write ${file}: the disk is full. Free some space and resume the run.`,
        );
        return true;
      },
    );
    t.mock.restoreAll();
    assert.equal(fs.readFileSync(file, 'utf8'), 'old content');
    assert.deepEqual(fs.readdirSync(folder), ['run.json']);
  });

  test('leaves nothing under a new name if the content does not fit', (t) => {
    const folder = temporaryFolder(t);
    fillDisk(t);
    assert.throws(() => writeDurably(path.join(folder, 'run.json'), 'content'), WriteError);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  test('names the path if a part of it is a file', (t) => {
    const file = path.join(temporaryFolder(t), 'file');
    fs.writeFileSync(file, 'in the way');
    assert.throws(() => writeDurably(path.join(file, 'run.json'), ''), {
      name: 'Error',
      code: /ENOTDIR|EEXIST/,
    });
    assert.equal(fs.readFileSync(file, 'utf8'), 'in the way');
  });
});

test('making a folder names the file in its place', (t) => {
  const file = path.join(temporaryFolder(t), 'taken');
  fs.writeFileSync(file, '');
  assert.throws(() => makeFolder(file), {
    name: 'Error',
    message: `Cannot write ${file}: a file of this name exists. Move that file away.`,
  });
});

describe('committing', () => {
  test('a file replaces the one before', (t) => {
    const folder = temporaryFolder(t);
    const [from, to] = [path.join(folder, 'tmp.bin'), path.join(folder, 'a', 'final.bin')];
    writeWithFolders(to, 'old');
    fs.writeFileSync(from, 'new');
    commitFile(from, to);
    assert.equal(fs.readFileSync(to, 'utf8'), 'new');
    assert(!fs.existsSync(from));
  });

  test('a folder moves it as a whole', (t) => {
    const folder = temporaryFolder(t);
    const [from, to] = [path.join(folder, 'tmp', '1-0'), path.join(folder, 'trials', '0', 'ticket', '00')];
    makeFolder(path.join(from, 'deep'));
    makeFolder(path.dirname(to));
    fs.writeFileSync(path.join(from, 'metrics.json'), '{}');
    fs.writeFileSync(path.join(from, 'deep', 'x'), 'y');
    assert.equal(commitFolder(from, to), true);
    assert.deepEqual(fs.readdirSync(to).sort(), ['deep', 'metrics.json']);
    assert(!fs.existsSync(from));
  });

  test('a second copy keeps the first and removes itself', (t) => {
    const folder = temporaryFolder(t);
    const to = path.join(folder, 'cell');
    for (const content of ['first', 'double']) {
      const from = path.join(folder, 'tmp');
      makeFolder(from);
      fs.writeFileSync(path.join(from, 'metrics.json'), content);
      assert.equal(commitFolder(from, to), content === 'first');
      assert(!fs.existsSync(from));
    }
    assert.equal(fs.readFileSync(path.join(to, 'metrics.json'), 'utf8'), 'first');
  });

  for (const [kind, put] of Object.entries({
    'a file': (to: string) => fs.writeFileSync(to, 'other'),
    'a link to a folder': (to: string) => fs.symlinkSync(path.dirname(to), to),
    'a link to nothing': (to: string) => fs.symlinkSync('nowhere', to),
  }))
    test(`${kind} in its place is an error, and the new folder stays`, (t) => {
      const folder = temporaryFolder(t);
      const [from, to] = [path.join(folder, 'tmp'), path.join(folder, 'cell')];
      makeFolder(from);
      fs.writeFileSync(path.join(from, 'metrics.json'), '{}');
      put(to);
      assert.throws(() => commitFolder(from, to), /Cannot write .*cell: .*Move that file away\./);
      assert.deepEqual(fs.readdirSync(from), ['metrics.json']);
    });

  test('leaves nothing under the final name if a file cannot be synced', (t) => {
    const folder = temporaryFolder(t);
    const [from, to] = [path.join(folder, 'tmp'), path.join(folder, 'cell')];
    makeFolder(from);
    fs.writeFileSync(path.join(from, 'metrics.json'), '{}');
    t.mock.method(fs, 'fsyncSync', () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    });
    assert.throws(() => commitFolder(from, to), WriteError);
    assert(!fs.existsSync(to));
  });
});
