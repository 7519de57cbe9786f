// Tests downloads in several parts.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Fetched } from '../../src/runner/download';
import { content, failure, forgetProxies, half, noise, ranges, rest, target } from './downloads';
import { give, giveSome, serve, type Server } from './server';

forgetProxies();

/** Cuts the connections after half of the content, with none of it in flight; up to `times` times. */
function cutAtHalf(server: Server, times = Infinity): (fetched: Fetched) => void {
  let cuts = 0;
  return ({ doneBytes }) => {
    if (doneBytes !== half || cuts === times) return;
    cuts += 1;
    server.http.closeAllConnections();
  };
}

describe('an interrupted download', () => {
  test('continues in the same call', async (t) => {
    const server = await serve(t, (request, response) => {
      if (server.requests.length === 1) giveSome(content, half, request, response);
      else give(content, request, response);
    });
    const place = target(t);
    await place.fetch(server.url, { onProgress: cutAtHalf(server, 1) });
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, rest]);
  });

  test('fails after several interruptions, keeps its bytes, and continues in the next call', async (t) => {
    let broken = true;
    const server = await serve(t, (request, response) => {
      if (!broken) give(content, request, response);
      else giveSome(content, request.headers.range === undefined ? half : 0, request, response);
    });
    const place = target(t);
    const { message, remedy } = await failure(place.fetch(server.url, { onProgress: cutAtHalf(server) }));
    assert.match(message, /: connection closed \(\w+\)\.$/);
    assert.match(remedy, /^Try again; the download resumes\./);
    place.assertLeft(content.subarray(0, half));

    broken = false;
    const asked = server.requests.length;
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server).slice(asked), [rest]);
  });

  test('continues at the next address if the first stops sending', async (t) => {
    const server = await serve(t, (request, response) => {
      if (request.url === '/second') give(content, request, response);
      else if (server.requests.length === 1) giveSome(content, half, request, response);
      else response.writeHead(404).end();
    });
    const place = target(t);
    await place.fetch([`${server.url}/first`, `${server.url}/second`], { onProgress: cutAtHalf(server, 1) });
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, rest, rest]);
  });

  test('starts again if no checksum proves that two halves belong together', async (t) => {
    const server = await serve(t, (request, response) => {
      if (server.requests.length === 1) giveSome(content, half, request, response);
      else give(content, request, response);
    });
    const place = target(t);
    await place.fetch(server.url, { sha256: undefined, onProgress: cutAtHalf(server, 1) });
    place.assertWhole();
    assert.deepEqual(ranges(server), [undefined, undefined]);
  });

  test('keeps no partial file without a declared checksum', async (t) => {
    const server = await serve(t, (request, response) => giveSome(content, half, request, response));
    const place = target(t);
    await failure(place.fetch(server.url, { sha256: undefined, onProgress: cutAtHalf(server) }));
    assert.deepEqual(place.names(), []);
  });
});

describe('the partial file of an earlier call', () => {
  test('is continued', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    place.leave(content.subarray(0, half));
    const done: number[] = [];
    await place.fetch(server.url, { onProgress: ({ doneBytes }) => done.push(doneBytes) });
    place.assertWhole();
    assert.deepEqual(ranges(server), [rest]);
    assert.equal(done[0], half, 'the progress begins with what is there');
  });

  test('is found by any path to it', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    place.leave(content.subarray(0, half));
    await place.fetch(server.url, { to: `${place.folder}/.//file.bin` });
    place.assertWhole();
    assert.deepEqual(ranges(server), [rest]);
  });

  test('needs no request if it is complete', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    place.leave(content);
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), []);
  });

  test('is replaced if the server supports no ranges and sends everything', async (t) => {
    const server = await serve(t, (_, response) =>
      response.writeHead(200, { 'content-length': content.length }).end(content),
    );
    const place = target(t);
    place.leave(content.subarray(0, half));
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [rest]);
  });

  test('is dropped if the server does not have the range (HTTP status 416)', async (t) => {
    const server = await serve(t, (request, response) => {
      if (request.headers.range === undefined) give(content, request, response);
      else response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    });
    const place = target(t);
    place.leave(content.subarray(0, half));
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [rest, undefined]);
  });

  test('is dropped if the server sends another range', async (t) => {
    const server = await serve(t, (request, response) => {
      if (request.headers.range === undefined) give(content, request, response);
      else {
        const range = `bytes ${half + 1}-${content.length - 1}/${content.length}`;
        response.writeHead(206, { 'content-range': range }).end(content.subarray(half + 1));
      }
    });
    const place = target(t);
    place.leave(content.subarray(0, half));
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [rest, undefined]);
  });

  for (const [what, bytes] of [
    ['is not the beginning', half],
    ['is something else of the same size', content.length],
    ['is longer than the file', content.length + 1],
  ] as const) {
    test(`is dropped if it ${what}`, async (t) => {
      const server = await serve(t, (request, response) => give(content, request, response));
      const place = target(t);
      place.leave(noise(bytes, 'something else'));
      await place.fetch(server.url);
      place.assertWhole();
      assert.deepEqual(ranges(server), [`bytes=${bytes}-`, undefined]);
    });
  }

  test('for other content is left alone', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    const other = `file.bin.${'0'.repeat(16)}.part`;
    fs.mkdirSync(place.folder, { recursive: true });
    fs.writeFileSync(path.join(place.folder, other), content.subarray(0, half));
    await place.fetch(server.url);
    assert.deepEqual(place.names(), ['file.bin', other]);
    assert.deepEqual(ranges(server), [undefined]);
  });
});
