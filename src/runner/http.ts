// HTTP requests through the proxies of the environment, and explanations of their failures.
import { STATUS_CODES } from 'node:http';
import { errorCode } from '../runs/atomic';
import { EnvironmentError } from './problem';

export interface Answer {
  readonly status: number;
  /** Undefined if a proxy answers. */
  readonly statusText?: string | undefined;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** The used part of the standard `fetch`, so that the editor or a test can replace it. */
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
 * A client that uses HTTPS_PROXY, HTTP_PROXY and NO_PROXY on every Node version. Node itself reads extra certificates
 * from NODE_EXTRA_CA_CERTS.
 *
 * @throws {EnvironmentError} if the environment names an invalid proxy URL.
 */
export async function httpClient(): Promise<HttpClient> {
  // Load undici only for downloads, to keep the command's start fast.
  const { EnvHttpProxyAgent, fetch } = await import('./undici.js');
  // Many proxies refuse tunnels except to the https port, so send http requests without a tunnel.
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
      `Cannot use the proxy of the environment: ${reasonOf(error)}.`,
      'Set HTTPS_PROXY and HTTP_PROXY to a URL such as http://proxy.example:3128, or unset them.',
    );
  }
}

/** Moves user name and password from the URL into a header. */
function signedIn(address: string): { url: string; headers: Readonly<Record<string, string>> } {
  const { username, password } = new URL(address);
  if (!username && !password) return { url: address, headers: {} };
  const who = [username, password].map(decoded).join(':');
  return {
    url: withoutPassword(address),
    headers: { authorization: `Basic ${Buffer.from(who).toString('base64')}` },
  };
}

/** Decodes percent escapes; a % that begins no escape stays. */
const decoded = (text: string): string =>
  text.replace(/(%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );

/** The URL without user name and password, for messages. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.username = url.password = '';
  return url.href;
}

/** The HTTP status as text. */
export function statusOf({ status, statusText }: Answer): string {
  return ['HTTP status', status, statusText || STATUS_CODES[status]].join(' ').trim();
}

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed',
  UND_ERR_SOCKET: 'connection closed',
  EPIPE: 'connection closed',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'DNS lookup failed',
  ETIMEDOUT: 'the host did not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host did not answer',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  SELF_SIGNED_CERT_IN_CHAIN: 'this machine does not trust the certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'this machine does not trust the certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'this machine does not trust the certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'this machine does not trust the certificate',
  CERT_HAS_EXPIRED: 'the certificate has expired',
};

/**
 * The reason why a request failed, without a full stop, from the error that `fetch` threw, its cause, or one of
 * several.
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
