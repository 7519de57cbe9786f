import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { DataFile } from '../../src/language/data';
import { DataToFetch, fetchData } from '../../src/runner/data';
import { asked, assertWhole, failure, gz, plain, setUp, sum } from './data-case';
import { give, giveSome } from './server';

for (const form of ['plain', 'packed'] as const) {
  describe(`a file declared ${form}`, () => {
    test('is downloaded once, and then found in the cache without a server', async (t) => {
      const { server, declared, fetch } = await setUp(t);
      const first = await fetch(declared(form));
      assert.equal(first.from, 'cache');
      assertWhole(first);
      server.http.close();
      assert.deepEqual(await fetch(declared(form)), first);
      assert.equal(server.requests.length, 1);
    });

    for (const [what, damage] of [
      ['changed', (bytes: Buffer) => bytes.fill(0, 20, 21)],
      ['cut off', (bytes: Buffer) => bytes.subarray(0, 100)],
    ] as const) {
      test(`is downloaded again, with a notice, if it was ${what} in the cache`, async (t) => {
        const { server, declared, fetch, cached } = await setUp(t);
        await fetch(declared(form));
        const file = cached();
        fs.writeFileSync(file, damage(fs.readFileSync(file)));
        const told: string[] = [];
        assertWhole(await fetch(declared(form), { onNotice: (text) => told.push(text) }));
        assert.deepEqual(told, [`${file} is damaged. Downloading it again.`]);
        assert.equal(server.requests.length, 2);
        assertWhole(await fetch(declared(form), { onNotice: (text) => told.push(text) }));
        assert.equal(told.length, 1);
      });
    }

    test('is refused if the server has other content, and leaves no file', async (t) => {
      const other = form === 'plain' ? Buffer.from(plain).reverse() : gzipSync(Buffer.from(plain).reverse());
      const { declared, fetch, cache } = await setUp(t, (_, response) => response.end(other));
      const file = declared(form);
      const same = form === 'plain' ? file : { ...file, gzip: { ...file.gzip, sizeBytes: other.length } };
      const { message } = await failure(fetch(same as DataFile));
      assert.match(
        message,
        new RegExp(`^Could not download numbers(\\.gz)?\\.\\n .*its SHA-256 is ${sum(other)}`),
      );
      const left = fs.readdirSync(cache, { recursive: true, encoding: 'utf8' });
      assert.deepEqual(
        left.filter((name) => /numbers(\.gz)?$/.test(name)),
        [],
      );
    });

    test('continues after it was cancelled', async (t) => {
      const [bytes, count] = [form === 'plain' ? plain : gz, 3000];
      let isSlow = true;
      const { server, declared, fetch, cached } = await setUp(t, (request, response) => {
        if (isSlow) giveSome(bytes, count, request, response);
        else give(bytes, request, response);
      });
      const controller = new AbortController();
      const reason = new Error('no more');
      await assert.rejects(
        fetch(declared(form), {
          signal: controller.signal,
          onProgress({ doneBytes }) {
            if (doneBytes === count) controller.abort(reason);
          },
        }),
        reason,
      );
      assert.match(cached(), /\.part$/);
      isSlow = false;
      assertWhole(await fetch(declared(form)));
      assert.deepEqual(
        server.requests.map(({ headers }) => headers.range),
        [undefined, `bytes=${count}-`],
      );
    });

    test('is complete if several calls download it at once', async (t) => {
      const { declared, fetch, cached } = await setUp(t);
      for (const found of await Promise.all([1, 2, 3].map(() => fetch(declared(form))))) assertWhole(found);
      assert.ok(cached());
    });

    test('is not downloaded offline; the error has its size', async (t) => {
      const { server, declared, fetch } = await setUp(t);
      const error = await failure(fetch(declared(form), { offline: true }));
      assert.ok(error instanceof DataToFetch);
      assert.equal(error.fetchBytes, (form === 'plain' ? plain : gz).length);
      await fetch(declared(form));
      assertWhole(await fetch(declared(form), { offline: true }));
      assert.equal(server.requests.length, 1);
    });
  });
}

