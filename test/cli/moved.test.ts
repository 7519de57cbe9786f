// Tests a project that is moved, copied or renamed: its runs find their modules and data again by checksum.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readManifest, writeManifest } from '../../src/runs/manifest';
import { points, pointsModule, pointsSpec } from './points';
import { embeddedWorkplace as workplace, type Ended, type Workplace } from './workplace';

interface Project {
  readonly place: Workplace;
  /** The project's current folder. */
  readonly folder: string;
  /** The run's folder below the project. */
  readonly run: string;
}

/**
 * A project in `before/specs` with one trained run, then moved to `after`.
 *
 * @param runsIn the project's folder of runs; only `.ticket/runs` identifies a project
 */
async function movedProject(
  t: TestContext,
  runsIn: string,
  alter: (runDir: string) => void = () => undefined,
): Promise<Project> {
  const place = workplace(t);
  const before = path.join(place.folder, 'before');
  fs.mkdirSync(path.join(before, 'specs', 'data'), { recursive: true });
  fs.writeFileSync(path.join(before, 'specs', 'points.mjs'), pointsModule());
  fs.writeFileSync(path.join(before, 'specs', 'data', 'points'), points);
  fs.writeFileSync(path.join(before, 'specs', 'points.ticket.yaml'), pointsSpec({ folder: './data' }));
  const runs = path.join(before, runsIn);
  const { code, stderr } = await place.ticket(
    ...['run', 'before/specs/points.ticket.yaml', '--runs', runs, '--workers', '1'],
  );
  assert.equal(code, 0, stderr);
  const [name = ''] = fs.readdirSync(runs);
  alter(path.join(runs, name));
  const folder = path.join(place.folder, 'after');
  fs.renameSync(before, folder);
  return { place, folder, run: path.join(folder, runsIn, name) };
}

/** Rewrites the manifest as it was before it had the spec's path relative to the run. */
function asBefore(runDir: string): void {
  const { specFromRun, ...manifest } = readManifest(runDir);
  assert.equal(specFromRun, '../../../specs/points.ticket.yaml');
  writeManifest(runDir, manifest);
}

const isVerified = ({ code, stdout, stderr }: Ended): void => {
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^✓ 2 networks/m);
};

describe('a moved project', () => {
  for (const [what, runs, alter] of [
    ['with a current manifest', 'results', undefined],
    ['with an older manifest', '.ticket/runs', asBefore],
  ] as const) {
    test(`${what} verifies and resumes in its new place`, async (t) => {
      const { place, folder, run } = await movedProject(t, runs, alter);
      isVerified(await place.ticket('verify', run));
      const { code, stderr } = await place.ticket('resume', run);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^All 2 networks are already trained\.$/m);
      assert.equal(readManifest(run).specPath, path.join(folder, 'specs', 'points.ticket.yaml'));
    });
  }

  test('that was copied uses its own files, and the original ones if its own have other content', async (t) => {
    const { place, folder, run } = await movedProject(t, 'results');
    const old = path.join(place.folder, 'before');
    fs.cpSync(folder, old, { recursive: true });
    fs.writeFileSync(path.join(folder, 'specs', 'data', 'points'), points.toReversed());
    isVerified(await place.ticket('verify', run));
    fs.rmSync(old, { recursive: true });
    const { code, stdout } = await place.ticket('verify', run);
    assert.equal(code, 3);
    assert.match(stdout, /has changed inputs: the data file points, in .*after/);
  });

  for (const [what, name, says] of [
    ['a module', 'points.mjs', /needs points\.mjs, which is missing in .*specs/],
    ['data', 'data', /The data folder .*specs.* has no readable points/],
  ] as const) {
    test(`without ${what} that it needs reports what is missing and how to specify it, not that it has changed`, async (t) => {
      const { place, folder, run } = await movedProject(t, 'results');
      const elsewhere = path.join(place.folder, 'elsewhere');
      fs.mkdirSync(elsewhere);
      fs.cpSync(path.join(folder, 'specs'), elsewhere, { recursive: true });
      fs.rmSync(path.join(folder, 'specs', name), { recursive: true });
      // A run from before modules were stored; it needs none.
      fs.rmSync(path.join(run, 'modules.json'));
      const { sealed: _, ...manifest } = readManifest(run);
      writeManifest(run, manifest);
      for (const command of ['verify', 'resume']) {
        const { code, stdout, stderr } = await place.ticket(command, run);
        assert.equal(code, 3, stdout + stderr);
        assert.match(stderr, says);
        assert.match(stderr, /--spec FILE/);
        assert.doesNotMatch(stdout + stderr, /changed/);
      }
      isVerified(await place.ticket('verify', run, '--spec', path.join(elsewhere, 'points.ticket.yaml')));
    });
  }
});
