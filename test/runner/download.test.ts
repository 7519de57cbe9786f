import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import type { Fetched } from '../../src/runner/download';
import { SILENCE_MS } from '../../src/runner/transfer';
import { tellTimersOf } from '../clock';
import { content, failure, forgetProxies, half, noise, ranges, rest, sha256, target } from './downloads';
import { give, giveSome, giveUnmeasured, serve } from './server';

forgetProxies();

describe('a download', () => {
  test('has the declared content, and leaves no other file', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined]);
  });

  test('reports progress from no bytes to all of them', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const told: Fetched[] = [];
    await target(t).fetch(server.url, { onProgress: (fetched) => told.push(fetched) });
    const done = told.map(({ doneBytes }) => doneBytes);
    assert.equal(done[0], 0);
    assert.equal(done.at(-1), content.length);
    assert.deepEqual(
      done,
      [...new Set(done)].sort((a, b) => a - b),
    );
    for (const { name, totalBytes } of told)
      assert.deepEqual([name, totalBytes], ['file.bin', content.length]);
  });

  test('replaces an existing file', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    fs.mkdirSync(place.folder, { recursive: true });
    fs.writeFileSync(place.to, 'an older one');
    await place.fetch(server.url);
    place.assertWhole();
  });

  test('works without a known size', async (t) => {
    const server = await serve(t, (_, response) => giveUnmeasured(content, response));
    const place = target(t);
    const totals = new Set<number | undefined>();
    await place.fetch(server.url, {
      sizeBytes: undefined,
      onProgress: ({ totalBytes }) => totals.add(totalBytes),
    });
    place.assertWhole();
    assert.deepEqual([...totals], [undefined]);
  });

  test('uses the second address if the first does not have the file', async (t) => {
    const server = await serve(t, (request, response) => {
      if (request.url === '/second') give(content, request, response);
      else response.writeHead(404).end();
    });
    const place = target(t);
    await place.fetch([`${server.url}/first`, `${server.url}/second`]);
    place.assertWhole();
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/first', '/second'],
    );
  });

  test('that fails everywhere names each address, its answer, and what to do', async (t) => {
    const server = await serve(t, ({ url }, response) => {
      response.writeHead(url === '/first' ? 404 : 503).end();
    });
    const place = target(t);
    const { message, remedy } = await failure(
      place.fetch([`${server.url}/first`, `${server.url}/second`], { remedy: 'Or ask a colleague for it.' }),
    );
    assert.equal(
      message,
      [
        'Could not download file.bin.',
        `  ${server.url}/first: HTTP status 404 Not Found.`,
        `  ${server.url}/second: HTTP status 503 Service Unavailable.`,
      ].join('\n'),
    );
    assert.match(remedy, /^Try again.*HTTPS_PROXY.*\n {2}Or ask a colleague for it\.$/s);
    assert.deepEqual(place.names(), []);
  });
});

describe('a download with unexpected content is not kept:', () => {
  test('another checksum; the error has both', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    const { message } = await failure(place.fetch(server.url, { sha256: '0'.repeat(64) }));
    assert.ok(message.includes(`: its SHA-256 is ${sha256}, not ${'0'.repeat(64)}.`), message);
    assert.deepEqual(place.names(), []);
  });

  test('another size than the server announces', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    const { message } = await failure(place.fetch(server.url, { sizeBytes: half }));
    assert.ok(message.includes(`: the file has ${content.length} bytes there, not ${half}.`), message);
    assert.deepEqual(place.names(), []);
  });

  test('more bytes than declared, without a size from the server', async (t) => {
    const server = await serve(t, (_, response) => giveUnmeasured(content, response));
    const place = target(t);
    const { message } = await failure(place.fetch(server.url, { sizeBytes: half }));
    assert.ok(message.includes(`: the file is longer than ${half} bytes.`), message);
    assert.deepEqual(place.names(), []);
  });

  test('fewer bytes than declared, without a size from the server', async (t) => {
    const server = await serve(t, (_, response) => giveUnmeasured(content, response));
    const place = target(t);
    const { message } = await failure(place.fetch(server.url, { sizeBytes: content.length + 1 }));
    assert.ok(
      message.includes(`: the transfer ended after ${content.length} of ${content.length + 1} bytes.`),
      message,
    );
    assert.equal(fs.existsSync(place.to), false);
  });

  test('and the next address is tried', async (t) => {
    const server = await serve(t, (request, response) =>
      give(request.url === '/right' ? content : noise(content.length, 'other'), request, response),
    );
    const place = target(t);
    await place.fetch([`${server.url}/wrong`, `${server.url}/right`]);
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, undefined]);
  });
});

