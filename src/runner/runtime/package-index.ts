// Finds the URL of a wheel in the Python package index that pip uses on this machine, through its "simple" page (PEP
// 503).
import { EnvironmentError } from '../problem';
import { httpClient, reasonOf, statusOf, withoutPassword } from '../http';
import { askPython, pythons } from './python';

/** A file of a Python project, pinned by a release. */
export interface Wheel {
  readonly project: string;
  readonly file: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

const LIMIT_MS = 30_000;

/**
 * The URL of the index: `PIP_INDEX_URL`, else pip's configuration, else pip's default.
 *
 * @throws {EnvironmentError} if no Python with pip names one.
 */
export async function packageIndex(env: NodeJS.ProcessEnv): Promise<string> {
  const named = env.PIP_INDEX_URL;
  if (named) {
    if (URL.canParse(named)) return named;
    throw new EnvironmentError(`PIP_INDEX_URL is not a URL: ${named}`, 'Correct it or unset it.');
  }
  for (const python of pythons(env)) {
    const said =
      (await askPython(python, ['-m', 'pip', 'config', 'get', 'global.index-url'], env)) ??
      (await askPython(
        python,
        ['-c', 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)'],
        env,
      ));
    if (said && URL.canParse(said)) return said;
  }
  throw new EnvironmentError(
    'Ticket downloads TensorFlow from a Python package index, but found no Python with pip to name one.',
    'Install Python 3 with pip (on Debian: apt install python3-pip), or set PIP_INDEX_URL.',
  );
}

/**
 * The URL of a wheel in the index.
 *
 * @throws {EnvironmentError} if the index is unreachable or does not have it.
 */
export async function wheelUrl(
  index: string,
  { project, file }: Wheel,
  signal?: AbortSignal,
): Promise<string> {
  const page = `${index.replace(/\/$/, '')}/${project}/`;
  const remedy =
    'To use another index, set PIP_INDEX_URL. Behind a proxy, set HTTPS_PROXY, and NODE_EXTRA_CA_CERTS to its certificates.';
  const html = await read(page, remedy, signal);
  for (const [, href = ''] of html.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["']/gi)) {
    const url = new URL(href.replaceAll('&amp;', '&'), page);
    if (decodeURIComponent(url.pathname).endsWith(`/${file}`)) {
      url.hash = '';
      return url.href;
    }
  }
  throw new EnvironmentError(`${withoutPassword(page)} does not have ${file}.`, remedy);
}

async function read(page: string, remedy: string, signal: AbortSignal | undefined): Promise<string> {
  const client = await httpClient();
  const failed = (why: string): EnvironmentError =>
    new EnvironmentError(`Cannot read the package index ${withoutPassword(page)}: ${why}.`, remedy);
  try {
    const limit = AbortSignal.timeout(LIMIT_MS);
    const answer = await client.fetch(page, {
      headers: { accept: 'text/html' },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (answer.status !== 200 || !answer.body) throw failed(statusOf(answer));
    const pieces: Uint8Array[] = [];
    for await (const bytes of answer.body) pieces.push(bytes);
    return Buffer.concat(pieces).toString('utf8');
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof EnvironmentError ? error : failed(reasonOf(error));
  } finally {
    await client.close();
  }
}
