import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { thisMachine } from '../../src/runs/machine';
import { ownerName } from '../../src/runs/owner';
import { ADDON, LIBRARIES } from '../../src/runner/runtime/addon';
import { findRuntime } from '../../src/runner/runtime/find';
import {
  alreadyInstalled,
  install,
  planInstall,
  type InstallOptions,
  type InstallPlan,
  type Release,
} from '../../src/runner/runtime/install';
import release from '../../src/runner/runtime/release.json';
import { failure, setEnvironment } from './downloads';
import { bareMachine, brokenAddon, installed, manage, type Machine } from './runtime-places';
import { give, giveSome, serve } from './server';

const FILE = 'tensorflow_cpu-0.0.1-cp311-cp311-manylinux_2_27_x86_64.whl';

/** A wheel with these files, by name, stored uncompressed. */
function makeWheel(folder: string, files: Readonly<Record<string, string>>): string {
  const wheel = path.join(folder, FILE);
  const script =
    'import json, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n  for name, file in json.loads(sys.argv[2]).items(): z.write(file, name)';
  execFileSync('python3', ['-c', script, wheel, JSON.stringify(files)]);
  return wheel;
}

/** Contains fake libraries: enough for everything before the probe. */
function falseWheel(folder: string): string {
  const file = path.join(folder, 'library');
  fs.writeFileSync(file, Buffer.alloc(200_000, 'no library'));
  return makeWheel(folder, Object.fromEntries(LIBRARIES.map((name) => [`tensorflow/${name}`, file])));
}

