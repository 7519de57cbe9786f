// Tests a run whose engines are being timed while one of them hangs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { readLock } from '../../src/runs/lock-record';
import { alive, type ProcessId } from '../../src/runs/process';
import { sums } from '../files';
import {
  callHeld,
  event,
  spec,
  trainFor,
  until,
  workplace,
  type Called,
  type Workplace,
} from '../cli/workplace';

const file = 'hanging.ticket.yaml';

/** A run whose trace hangs, and the hanging process. */
async function hanging(t: TestContext): Promise<{ place: Workplace; called: Called; probe: ProcessId }> {
  const place = workplace(t);
  fs.copyFileSync(path.resolve('test/trainer/engine-net.mjs'), path.join(place.folder, 'engine-net.mjs'));
  place.write(file, spec({ model: { module: './engine-net.mjs', when: 'hang' }, train: trainFor(2000) }));
  const hangs = path.join(place.folder, 'hangs');
  const called = place.with({ TICKET_HANGS: hangs }).call('run', file);
  await event(place, 'measuring-engines');
  // After the first engine, `eager`, is measured.
  await until('the engine that hangs', () => fs.existsSync(hangs));
  const probe = await until('the measuring process', () => readLock(place.run()).holder?.workers[0]);
  assert.ok(alive(probe));
  return { place, called, probe };
}

test('a measuring process ends with its coordinator, even deep in a call', async (t) => {
  const { place, called, probe } = await hanging(t);
  const { holder } = readLock(place.run());
  assert.ok(holder);
  process.kill(holder.pid, 'SIGKILL');
  await until('its end', () => (alive(probe) ? undefined : true));
  assert.notEqual((await called.ended).code, 0);
});

test('Ctrl-C while engines are measured stops at once, and the run can resume', async (t) => {
  const { place, called, probe } = await hanging(t);
  called.child.kill('SIGINT');
  assert.equal((await called.ended).code, 130);
  // It did not wait for the measurement, which would have recorded why each engine fails.
  const found = sums(place.folder, 'cache');
  const engines = Object.keys(found).filter((name) => name.includes('engines'));
  for (const name of engines)
    assert.doesNotMatch(fs.readFileSync(path.join(place.folder, name), 'utf8'), /took longer/);
  assert.ok(!alive(probe));
  place.write(
    file,
    spec({
      model: { module: './engine-net.mjs', when: 'hang' },
      train: trainFor(2000),
      run: { engine: 'eager' },
    }),
  );
  const again = callHeld(place, ['progress'], 'run', file);
  await event(place, 'progress');
  again.child.kill('SIGINT');
  assert.equal((await again.ended).code, 130);
});
