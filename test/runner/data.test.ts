import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { findData, type DeclaredFile } from '../../src/runner/data';
import { EnvironmentError } from '../../src/runner/problem';
import { temporaryFolder } from '../runs/made-run';

const sum = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** A file of a package that is installed here, declared as it is. */
const content = fs.readFileSync(path.join('node_modules', 'yaml', 'package.json'));
const declared: DeclaredFile = {
  name: 'images',
  sizeBytes: content.length,
  sha256: sum(content),
  npm: { package: 'yaml', path: 'package.json' },
};

const refused = (file: DeclaredFile, folder: string | undefined, why: RegExp): void =>
  assert.throws(
    () => findData([file], folder),
    (error) => error instanceof EnvironmentError && why.test(error.message),
  );

describe('a data file', () => {
  test('of an installed package is taken where it is as declared', () => {
    const found = findData([declared], undefined).get('images');
    assert.equal(found?.sha256, declared.sha256);
    assert.deepEqual(fs.readFileSync(found.path), content);
  });

  test('of an installed package that is not as declared is refused', () => {
    refused({ ...declared, sha256: sum('other') }, undefined, /has the SHA-256 .*: it is damaged/);
  });

  test('of a package that is not installed, or lacks it, is not found', () => {
    const [none, empty] = [
      { package: 'no-such-package', path: 'x' },
      { package: 'yaml', path: 'no/such/file' },
    ];
    for (const npm of [none, empty]) refused({ ...declared, npm }, undefined, /images was not found/);
  });

  test("in the user's folder is taken whatever its content, with its sum", (t) => {
    const folder = temporaryFolder(t);
    refused(declared, folder, /The data folder has no images/);
    fs.writeFileSync(path.join(folder, 'images'), 'my own');
    const found = findData([declared], folder).get('images');
    assert.deepEqual(found, { path: path.join(folder, 'images'), sha256: sum('my own') });
  });
});
