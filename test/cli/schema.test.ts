import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { workplace } from './workplace';

test('schema prints the JSON Schema for other editors', async (t) => {
  const { code, stdout, stderr } = await workplace(t).ticket('schema');
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.deepEqual(JSON.parse(stdout), JSON.parse(fs.readFileSync('media/ticket.schema.json', 'utf8')));
});

test('schema refuses arguments', async (t) => {
  const { code, stderr } = await workplace(t).ticket('schema', 'a.ticket.yaml');
  assert.equal(code, 2);
  assert.match(stderr, /takes no arguments/);
});
