// Tests opening files at arbitrary paths: only regular files, without blocking, and with a size limit.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { headOf } from '../../src/runner/data-heads';
import { sealModule } from '../../src/runner/modules';
import { NotAFileError, readRegular, TooLargeError } from '../../src/runs/regular-file';
import { readDataFile } from '../../src/trainer/data-files';
import { temporaryFolder } from './made-run';

const canPipe = process.platform !== 'win32';

describe('a file', () => {
  test('is read whole, through a link and if its size is reported as 0', (t) => {
    const folder = temporaryFolder(t);
    const [file, link] = [path.join(folder, 'a'), path.join(folder, 'b')];
    fs.writeFileSync(file, 'abc');
    fs.symlinkSync(file, link);
    assert.equal(readRegular(link, 3).toString(), 'abc');
    if (process.platform === 'linux')
      assert.deepEqual(
        readRegular('/proc/self/status', 2 ** 20)
          .subarray(0, 5)
          .toString(),
        'Name:',
      );
  });

  test('larger than the limit is not read; the error has both sizes', (t) => {
    const file = path.join(temporaryFolder(t), 'a');
    fs.writeFileSync(file, '');
    fs.truncateSync(file, 3e9);
    assert.throws(
      () => readRegular(file, 10),
      (error) =>
        error instanceof TooLargeError &&
        error.message === `${file} has 3,000,000,000 bytes, more than the limit of 10.`,
    );
  });

  test('is never a folder or a device', (t) => {
    for (const [place, kind] of [
      [temporaryFolder(t), 'a folder'],
      ...(canPipe ? [['/dev/zero', 'a device']] : []),
    ])
      assert.throws(
        () => readRegular(place ?? '', 10),
        (error) => error instanceof NotAFileError && error.message === `${place} is ${kind}, not a file.`,
      );
  });
});

describe('a pipe without a writer', { skip: !canPipe }, () => {
  test('does not block', (t) => {
    const pipe = path.join(temporaryFolder(t), 'pipe');
    execFileSync('mkfifo', [pipe]);
    assert.throws(() => readRegular(pipe, 10), /is a pipe, not a file\.$/);
    assert.throws(() => headOf({ path: pipe, isPacked: false }), NotAFileError);
    assert.throws(
      () => readDataFile('numbers', { path: pipe, isPacked: true, sizeBytes: 1, sha256: '' }),
      /can no longer read .*: .* is a pipe, not a file\. Restore/,
    );
  });

  test('in the place of a module or package.json is ignored', async (t) => {
    const folder = temporaryFolder(t);
    const inPackage = path.join(folder, 'node_modules', 'some');
    fs.mkdirSync(inPackage, { recursive: true });
    fs.writeFileSync(path.join(folder, 'model.js'), "import 'some';\n");
    fs.writeFileSync(path.join(inPackage, 'index.js'), '');
    for (const place of [folder, inPackage]) execFileSync('mkfifo', [path.join(place, 'package.json')]);
    const { files, packages } = await sealModule(path.join(folder, 'model.js'), folder);
    assert.equal(files['model.js']?.format, 'module');
    assert.deepEqual(Object.keys(packages), ['node_modules/some']);
  });
});
