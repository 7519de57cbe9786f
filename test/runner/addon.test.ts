// Tests that the packaged addon contains no path of the machine that compiled it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cacheFolder } from '../../src/runner/cache';
import { ADDON, compileAddon } from '../../src/runner/runtime/addon';
import { installed } from './runtime-places';

test('a compiled addon contains no build path, and finds libraries next to itself', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-addon-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const to = path.join(folder, ADDON);
  await compileAddon({ library: installed, include: path.join(installed, 'include'), to });
  const bytes = fs.readFileSync(to);
  const dist = path.resolve(process.env.TICKET_DIST ?? 'dist');
  for (const place of [os.homedir(), process.cwd(), dist, cacheFolder(process.env), folder])
    assert.ok(!bytes.includes(place), `${place} stands in the addon`);
  // File names, which error messages use, stay.
  assert.ok(bytes.includes('addon/binding/tfjs_backend.cc'));
  assert.match(execFileSync('readelf', ['-d', to], { encoding: 'utf8' }), /R(UN)?PATH.*\[\$ORIGIN\]/);
});
