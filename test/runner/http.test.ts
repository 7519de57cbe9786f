// Tests the paths of a download: redirects, encodings, proxies, credentials.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { content, failure, forgetProxies, half, ranges, rest, setEnvironment, target } from './downloads';
import { give, serve } from './server';

forgetProxies();

/** A URL with a user name and a password. */
const withSecret = (url: string): string => url.replace('//', '//me:s%40cret@');
const basic = `Basic ${Buffer.from('me:s@cret').toString('base64')}`;

describe('a download', () => {
  test('follows a redirect', async (t) => {
    const server = await serve(t, (request, response) => {
      if (request.url === '/there') give(content, request, response);
      else response.writeHead(302, { location: '/there' }).end();
    });
    const place = target(t);
    await place.fetch(`${server.url}/here`);
    place.assertWhole();
  });

  test('that is redirected in a circle fails and says so', async (t) => {
    const server = await serve(t, (_, response) => response.writeHead(302, { location: '/' }).end());
    const { message } = await failure(target(t).fetch(server.url));
    assert.match(message, /: redirect count exceeded\.$/);
  });

  test('requests the file without compression', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    await target(t).fetch(server.url);
    assert.equal(server.requests[0]?.headers['accept-encoding'], 'identity');
  });

  test('is unpacked if the server compresses it anyway', async (t) => {
    const packed = gzipSync(content);
    assert.notEqual(packed.length, content.length);
    const server = await serve(t, (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed),
    );
    const place = target(t);
    const done: number[] = [];
    await place.fetch(server.url, { onProgress: ({ doneBytes }) => done.push(doneBytes) });
    place.assertWhole();
    assert.equal(done.at(-1), content.length);
  });

  test('starts again if the server compresses the rest', async (t) => {
    const packed = gzipSync(content);
    const server = await serve(t, (request, response) => {
      response.setHeader('content-encoding', 'gzip');
      give(packed, request, response);
    });
    const place = target(t);
    place.leave(content.subarray(0, half));
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(ranges(server), [rest, undefined]);
  });

  test('reports a refused connection', async (t) => {
    const server = await serve(t, () => undefined);
    await once(server.http.close(), 'close');
    const place = target(t);
    const { message, remedy } = await failure(place.fetch(server.url));
    assert.equal(
      message,
      `Could not download file.bin.\n  ${server.url}/: connection refused (ECONNREFUSED).`,
    );
    assert.match(remedy, /HTTPS_PROXY/);
    assert.deepEqual(place.names(), []);
  });
});

describe('credentials in an address', () => {
  test('are sent as a header', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    const place = target(t);
    await place.fetch(withSecret(server.url));
    place.assertWhole();
    assert.equal(server.requests[0]?.headers.authorization, basic);
  });

  test('may contain an unescaped %', async (t) => {
    const server = await serve(t, (request, response) => give(content, request, response));
    await target(t).fetch(server.url.replace('//', '//me:100%%C3%A4%@'));
    assert.equal(
      server.requests[0]?.headers.authorization,
      `Basic ${Buffer.from('me:100%ä%').toString('base64')}`,
    );
  });

  test('are not sent to another server after a redirect', async (t) => {
    const other = await serve(t, (request, response) => give(content, request, response));
    const server = await serve(t, (_, response) => response.writeHead(302, { location: other.url }).end());
    const place = target(t);
    await place.fetch(withSecret(server.url));
    place.assertWhole();
    assert.equal(server.requests[0]?.headers.authorization, basic);
    assert.equal(other.requests[0]?.headers.authorization, undefined);
  });

  test('appear in no error', async (t) => {
    const server = await serve(t, (_, response) => response.writeHead(401).end());
    const closed = await serve(t, () => undefined);
    await once(closed.http.close(), 'close');
    const error = await failure(target(t).fetch([server.url, closed.url].map(withSecret)));
    assert.match(error.message, /HTTP status 401 Unauthorized\.\n.*: connection refused/);
    assert.doesNotMatch(inspect(error), /cret/);
  });

  test('of a proxy appear in no error', async (t) => {
    const proxy = await serve(t, (_, response) => response.writeHead(403).end());
    setEnvironment(t, { HTTP_PROXY: withSecret(proxy.url) });
    const refused = await failure(target(t).fetch('http://elsewhere.invalid/file.bin'));
    assert.match(refused.message, /HTTP status 403/);
    setEnvironment(t, { HTTP_PROXY: withSecret('http://not an address') });
    const wrong = await failure(target(t).fetch('http://elsewhere.invalid/file.bin'));
    assert.match(wrong.message, /Cannot use the proxy/);
    assert.doesNotMatch(inspect([refused, wrong]), /cret/);
  });
});

describe('a proxy', () => {
  test('named by HTTP_PROXY gets requests for other hosts', async (t) => {
    const proxy = await serve(t, (request, response) => give(content, request, response));
    setEnvironment(t, { HTTP_PROXY: withSecret(proxy.url) });
    const place = target(t);
    await place.fetch('http://elsewhere.invalid/file.bin');
    place.assertWhole();
    const [request] = proxy.requests;
    assert.equal(request?.url, 'http://elsewhere.invalid/file.bin');
    assert.equal(request.headers['proxy-authorization'], basic);
  });

  test('gets no requests for hosts in NO_PROXY', async (t) => {
    const proxy = await serve(t, (_, response) => response.writeHead(502).end());
    const server = await serve(t, (request, response) => give(content, request, response));
    setEnvironment(t, { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' });
    const place = target(t);
    await place.fetch(server.url);
    place.assertWhole();
    assert.deepEqual(proxy.requests, []);
  });

  test('named by HTTPS_PROXY is asked for a tunnel, and its refusal is reported', async (t) => {
    const proxy = await serve(t, () => undefined);
    const tunnels: (string | undefined)[] = [];
    proxy.http.on('connect', ({ url }: IncomingMessage, socket: Duplex) => {
      tunnels.push(url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    setEnvironment(t, { HTTPS_PROXY: proxy.url });
    const { message } = await failure(target(t).fetch('https://elsewhere.invalid/file.bin'));
    assert.deepEqual(tunnels, ['elsewhere.invalid:443']);
    assert.match(message, /https:\/\/elsewhere\.invalid\/file\.bin: .*\(403\)/);
  });

  test('that refuses is reported with the meaning of its answer', async (t) => {
    const proxy = await serve(t, (_, response) => response.writeHead(403).end());
    setEnvironment(t, { HTTP_PROXY: proxy.url });
    const { message } = await failure(target(t).fetch('http://elsewhere.invalid/file.bin'));
    assert.match(message, /: HTTP status 403 Forbidden\.$/);
  });

  test('that needs a password is reported', async (t) => {
    const proxy = await serve(t, (_, response) => response.writeHead(407).end());
    setEnvironment(t, { HTTP_PROXY: proxy.url });
    const { message } = await failure(target(t).fetch('http://elsewhere.invalid/file.bin'));
    assert.match(message, /407/);
  });

  for (const named of ['not an address', 'proxy.example:3128']) {
    test(`with an invalid address (${named}) is reported, with what to do`, async (t) => {
      setEnvironment(t, { HTTP_PROXY: named });
      const { message, remedy } = await failure(target(t).fetch('http://elsewhere.invalid/file.bin'));
      assert.match(message, /^Cannot use the proxy of the environment: Invalid URL(.*[^.])?\.$/);
      assert.match(remedy, /^Set HTTPS_PROXY and HTTP_PROXY to a URL such as http:\/\/proxy\.example:3128/);
    });
  }
});
