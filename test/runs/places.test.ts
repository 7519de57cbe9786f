import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { specSum } from '../../src/runs/manifest';
import { listRuns } from '../../src/runs/list';
import { fromRun, heldIn, specPlace, specPlaces } from '../../src/runs/places';
import { makeRun, temporaryFolder } from './made-run';

const text = 'ticket: 1\n';

/** A project with a run's folder; `write` adds a spec to it. */
function project(t: TestContext): {
  folder: string;
  runDir: string;
  write(name: string, text?: string): string;
} {
  const folder = path.join(temporaryFolder(t), 'now');
  const runDir = path.join(folder, '.ticket', 'runs', 'a-1');
  fs.mkdirSync(runDir, { recursive: true });
  return {
    folder,
    runDir,
    write(name, content = text) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
      return file;
    },
  };
}

const sums = { spec: specSum(text), data: {}, modules: {} };

describe('the spec of a run', () => {
  test('is found relative to the run, even if edited', (t) => {
    const { runDir, folder, write } = project(t);
    const file = write('sub/a.ticket.yaml', 'ticket: 1\ntitle: edited\n');
    const specFromRun = fromRun(runDir, file);
    assert.equal(specFromRun, '../../../sub/a.ticket.yaml');
    const specPath = '/then/sub/a.ticket.yaml';
    assert.equal(specPlace(runDir, { specPath, specFromRun, sums }), file);
    assert.deepEqual(specPlaces(runDir, { specPath, specFromRun, sums }), [file, specPath]);
    fs.rmSync(path.join(folder, 'sub'), { recursive: true });
    assert.equal(specPlace(runDir, { specPath, specFromRun, sums }), undefined);
  });

  test('without a relative path is found by the end of its old path and its checksum', (t) => {
    const { runDir, write } = project(t);
    write('a.ticket.yaml', 'ticket: 1\ntitle: another\n');
    const file = write('sub/a.ticket.yaml');
    write('x/sub/a.ticket.yaml', 'ticket: 1\ntitle: a third\n');
    assert.equal(specPlace(runDir, { specPath: '/then/x/sub/a.ticket.yaml', sums }), file);
  });

  test('stays at the old place if the end of its path is another spec', (t) => {
    const { folder, runDir, write } = project(t);
    write('a.ticket.yaml', 'ticket: 1\ntitle: another\n');
    const specPath = path.join(path.dirname(folder), 'a.ticket.yaml');
    fs.writeFileSync(specPath, 'ticket: 1\ntitle: edited\n');
    assert.equal(specPlace(runDir, { specPath, sums }), specPath);
  });

  test('is not read if it has 3 GB; the run is still listed', (t) => {
    const { folder, runDir } = project(t);
    makeRun(runDir, {
      densities: [1],
      arms: { ticket: [[0.9, 0.9, 0.9]] },
      manifest: { specPath: '/then/a.ticket.yaml' },
    });
    const file = path.join(folder, 'a.ticket.yaml');
    fs.writeFileSync(file, '');
    fs.truncateSync(file, 3e9);
    const [found] = listRuns(path.dirname(runDir));
    assert.deepEqual([found?.state, found?.finished, found?.specPath], ['finished', 3, file]);
    assert.deepEqual(heldIn(folder, { 'a.ticket.yaml': 'sum' }), { gone: [], changed: ['a.ticket.yaml'] });
  });

  test('of a run outside a project is at its old place', (t) => {
    const { folder, write } = project(t);
    const specPath = write('a.ticket.yaml');
    assert.deepEqual(specPlaces(path.join(folder, 'results', 'a-1'), { specPath, sums }), [specPath]);
  });
});
