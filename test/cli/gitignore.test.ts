// Tests that a project's git repository stays clean when a run starts in it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { readManifest } from '../../src/runs/manifest';
import { spec, trainFor, embeddedWorkplace as workplace, type Workplace } from './workplace';

const file = 'small.ticket.yaml';
const text = (seed: number): string =>
  spec({ seed, trials: 1, prune: { rounds: 1, rate: 0.5 }, controls: [], train: trainFor(10) });

/** Makes the folder a repository and commits all files. */
function repository({ folder }: Workplace): (...args: readonly string[]) => string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  fs.writeFileSync(path.join(folder, '.gitignore'), 'cache/\n');
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
  return git;
}

async function run(place: Workplace): Promise<void> {
  const { code, stderr } = await place.ticket('run', file);
  assert.equal(code, 0, stderr);
}

const dirtyFlags = ({ runs }: Workplace): readonly unknown[] =>
  fs.readdirSync(runs).map((name) => readManifest(path.join(runs, name)).provenance.git?.dirty);

describe('a project in a git repository', () => {
  test('stays clean when a run starts in it, and the run says so', async (t) => {
    const place = workplace(t);
    place.write(file, text(1));
    const git = repository(place);
    await run(place);
    assert.equal(fs.readFileSync(path.join(place.folder, '.ticket/.gitignore'), 'utf8'), '*\n');
    assert.equal(git('status', '--porcelain'), '');
    assert.deepEqual(dirtyFlags(place), [false]);
  });

  test('keeps its .gitignore, and runs do not count for the dirty flag', async (t) => {
    const place = workplace(t);
    place.write(file, text(1));
    fs.mkdirSync(path.join(place.folder, '.ticket'));
    place.write('.ticket/.gitignore', '');
    const git = repository(place);
    await run(place);
    assert.equal(fs.readFileSync(path.join(place.folder, '.ticket/.gitignore'), 'utf8'), '');
    assert.match(git('status', '--porcelain'), /\.ticket\/runs/);
    fs.rmSync(path.join(place.folder, '.ticket/.gitignore'));
    git('commit', '-qam', 'two');
    place.write(file, text(2));
    git('commit', '-qam', 'three');
    await run(place);
    assert.equal(fs.existsSync(path.join(place.folder, '.ticket/.gitignore')), false);
    assert.deepEqual(dirtyFlags(place), [false, false]);
    place.write(file, text(3));
    await run(place);
    assert.deepEqual(
      dirtyFlags(place).toSorted((a, b) => Number(a) - Number(b)),
      [false, false, true],
    );
  });
});