describe('a silent server', () => {
  test('that never answers times out', async (t) => {
    const clock = tellTimersOf(t, SILENCE_MS);
    const server = await serve(t, () => clock.pass(SILENCE_MS));
    const { message } = await failure(target(t).fetch(server.url));
    assert.equal(message, `Could not download file.bin.\n  ${server.url}/: no data for 30 s.`);
    assert.equal(server.requests.length, 1);
  });

  test('that sends no more bytes times out, and the partial file is kept', async (t) => {
    const clock = tellTimersOf(t, SILENCE_MS);
    const server = await serve(t, (request, response) => {
      giveSome(content, 0, request, response);
      clock.pass(SILENCE_MS);
    });
    const place = target(t);
    place.leave(content.subarray(0, half));
    const { message } = await failure(place.fetch(server.url));
    assert.match(message, /: no data for 30 s\.$/);
    place.assertLeft(content.subarray(0, half));
  });

  test('is asked again for the rest after half a minute', async (t) => {
    const clock = tellTimersOf(t, SILENCE_MS);
    const server = await serve(t, (request, response) => {
      if (server.requests.length === 1) giveSome(content, half, request, response);
      else give(content, request, response);
    });
    const place = target(t);
    let silences = 0;
    await place.fetch(server.url, {
      onProgress({ doneBytes }) {
        if (doneBytes === half && (silences += 1) === 1) clock.pass(SILENCE_MS);
      },
    });
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, rest]);
  });

  test('gets more time if it pauses for less, however often', async (t) => {
    const clock = tellTimersOf(t, SILENCE_MS);
    const piece = content.length / 10;
    let answer: ServerResponse | undefined;
    const server = await serve(t, (request, response) => {
      answer = response;
      giveSome(content, piece, request, response);
    });
    const place = target(t);
    await place.fetch(server.url, {
      onProgress({ doneBytes }) {
        if (doneBytes === 0 || doneBytes % piece > 0) return;
        clock.pass(SILENCE_MS - 1000);
        answer?.write(content.subarray(doneBytes, doneBytes + piece));
      },
    });
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined]);
  });
});

describe('a cancelled download', () => {
  test('before its start sends nothing and makes no folder', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    const reason = new Error('changed my mind');
    await assert.rejects(place.fetch(server.url, { signal: AbortSignal.abort(reason) }), reason);
    assert.deepEqual(server.requests, []);
    assert.equal(fs.existsSync(place.folder), false);
  });

  test('before an answer throws the reason and leaves nothing', async (t) => {
    const cancel = new AbortController();
    const reason = new Error('changed my mind');
    const server = await serve(t, () => cancel.abort(reason));
    const place = target(t);
    await assert.rejects(place.fetch([server.url, server.url], { signal: cancel.signal }), reason);
    assert.deepEqual(ranges(server), [undefined], 'no other address is asked');
    assert.deepEqual(place.names(), []);
  });

  test('in the middle throws the reason, keeps its bytes, and continues in the next call', async (t) => {
    const server = await serve(t, (request, response) => {
      if (server.requests.length === 1) giveSome(content, half, request, response);
      else give(content, request, response);
    });
    const place = target(t);
    const cancel = new AbortController();
    const reason = new Error('changed my mind');
    const asked = place.fetch(server.url, {
      signal: cancel.signal,
      onProgress({ doneBytes }) {
        if (doneBytes === half) cancel.abort(reason);
      },
    });
    await assert.rejects(asked, reason);
    place.assertLeft(content.subarray(0, half));

    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, rest]);
  });
});
