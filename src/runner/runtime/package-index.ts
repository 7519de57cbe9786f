// Where a wheel can be had: the Python package index of this machine, as pip is set up to use it, read by its "simple"
// page (PEP 503).
import { EnvironmentError } from '../problem';
import { httpClient, reasonOf, statusOf, withoutPassword } from '../http';
import { askPython, pythons } from './python';

/** A file of a Python project, as a release pins it. */
export interface Wheel {
  readonly project: string;
  readonly file: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

const LIMIT_MS = 30_000;

/**
 * The address of the index: `PIP_INDEX_URL`, else what pip's configuration says, else pip's own default.
 *
 * @throws {EnvironmentError} where no Python with pip says one.
 */
export async function packageIndex(env: NodeJS.ProcessEnv): Promise<string> {
  const named = env.PIP_INDEX_URL;
  if (named) {
    if (URL.canParse(named)) return named;
    throw new EnvironmentError(`PIP_INDEX_URL is no address: ${named}`, 'Correct it or unset it.');
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
    'TensorFlow comes from a Python package index, and there is no Python with pip to say which.',
    'Install Python 3 with pip (on Debian: apt install python3-pip), or let PIP_INDEX_URL name an index.',
  );
}

/**
 * The address of a wheel in the index.
 *
 * @throws {EnvironmentError} where the index cannot be reached or does not have it.
 */
export async function wheelUrl(
  index: string,
  { project, file }: Wheel,
  signal?: AbortSignal,
): Promise<string> {
  const page = `${index.replace(/\/$/, '')}/${project}/`;
  const remedy =
    'PIP_INDEX_URL names another index; HTTPS_PROXY may name a proxy, NODE_EXTRA_CA_CERTS its certificates.';
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
    new EnvironmentError(`The package index ${withoutPassword(page)} cannot be read: ${why}.`, remedy);
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
