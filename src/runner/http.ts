// Requests over HTTP by the proxies that the environment names, and what their failures mean.
import { STATUS_CODES } from 'node:http';
import { errorCode } from '../runs/atomic';
import { EnvironmentError } from './problem';

export interface Answer {
  readonly status: number;
  /** Undefined where a proxy answers. */
  readonly statusText?: string | undefined;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** What is used of the standard `fetch`, so that the editor's or a test's can stand in. */
export type Fetch = (
  url: string,
  init: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
) => Promise<Answer>;

export interface HttpClient {
  readonly fetch: Fetch;
  /** Closes its connections. */
  close(): Promise<void>;
}

/**
 * A client that heeds HTTPS_PROXY, HTTP_PROXY and NO_PROXY on every Node. Certificates beside the usual ones come from
 * NODE_EXTRA_CA_CERTS, which Node itself heeds.
 *
 * @throws {EnvironmentError} where a proxy is named by what is no URL.
 */
export async function httpClient(): Promise<HttpClient> {
  // Loaded when something is fetched, and not at every start of the command.
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  // Proxies commonly refuse tunnels to any port but that of https, so http is asked of them plainly.
  const dispatcher = agent(() => new EnvHttpProxyAgent({ proxyTunnel: false }));
  return {
    fetch(address, init) {
      const { url, headers } = signedIn(address);
      return fetch(url, { ...init, headers: { ...init.headers, ...headers }, dispatcher });
    },
    close: () => dispatcher.destroy(),
  };
}

function agent<Agent>(make: () => Agent): Agent {
  try {
    return make();
  } catch (error) {
    throw new EnvironmentError(
      `The proxy that the environment names cannot be used: ${reasonOf(error)}.`,
      'Correct HTTPS_PROXY and HTTP_PROXY, such as http://proxy.example:3128, or unset them.',
    );
  }
}

/** Name and password stand in an address as people write it, and in a header as it is sent. */
function signedIn(address: string): { url: string; headers: Readonly<Record<string, string>> } {
  const { username, password } = new URL(address);
  if (!username && !password) return { url: address, headers: {} };
  const who = [username, password].map(decoded).join(':');
  return {
    url: withoutPassword(address),
    headers: { authorization: `Basic ${Buffer.from(who).toString('base64')}` },
  };
}

/** A % that begins no escape stands for itself, as people write it. */
const decoded = (text: string): string =>
  text.replace(/(%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );

/** An address as a message may show it. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.username = url.password = '';
  return url.href;
}

/** What a server answers when it does not give what was asked for. */
export function statusOf({ status, statusText }: Answer): string {
  return ['HTTP status', status, statusText || STATUS_CODES[status]].join(' ').trim();
}

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ETIMEDOUT: 'the host did not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host did not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted here',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

/**
 * Why a request failed, from what `fetch` has thrown, without a full stop: the reason stands in the error's cause, or
 * in one of several.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = errorCode(error);
  const meaning = code === undefined ? undefined : meanings[code];
  if (meaning !== undefined) return `${meaning} (${code ?? ''})`;
  const several = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  const inside = error.cause ?? several[0];
  return inside === undefined ? error.message.replace(/\.$/, '') : reasonOf(inside);
}