/** The libraries and headers of the installed TensorFlow. */
function trueWheel(folder: string): string {
  const headers = fs
    .readdirSync(path.join(installed, 'include'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.h'));
  return makeWheel(
    folder,
    Object.fromEntries(
      [...LIBRARIES, ...headers.map((name) => path.join('include', name))].map((name) => [
        `tensorflow/${name}`,
        path.join(installed, name),
      ]),
    ),
  );
}

interface Shop {
  readonly plan: InstallPlan;
  readonly env: NodeJS.ProcessEnv;
  readonly url: string;
  readonly content: Buffer;
  /** The requests for the wheel: the first byte of each. */
  readonly asked: readonly (string | undefined)[];
  /** Answers requests for the wheel; sends all of it by default. */
  answer: typeof give;
}

/** A package index with one wheel, and the plan of installing it on a machine. */
async function shop(
  t: TestContext,
  machine: Machine,
  wheel: string,
  { version = release.version, sha256 = '' } = {},
): Promise<Shop> {
  const content = fs.readFileSync(wheel);
  const asked: (string | undefined)[] = [];
  const server = await serve(t, (request, response) => {
    if (request.url === '/simple/tensorflow-cpu/')
      response.end(`<a href="other.whl">other.whl</a>\n<a href="../../files/${FILE}#sha256=x">${FILE}</a>`);
    else if (request.url === `/files/${FILE}`) {
      asked.push(request.headers.range);
      here.answer(content, request, response);
    } else response.writeHead(404).end();
  });
  const env = { ...machine.env, PIP_INDEX_URL: `${server.url}/simple` };
  const declared: Release = {
    version,
    cpu: {
      folder: 'tensorflow-cpu-0.0.1-linux-x64',
      unpackedBytes: 1_000_000,
      wheels: [
        {
          project: 'tensorflow-cpu',
          file: FILE,
          sizeBytes: content.length,
          sha256: sha256 || createHash('sha256').update(content).digest('hex'),
        },
      ],
    },
    gpu: release.gpu,
  };
  const here: Shop = {
    plan: planInstall('cpu', env, { release: declared }),
    env,
    url: server.url,
    content,
    asked,
    answer: give,
  };
  return here;
}

/** The cache's content except probe results. */
const inCache = ({ cache }: Machine): readonly string[] =>
  fs
    .readdirSync(cache, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('proofs'))
    .sort();

describe('an installation of TensorFlow', () => {
  test('is found afterwards, replaces older ones, and leaves no download', async (t) => {
    const machine = bareMachine(t);
    const older = manage(machine, 'tensorflow-cpu-0.0.0-linux-x64');
    const { plan, env } = await shop(t, machine, trueWheel(machine.folder));
    const steps: string[] = [];
    let olderWasThere = false;
    let work: string | undefined;
    const options: InstallOptions = {
      env,
      onProgress({ step }) {
        if (steps.at(-1) !== step) steps.push(step);
        if (step !== 'prove') return;
        olderWasThere = fs.existsSync(older);
        work = fs.readdirSync(machine.cache).find((name) => name.includes('.new-'));
      },
    };
    assert.equal(await alreadyInstalled(plan, env), undefined);
    const { folder, proof } = await install(plan, options);
    assert.equal(folder, plan.folder);
    assert.equal(proof.library, release.version);
    assert.deepEqual(steps, ['fetch', 'unpack', 'prove']);
    assert.ok(olderWasThere, 'what was there before stays until the new one is proved');
    // Its folders become part of a library path list.
    assert.ok(work !== undefined && !work.includes(path.delimiter), work);
    assert.deepEqual(fs.readdirSync(machine.cache).sort(), ['downloads', path.basename(folder)].sort());
    assert.deepEqual(fs.readdirSync(path.join(machine.cache, 'downloads')), []);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['include', ...LIBRARIES, ADDON].sort());
    const found = await findRuntime(machine);
    assert.deepEqual([found.source, found.place], ['managed', folder]);
    assert.ok(await alreadyInstalled(plan, env));

    await t.test('and is not kept where it is another version than it should be', async () => {
      fs.rmSync(folder, { recursive: true });
      const { message } = await failure(install({ ...plan, version: '9.9.9' }, { env }));
      assert.equal(message, `The download reports TensorFlow ${release.version}, not 9.9.9.`);
      assert.equal(fs.existsSync(folder), false);
    });
  });

  test('compiles the addon if the prebuilt one does not load', async (t) => {
    const machine = bareMachine(t);
    const { plan, env } = await shop(t, machine, trueWheel(machine.folder));
    const dist = process.env.TICKET_DIST ?? 'dist';
    const copy = path.join(machine.folder, 'dist');
    fs.cpSync(dist, copy, {
      recursive: true,
      filter: (from) => !/^(test|mutate)-\d+/.test(path.relative(dist, from)),
    });
    process.env.TICKET_DIST = copy;
    t.after(() => (process.env.TICKET_DIST = dist));
    brokenAddon(path.join(copy, 'addon/linux-x64', ADDON), 'crash');
    const steps: string[] = [];
    const onProgress: InstallOptions['onProgress'] = ({ step }) => {
      if (steps.at(-1) !== step) steps.push(step);
    };
    const { proof } = await install(plan, { env, onProgress });
    assert.equal(proof.library, release.version);
    assert.deepEqual(steps, ['fetch', 'unpack', 'prove', 'compile', 'prove']);
  });

  test('that does not work here keeps the earlier one, and leaves no files', async (t) => {
    const machine = bareMachine(t);
    const older = manage(machine);
    const { plan, env } = await shop(t, machine, falseWheel(machine.folder));
    const { message, remedy } = await failure(install(plan, { env }));
    assert.match(
      message,
      /^The downloaded TensorFlow 2\.21\.0 \(cpu\) does not work here: .*TensorFlow does not load/,
    );
    assert.match(remedy, /^Ticket changed nothing/);
    assert.equal((await findRuntime(machine)).place, older);
    assert.deepEqual(
      inCache(machine),
      ['downloads', `downloads/${FILE}`, ...inCacheOf(older, machine)].sort(),
    );
  });

  test('with other content than declared is not kept', async (t) => {
    const machine = bareMachine(t);
    const { plan, env } = await shop(t, machine, falseWheel(machine.folder), { sha256: '0'.repeat(64) });
    const { message } = await failure(install(plan, { env }));
    assert.match(message, /its SHA-256 is [0-9a-f]{64}, not 0{64}/);
    assert.deepEqual(inCache(machine), ['downloads']);
  });

  for (const [what, size] of [
    ['of the same size', 1],
    ['cut short', 0.5],
  ] as const)
    test(`downloads a damaged download again, ${what}, and says so`, async (t) => {
      const machine = bareMachine(t);
      const { plan, env, content, asked } = await shop(t, machine, falseWheel(machine.folder));
      const told: string[] = [];
      const options: InstallOptions = { env, onNotice: (text) => told.push(text) };
      await failure(install(plan, options));
      const file = path.join(machine.cache, 'downloads', FILE);
      fs.writeFileSync(file, Buffer.alloc(content.length * size));
      await failure(install(plan, options));
      assert.equal(asked.length, 2);
      assert.deepEqual(fs.readFileSync(file), content);
      assert.deepEqual(told, [`${file} is damaged. Downloading it again.`]);
    });

  test('that is cancelled in the middle continues in the next call', async (t) => {
    const machine = bareMachine(t);
    const here = await shop(t, machine, falseWheel(machine.folder));
    const { plan, env, content, asked } = here;
    const half = content.length >> 1;
    here.answer = (bytes, request, response) => giveSome(bytes, half, request, response);
    const cancel = new AbortController();
    const onProgress: InstallOptions['onProgress'] = (progress) => {
      if (progress.step === 'fetch' && progress.doneBytes === half) cancel.abort();
    };
    await assert.rejects(install(plan, { env, signal: cancel.signal, onProgress }), { name: 'AbortError' });
    const left = inCache(machine);
    assert.equal(left.length, 2);
    assert.match(left[1] ?? '', /\.part$/);

    here.answer = give;
    await failure(install(plan, { env }));
    assert.deepEqual(asked, [undefined, `bytes=${half}-`]);
    assert.deepEqual(inCache(machine), ['downloads', `downloads/${FILE}`]);
  });

  test('that is cancelled while unpacking keeps the download', async (t) => {
    const machine = bareMachine(t);
    const { plan, env } = await shop(t, machine, falseWheel(machine.folder));
    const cancel = new AbortController();
    const onProgress: InstallOptions['onProgress'] = ({ step }) => {
      if (step === 'unpack') cancel.abort();
    };
    await assert.rejects(install(plan, { env, signal: cancel.signal, onProgress }), { name: 'AbortError' });
    assert.deepEqual(inCache(machine), ['downloads', `downloads/${FILE}`]);
  });

  test('removes leftovers of a killed one, but not files of an active one', async (t) => {
    const machine = bareMachine(t);
    const { plan, env } = await shop(t, machine, falseWheel(machine.folder));
    const gone = { ...thisMachine(), pid: 2 ** 22 + 1, startTime: 'never' };
    const [dead, living, unseen] = [
      ownerName(gone),
      ownerName(),
      // Another container with the same host name, whose processes are not visible here.
      ownerName({ ...gone, pidNamespace: 'pid:[1]' }),
    ].map((owner) => `${plan.folder}.new-${owner}`);
    assert.ok(dead !== undefined && living !== undefined && unseen !== undefined);
    for (const folder of [dead, living, unseen]) fs.mkdirSync(folder, { recursive: true });
    await failure(install(plan, { env }));
    assert.deepEqual([dead, living, unseen].map(fs.existsSync), [false, true, true]);

    await t.test('and puts back what it had put away', async () => {
      const away = `${plan.folder}.old-${ownerName(gone)}`;
      fs.mkdirSync(away);
      await failure(install(plan, { env }));
      assert.deepEqual([away, plan.folder].map(fs.existsSync), [false, true]);
    });
  });
});

describe('a failed installation reports the reason:', () => {
  test('no Python and no index', async (t) => {
    const machine = bareMachine(t);
    const { message, remedy } = await failure(install(planInstall('cpu', machine.env), { env: machine.env }));
    assert.match(message, /found no Python with pip to name one\.$/);
    assert.match(remedy, /PIP_INDEX_URL/);
  });

  test('a cache whose path contains a separator of folder lists', () => {
    const env = { TICKET_CACHE: '/tmp/a:b' };
    assert.throws(
      () => planInstall('cpu', env),
      /contains :, which separates folders in the system's library path/,
    );
  });

  test('no network', async (t) => {
    const machine = bareMachine(t);
    const env = { ...machine.env, PIP_INDEX_URL: 'http://user:secret@127.0.0.1:39999/simple' };
    const { message, remedy } = await failure(install(planInstall('cpu', env), { env }));
    assert.equal(
      message,
      'Cannot read the package index http://127.0.0.1:39999/simple/tensorflow-cpu/: connection refused (ECONNREFUSED).',
    );
    assert.match(remedy, /HTTPS_PROXY/);
  });

  test('an invalid proxy address', async (t) => {
    const machine = bareMachine(t);
    setEnvironment(t, { HTTP_PROXY: 'no address' });
    const env = { ...machine.env, PIP_INDEX_URL: 'http://elsewhere.invalid/simple' };
    const { message, remedy } = await failure(install(planInstall('cpu', env), { env }));
    assert.equal(message, 'Cannot use the proxy of the environment: Invalid URL.');
    assert.match(remedy, /^Set HTTPS_PROXY and HTTP_PROXY/);
  });

  test('an index without the package', async (t) => {
    const machine = bareMachine(t);
    const { env, url } = await shop(t, machine, falseWheel(machine.folder));
    const { message } = await failure(install(planInstall('cpu', env), { env }));
    const [wheel] = release.cpu.wheels;
    assert.equal(message, `${url}/simple/tensorflow-cpu/ does not have ${wheel?.file ?? ''}.`);
  });

  test('no compiler, if the addon must be compiled', async (t) => {
    const machine = bareMachine(t);
    const before = process.env.TICKET_DIST;
    process.env.TICKET_DIST = machine.folder; // a package without a ready-built addon
    process.env.CXX = '/no/compiler';
    t.after(() => {
      process.env.TICKET_DIST = before;
      Reflect.deleteProperty(process.env, 'CXX');
    });
    const { plan, env } = await shop(t, machine, falseWheel(machine.folder));
    const { message, remedy } = await failure(install(plan, { env }));
    assert.match(message, /found no compiler \/no\/compiler\.$/);
    assert.match(remedy, /apt install g\+\+/);
    assert.deepEqual(inCache(machine), ['downloads', `downloads/${FILE}`]);
  });

  test('an unwritable cache', async (t) => {
    const machine = bareMachine(t);
    fs.writeFileSync(machine.cache, 'a file in the way');
    const { plan, env } = await shop(t, machine, falseWheel(machine.folder));
    const { message, remedy } = await failure(install(plan, { env }));
    assert.match(message, /part of the path is a file, not a folder|a folder of this name exists/);
    assert.match(remedy, /TICKET_CACHE/);
  });

  test('too little space', async (t) => {
    const machine = bareMachine(t);
    const { plan, env } = await shop(t, machine, falseWheel(machine.folder));
    const { message, remedy } = await failure(install({ ...plan, unpackedBytes: 1e18 }, { env }));
    assert.match(message, /^The installation needs 1000000000\.\d GB in .*, but only \d+\.\d GB are free\.$/);
    assert.match(remedy, /TICKET_CACHE/);
    assert.deepEqual(inCache(machine), []);
  });
});

const inCacheOf = (folder: string, { cache }: Machine): readonly string[] => {
  const name = path.relative(cache, folder);
  return [name, ...fs.readdirSync(folder).map((file) => path.join(name, file))];
};
