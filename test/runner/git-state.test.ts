import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { gitState } from '../../src/runner/git-state';
import { askPython } from '../../src/runner/runtime/python';

function folderOf(t: TestContext): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-git-')));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function repository(folder: string): (...args: readonly string[]) => string {
  fs.mkdirSync(folder, { recursive: true });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  git('init', '-q');
  fs.writeFileSync(path.join(folder, 'a.txt'), 'one\n');
  git('add', '.');
  git('commit', '-qm', 'one');
  return git;
}

test('the commit comes with a flag if the folder differs from it, apart from runs', async (t) => {
  const folder = folderOf(t);
  const git = repository(folder);
  const commit = git('rev-parse', 'HEAD').trim();
  fs.mkdirSync(path.join(folder, '.ticket', 'runs'), { recursive: true });
  fs.writeFileSync(path.join(folder, '.ticket', '.gitignore'), '*\n');
  fs.writeFileSync(path.join(folder, '.ticket', 'runs', 'x'), '');
  assert.deepEqual(await gitState(folder), { commit, dirty: false });
  fs.writeFileSync(path.join(folder, 'a.txt'), 'two\n');
  assert.deepEqual(await gitState(folder), { commit, dirty: true });
  assert.equal(await gitState(folderOf(t)), undefined);
});

test('Ticket runs no program that a repository names', async (t) => {
  const outer = folderOf(t);
  const folder = path.join(outer, 'repository');
  const git = repository(folder);
  const marks = path.join(outer, 'marks');
  fs.mkdirSync(marks);
  const mark = (name: string): string => {
    const file = path.join(outer, `${name}.sh`);
    fs.writeFileSync(file, `#!/bin/sh\ntouch '${marks}/${name}'\ncat\n`, { mode: 0o755 });
    return file;
  };
  fs.writeFileSync(path.join(folder, '.gitattributes'), 'a.txt filter=evil diff=evil\nb.txt filter=long\n');
  fs.writeFileSync(path.join(folder, 'b.txt'), 'one\n');
  git('add', '.');
  git('commit', '-qm', 'two');
  for (const [name, program] of [
    ['core.fsmonitor', 'fsmonitor'],
    ['core.pager', 'pager'],
    ['filter.evil.clean', 'clean'],
    ['filter.evil.smudge', 'smudge'],
    ['filter.long.process', 'process'],
    ['diff.evil.textconv', 'textconv'],
    ['diff.external', 'external'],
  ] as const)
    git('config', name, mark(program));
  git('config', 'filter.evil.required', 'true');
  fs.copyFileSync(mark('hook'), path.join(folder, '.git', 'hooks', 'post-index-change'));
  fs.chmodSync(path.join(folder, '.git', 'hooks', 'post-index-change'), 0o755);
  // Same size, other time: git must compare the contents.
  for (const name of ['a.txt', 'b.txt']) {
    fs.writeFileSync(path.join(folder, name), 'two\n');
    fs.utimesSync(path.join(folder, name), 1, 1);
  }
  assert.equal((await gitState(folder))?.dirty, true);
  assert.deepEqual(fs.readdirSync(marks), []);
  // Check of the trap itself: plain git triggers it.
  try {
    git('status', '--porcelain');
  } catch {
    // The process filter does not speak git's protocol.
  }
  assert.ok(fs.readdirSync(marks).length > 0);
});

test('Python starts in an empty folder', async (t) => {
  const folder = folderOf(t);
  const before = process.cwd();
  process.chdir(folder);
  t.after(() => process.chdir(before));
  fs.writeFileSync(path.join(folder, 'pip.py'), "open('marked', 'w')\n");
  await askPython('python3', ['-m', 'pip', '--version']);
  assert.equal(await askPython('python3', ['-c', 'import os; print(os.listdir())']), '[]');
  assert.equal(fs.existsSync(path.join(folder, 'marked')), false);
});
