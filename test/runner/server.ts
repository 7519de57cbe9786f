// A local web server that answers as a test configures it, and records its requests.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Server {
  /** Such as http://127.0.0.1:1234 */
  readonly url: string;
  /** Every request so far, in order. */
  readonly requests: readonly http.IncomingMessage[];
  readonly http: http.Server;
}

export async function serve(
  test: { after(hook: () => void): void },
  answer: http.RequestListener,
): Promise<Server> {
  const requests: http.IncomingMessage[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, http: server };
}

/** The first byte that a request asks for. */
const firstByte = ({ headers }: http.IncomingMessage): number =>
  Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);

/** Sends `content`, or the requested range of it. */
export function give(
  content: Uint8Array,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const from = firstByte(request);
  if (from >= content.length) response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
  else if (from === 0) response.writeHead(200, { 'content-length': content.length }).end(content);
  else {
    const range = `bytes ${from}-${content.length - 1}/${content.length}`;
    response
      .writeHead(206, { 'content-range': range, 'content-length': content.length - from })
      .end(content.subarray(from));
  }
}

/** Announces all of `content` (or the requested range), sends its first `count` bytes, and stalls. */
export function giveSome(
  content: Uint8Array,
  count: number,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  then: () => void = () => undefined,
): void {
  const from = firstByte(request);
  response.writeHead(from === 0 ? 200 : 206, {
    'content-length': content.length - from,
    ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
  });
  response.write(content.subarray(from, from + count), then);
}

/** Sends all of `content` regardless of the request, without a length. */
export function giveUnmeasured(content: Uint8Array, response: http.ServerResponse): void {
  response.writeHead(200).write(content);
  response.end();
}
