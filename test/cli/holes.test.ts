// Tests an active run that lacks a committed network: Ticket names it and shows the rest.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { acquire } from '../../src/runs/lock';
import { makeRun } from '../runs/made-run';
import { embeddedWorkplace as workplace } from './workplace';

test('while a run is active, show names its missing networks and shows the others', async (t) => {
  const place = workplace(t);
  const runDir = path.join(place.runs, 'made');
  makeRun(runDir, {
    trials: 2,
    densities: [1, 0.5],
    arms: {
      ticket: [
        [0.9, 0.9],
        [0.5, 0.7],
      ],
    },
  });
  fs.rmSync(path.join(runDir, 'trials/1/ticket/01'), { recursive: true });
  const refused = await place.ticket('show', 'made');
  assert.equal(refused.code, 3);
  assert.match(
    refused.stderr,
    /trials\/1\/ticket\/01 is missing, but the commit of round 1 .*train it again with `ticket resume`\.$/m,
  );

  const lock = acquire(runDir);
  const { code, stdout, stderr } = await place.ticket('show', 'made');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^1 +500 +50\.00 +50\.00 /m);
  assert.match(
    stdout,
    /^trials\/1\/ticket\/01 is missing, but the commit of round 1 names it\. The results exclude it until/m,
  );
  const { stdout: json } = await place.ticket('show', 'made', '--json');
  const { missing } = JSON.parse(json) as { readonly missing: readonly { readonly file: string }[] };
  assert.deepEqual(
    missing.map(({ file }) => file),
    ['trials/1/ticket/01'],
  );
  lock.release();
});
