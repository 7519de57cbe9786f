// Tests a frozen spec that this version refuses: Ticket says that it cannot judge the claims, and the run does not
// pass.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { writeDurably } from '../../src/runs/atomic';
import { specFile } from '../../src/runs/layout';
import { readManifest, specSum, writeManifest } from '../../src/runs/manifest';
import { makeRun } from '../runs/made-run';
import { embeddedWorkplace as workplace, type Workplace } from './workplace';

/** A run whose spec an older version froze, with a failing claim and a key that no longer exists. */
function refused(t: TestContext): Workplace {
  const place = workplace(t);
  const runDir = path.join(place.runs, 'made');
  makeRun(runDir, { trials: 1, densities: [1, 0.5], arms: { ticket: [[0.9], [0.5]] } });
  const text = `ticket: 1
workload: spirals
model: mlp
bygone: 1
run: { keep: all }
claims:
  - { says: it is as good, at: end, metric: testAccuracy, difference: [ticket, dense], atLeast: 0 }
`;
  writeDurably(specFile(runDir), text);
  const manifest = readManifest(runDir);
  writeManifest(runDir, { ...manifest, sums: { ...manifest.sums, spec: specSum(text) } });
  return place;
}

describe('a run whose frozen spec is refused', () => {
  test('`show` prints its numbers and the first problem of the spec, and exits with 3', async (t) => {
    const { code, stdout } = await refused(t).ticket('show', 'made');
    assert.equal(code, 3, stdout);
    assert.match(stdout, /^1 +500 +50\.00 +50\.00/m);
    assert.match(
      stdout,
      /did not judge the claims, because this version rejects the run's frozen spec: .*bygone/,
    );
  });

  test('`show --json` includes the problem', async (t) => {
    const { code, stdout } = await refused(t).ticket('show', 'made', '--json');
    assert.equal(code, 3);
    const { claims, notJudged, rounds } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(claims, []);
    assert.match(String(notJudged), /bygone/);
    assert.equal((rounds as unknown[]).length, 2);
  });

  test('`report` writes its report, with the problem', async (t) => {
    const place = refused(t);
    const { code, stderr } = await place.ticket('report', 'made', '--output', 'made.html');
    assert.equal(code, 3, stderr);
    assert.match(stderr, /did not judge the claims, .*bygone/);
    assert.match(fs.readFileSync(path.join(place.folder, 'made.html'), 'utf8'), /did not judge the claims/);
  });

  for (const command of ['resume', 'verify', 'prune-files'] as const) {
    test(`is refused by ${command}, with the first problem`, async (t) => {
      const { code, stdout, stderr } = await refused(t).ticket(command, 'made');
      assert.equal(code, 3, `${stdout}${stderr}`);
      assert.match(`${stdout}${stderr}`, /rejects the (run's )?frozen spec.*bygone/);
    });
  }
});
