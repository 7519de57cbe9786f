import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { clearControl, requestStop, stopRequested } from '../../src/runs/control';
import { controlFile } from '../../src/runs/layout';
import { temporaryFolder } from './made-run';

test('a stop request lasts until it is cleared', (t) => {
  const runDir = temporaryFolder(t);
  assert.equal(stopRequested(runDir), false);
  requestStop(runDir);
  assert.equal(stopRequested(runDir), true);
  clearControl(runDir);
  assert.equal(stopRequested(runDir), false);
  clearControl(runDir);
});

test('a control file without a valid request stops nothing', (t) => {
  const runDir = temporaryFolder(t);
  for (const text of ['', 'stop', '{"request":"dance"}']) {
    fs.writeFileSync(controlFile(runDir), text);
    assert.equal(stopRequested(runDir), false, text);
  }
});
