// Tests that start requests lie in the system's temporary folder, and that unread ones are removed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { writeRequest } from '../../src/runner/start';
import type { StartRequest } from '../../src/runs/request';
import { temporaryFolder } from '../runs/made-run';

test('a request that cannot be removed does not block the others', (t) => {
  const folder = temporaryFolder(t);
  const before = { TMPDIR: process.env.TMPDIR, TEMP: process.env.TEMP };
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder });
  t.after(() => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  });
  const nameOf = (first: string): string =>
    path.join(folder, `ticket-${first}0000000-0000-0000-0000-000000000000.json`);
  const old = new Date(2024, 0);
  // A folder with the name of a request, listed first: it must not keep the others from being removed.
  fs.mkdirSync(nameOf('0'));
  for (const file of [nameOf('1'), `${nameOf('1')}.said`]) fs.writeFileSync(file, '{}');
  fs.writeFileSync(path.join(folder, 'ticket.json'), '{}');
  for (const name of fs.readdirSync(folder)) fs.utimesSync(path.join(folder, name), old, old);
  fs.writeFileSync(nameOf('2'), '{}');
  const written = writeRequest({} as StartRequest);
  assert.deepEqual(
    fs.readdirSync(folder).sort(),
    [nameOf('0'), nameOf('2'), written, 'ticket.json'].map((file) => path.basename(file)).sort(),
  );
});
