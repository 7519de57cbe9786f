// Tests that a changed spec which becomes a new run says why it keeps no network of the previous run.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { spec, trainFor, embeddedWorkplace as workplace, type Workplace } from './workplace';

const file = 'small.ticket.yaml';
const text = (changes: Readonly<Record<string, unknown>> = {}): string =>
  spec({ trials: 1, prune: { rounds: 1, rate: 0.5 }, controls: [], train: trainFor(10), ...changes });

async function run(
  place: Workplace,
  content: string,
  ...more: readonly string[]
): Promise<readonly string[]> {
  place.write(file, content);
  const { code, stderr } = await place.ticket('run', file, ...more);
  assert.equal(code, 0, stderr);
  return stderr.split('\n').filter((line) => line.includes('New run'));
}

describe('a spec whose name already has a run', () => {
  test('starts a new run with more iterations and says so once; more trials and rounds say nothing', async (t) => {
    const place = workplace(t);
    assert.deepEqual(await run(place, text()), []);
    const first = path.basename(place.run());
    assert.deepEqual(await run(place, text({ title: 'Grown', trials: 2 })), []);
    const more = text({ train: trainFor(20) });
    assert.deepEqual(await run(place, more), [
      `New run. It cannot reuse the networks of ${first}: train.iterations is 20, not 10.`,
    ]);
    assert.deepEqual(await run(place, more), []);
  });

  test('names the first keys that differ, and a module by its checksum; damaged runs do not matter', async (t) => {
    const place = workplace(t);
    fs.copyFileSync('examples/my-net.mjs', path.join(place.folder, 'net.mjs'));
    const model = { module: './net.mjs' };
    assert.deepEqual(await run(place, text({ model })), []);
    const first = path.basename(place.run());
    fs.mkdirSync(path.join(place.runs, 'small-000000000000'));
    fs.appendFileSync(path.join(place.folder, 'net.mjs'), '// other\n');
    const [line = '', ...others] = await run(place, text({ model }));
    assert.deepEqual(others, []);
    assert.match(
      line,
      /^New run\. It cannot reuse the networks of small-.*: modules\..*net\.mjs is [0-9a-f]{12}…, not [0-9a-f]{12}…\.$/,
    );
    assert.ok(line.includes(first));
    const changed = text({ model, seed: 9, train: { ...trainFor(20), batch: 10 } });
    const [several = ''] = await run(place, changed);
    assert.match(
      several,
      /^New run\. It cannot reuse the networks of .*: seed is 9, not \d+; train\.batch is 10, not 20; train\.iterations is 20, not 10/,
    );
  });

  test('says nothing between the combinations of a sweep', async (t) => {
    const place = workplace(t);
    assert.deepEqual(await run(place, text({ sweep: { seed: [1, 2] } })), []);
  });
});
