// Tests spec names that folder views hide or file systems change: Ticket still finds their runs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { isOfSpec, listRuns } from '../../src/runs/list';
import { specFile } from '../../src/runs/layout';
import { runName } from '../../src/runs/run-name';
import { watchRuns } from '../../src/runs/watch';
import { makeRun } from '../runs/made-run';
import { embeddedWorkplace as workplace, type Workplace } from './workplace';

const identity = '0123456789ab';

/** A run of a spec with this name in the working folder. */
function made(t: TestContext, spec: string): Workplace {
  const place = workplace(t);
  const runDir = path.join(place.runs, runName(spec, identity));
  makeRun(runDir, {
    trials: 1,
    densities: [1],
    arms: { ticket: [[0.9]] },
    manifest: { name: spec.replace('.ticket.yaml', ''), specFromRun: `../../../${spec}` },
  });
  fs.copyFileSync(specFile(runDir), path.join(place.folder, spec));
  return place;
}

describe('the run of .draft.ticket.yaml', () => {
  test('has the name of the spec; list, show and watch find it', async (t) => {
    const place = made(t, '.draft.ticket.yaml');
    assert.deepEqual(fs.readdirSync(place.runs), [`.draft-${identity}`]);
    const listed = await place.ticket('list');
    assert.match(listed.stdout, /^\.draft-0123456789ab +finished/m);
    for (const name of ['.draft', `.draft-${identity}`, place.run()]) {
      const { code, stderr } = await place.ticket('show', name);
      assert.equal(code, 0, stderr);
    }
    // The runs that the editor's tree shows.
    const watch = watchRuns(place.runs);
    t.after(() => watch.dispose());
    await watch.look();
    const [run] = watch.runs();
    assert.ok(run && isOfSpec(run, path.join(place.folder, '.draft.ticket.yaml')));
  });

  test('is distinct from hidden folders that are not runs', (t) => {
    const place = made(t, '.draft.ticket.yaml');
    const run = place.run();
    for (const name of ['.trash', '.draft-old', '.git']) fs.mkdirSync(path.join(place.runs, name));
    assert.deepEqual(
      listRuns(place.runs).map(({ path: one }) => one),
      [run],
    );
  });
});

describe('the run of a spec with an accented name', () => {
  for (const [kept, typed] of [
    ['NFD', 'NFC'],
    ['NFC', 'NFD'],
  ] as const)
    test(`stored as ${kept} is found by its ${typed} form, in a shell and in the editor`, async (t) => {
      const [spec, asked] = [kept, typed].map((form) => 'été.ticket.yaml'.normalize(form));
      assert.ok(spec !== undefined && asked !== undefined && spec !== asked);
      const place = made(t, spec);
      const { code, stderr } = await place.ticket('show', 'été'.normalize(typed));
      assert.equal(code, 0, stderr);
      const [run] = listRuns(place.runs);
      assert.ok(run && isOfSpec(run, path.join(place.folder, asked)));
      assert.ok(!isOfSpec(run, path.join(place.folder, 'ete.ticket.yaml')));
    });
});