describe('a file declared in both forms', () => {
  test('is downloaded packed', async (t) => {
    const { server, declared, fetch } = await setUp(t);
    assertWhole(await fetch(declared('plain', 'packed')));
    assert.deepEqual(asked(server), ['/numbers.gz']);
  });

  test('is downloaded plain if the packed form is not available', async (t) => {
    const { server, declared, fetch } = await setUp(t, (request, response) => {
      if (request.url === '/numbers') give(plain, request, response);
      else response.writeHead(404).end();
    });
    assertWhole(await fetch(declared('plain', 'packed')));
    assert.deepEqual(asked(server), ['/numbers.gz', '/numbers']);
  });

  test('without a reachable source is an error with every address and what to do', async (t) => {
    const { server, declared, fetch } = await setUp(t, (_, response) => response.writeHead(404).end());
    const { message, remedy } = await failure(fetch(declared('plain', 'packed')));
    assert.equal(
      message,
      `Could not download numbers.gz.
  ${server.url}/numbers.gz: HTTP status 404 Not Found.
Could not download numbers.
  ${server.url}/numbers: HTTP status 404 Not Found.`,
    );
    for (const way of ['Try again', 'HTTPS_PROXY', 'folder', 'TICKET_CACHE'])
      assert.ok(remedy.includes(way), way);
  });
});

describe('a file with only a packed checksum', () => {
  const onlyPacked = ({ name, gzip }: DataFile): DataFile => ({ name, ...(gzip && { gzip }) });

  test('gets the checksum of its unpacked content, at first and from the cache', async (t) => {
    const { server, declared, fetch } = await setUp(t);
    assertWhole(await fetch(onlyPacked(declared('packed'))));
    assertWhole(await fetch(onlyPacked(declared('packed'))));
    assert.equal(server.requests.length, 1);
  });

  test('is never read from a damaged cache', async (t) => {
    const { server, declared, fetch, cached } = await setUp(t);
    await fetch(onlyPacked(declared('packed')));
    // A valid gzip file with other content.
    fs.writeFileSync(cached(), gzipSync(Buffer.from('something else')));
    assertWhole(await fetch(onlyPacked(declared('packed'))));
    assert.equal(server.requests.length, 2);
  });
});

for (const [what, change, why] of [
  ['unpacks to another sum', { sha256: sum(gz) }, `its unpacked content has the SHA-256 ${sum(plain)}`],
  ['is not made by gzip', { gzip: 'plain' }, 'it is not a gzip file'],
] as const) {
  test(`a packed file that matches its declaration and ${what} is an error of the workload, every time`, async (t) => {
    const { server, declared, fetch } = await setUp(t);
    const file = {
      ...declared('packed'),
      ...('sha256' in change
        ? change
        : { gzip: { urls: [`${server.url}/numbers`], sizeBytes: plain.length, sha256: sum(plain) } }),
    };
    for (let time = 0; time < 2; time++) {
      const { message } = await failure(fetch(file));
      assert.equal(message, `The declaration of numbers is wrong: the packed file matches it, but ${why}.`);
    }
  });
}

test('the error for an unwritable cache names the setting for another one', async (t) => {
  const { folder, declared, fetch } = await setUp(t);
  fs.writeFileSync(path.join(folder, 'file'), '');
  const { remedy } = await failure(
    fetch(declared('packed'), { env: { TICKET_CACHE: path.join(folder, 'file', 'cache') } }),
  );
  assert.match(remedy, /TICKET_CACHE/);
});

test('progress covers all files, up to the declared total', async (t) => {
  const { cache, declared } = await setUp(t);
  const files = [declared('plain'), { ...declared('packed'), name: 'same-numbers' }];
  const seen: { name: string; doneBytes: number }[] = [];
  await fetchData(files, {
    env: { TICKET_CACHE: cache },
    onProgress: ({ name, doneBytes, totalBytes }) => {
      assert.equal(totalBytes, plain.length + gz.length);
      seen.push({ name, doneBytes });
    },
  });
  assert.deepEqual(seen.at(0), { name: 'numbers', doneBytes: 0 });
  assert.deepEqual(seen.at(-1), { name: 'same-numbers.gz', doneBytes: plain.length + gz.length });
  assert.ok(seen.every(({ doneBytes }, i) => doneBytes >= (seen[i - 1]?.doneBytes ?? 0)));
});

test('the cache stores files of the same name and other content separately', async (t) => {
  const other = Buffer.from('other numbers');
  const { server, declared, fetch } = await setUp(t, (request, response) =>
    give(request.url === '/other' ? other : plain, request, response),
  );
  const urls = [`${server.url}/other`];
  const another = { name: 'numbers', sizeBytes: other.length, sha256: sum(other), urls };
  const [first, second] = [await fetch(declared('plain')), await fetch(another)];
  assertWhole(first);
  assert.deepEqual(fs.readFileSync(second.path), other);
});
