import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { ADDON } from '../../src/runner/runtime/addon';
import { findRuntime, tryAll, type SearchOptions } from '../../src/runner/runtime/find';
import { managedFolder } from '../../src/runner/runtime/places';
import release from '../../src/runner/runtime/release.json';
import {
  addPython,
  addTfjsNode,
  bareMachine,
  brokenAddon,
  foreignAddon,
  installed,
  manage,
} from './runtime-places';
import { failure } from './downloads';

const dist = process.env.TICKET_DIST ?? 'dist';

/** A package without a ready-built addon, so that Ticket must compile one. */
function withoutShippedAddon(t: TestContext, folder: string): void {
  const copy = path.join(folder, 'dist');
  fs.cpSync(dist, copy, {
    recursive: true,
    filter: (from) => !/test-\d+|mutate-\d+|addon\/linux/.test(from),
  });
  process.env.TICKET_DIST = copy;
  t.after(() => (process.env.TICKET_DIST = dist));
}

describe('the search for TensorFlow', () => {
  test('uses the named one before all others', async (t) => {
    const machine = bareMachine(t);
    addTfjsNode(machine);
    const env = { ...machine.env, TICKET_TENSORFLOW: installed };
    const found = await findRuntime({ ...machine, env });
    assert.deepEqual([found.source, found.place], ['named', installed]);
    assert.equal(found.proof.library, release.version);
    assert.equal(found.proof.device, 'CPU');
  });

  test('finds a tfjs-node of the workspace, also from a subfolder', async (t) => {
    const machine = bareMachine(t);
    manage(machine);
    const addon = addTfjsNode(machine);
    const workspace = path.join(machine.workspace, 'deep', 'inside');
    fs.mkdirSync(workspace, { recursive: true });
    const { source, request } = await findRuntime({ ...machine, workspace });
    assert.equal(source, 'workspace');
    assert.deepEqual(request, { kind: 'tensorflow', addon, libraryPath: [] });
  });

  test('prefers an installed one to that of a Python', async (t) => {
    const machine = bareMachine(t);
    const folder = manage(machine);
    const { env } = addPython(machine);
    const { source, place } = await findRuntime({ ...machine, env });
    assert.deepEqual([source, place], ['managed', folder]);
  });

  test('prefers the installed one of this release to an older one, but uses an older one if there is no other', async (t) => {
    const machine = bareMachine(t);
    const older = manage(machine, 'tensorflow-cpu-2.9.1-linux-x64');
    assert.equal((await findRuntime(machine)).place, older);
    const current = manage(machine);
    assert.equal((await findRuntime(machine)).place, current);
  });

  test("uses a Python's without importing or downloading anything", async (t) => {
    const machine = bareMachine(t);
    const { env, package: folder } = addPython(machine);
    const { source, place, proof, request } = await findRuntime({ ...machine, env });
    assert.deepEqual([source, place], ['python', folder]);
    assert.equal(proof.library, release.version);
    assert.ok(request.kind === 'tensorflow' && request.libraryPath[0] === folder);
    assert.equal(fs.existsSync(path.join(machine.cache, 'downloads')), false);
  });

  test("compiles the addon once for a Python's if the package has none", async (t) => {
    const machine = bareMachine(t);
    withoutShippedAddon(t, machine.folder);
    const { env } = addPython(machine);
    const { source, request } = await findRuntime({ ...machine, env });
    assert.equal(source, 'python');
    assert.ok(request.kind === 'tensorflow' && request.addon.startsWith(path.join(machine.cache, 'addon')));
    // An addon built on a new machine must load on an old one: libstdc++ of GCC 5, which TensorFlow itself requires.
    const needed = fs.readFileSync(request.addon, 'latin1').matchAll(/GLIBCXX_3\.4\.(\d+)/g);
    assert.ok(Math.max(...[...needed].map(([, revision]) => Number(revision))) <= 22);
    process.env.CXX = '/no/compiler';
    t.after(() => Reflect.deleteProperty(process.env, 'CXX'));
    assert.deepEqual((await findRuntime({ ...machine, env })).request, request);
  });

  test('reports a missing compiler if the addon must be compiled', async (t) => {
    const machine = bareMachine(t);
    withoutShippedAddon(t, machine.folder);
    const { env } = addPython(machine);
    process.env.CXX = '/no/compiler';
    t.after(() => Reflect.deleteProperty(process.env, 'CXX'));
    const tried = await tryAll({ ...machine, env });
    const { error } = tried.find(({ source }) => source === 'python') ?? {};
    assert.match(
      error?.message ?? '',
      /must compile the TensorFlow addon, but found no compiler \/no\/compiler\./,
    );
    assert.match(error?.remedy ?? '', /apt install g\+\+/);
    assert.deepEqual(fs.readdirSync(path.join(machine.cache, 'addon')).length, 1);
  });

  test("compiles the addon for a Python's if the prebuilt one does not load", async (t) => {
    const machine = bareMachine(t);
    withoutShippedAddon(t, machine.folder);
    brokenAddon(path.join(String(process.env.TICKET_DIST), 'addon/linux-x64', ADDON), 'crash');
    const { env } = addPython(machine);
    const { source, request } = await findRuntime({ ...machine, env });
    assert.equal(source, 'python');
    assert.ok(request.kind === 'tensorflow' && request.addon.startsWith(path.join(machine.cache, 'addon')));
  });

  test("prefers one in the editor's storage to that of the cache", async (t) => {
    const machine = bareMachine(t);
    manage(machine);
    const storage = path.join(machine.folder, 'storage');
    const folder = manage({ ...machine, cache: storage });
    assert.equal((await findRuntime({ ...machine, storage })).place, folder);
  });

  test('ignores a workspace folder called tensorflow', async (t) => {
    const machine = bareMachine(t);
    const { env } = addPython(machine, false);
    fs.mkdirSync(path.join(machine.workspace, 'tensorflow'));
    fs.writeFileSync(path.join(machine.workspace, 'tensorflow', '__init__.py'), '');
    const before = process.cwd();
    process.chdir(machine.workspace);
    t.after(() => process.chdir(before));
    const python = (await tryAll({ ...machine, env })).find(({ source }) => source === 'python');
    assert.equal(python?.missing, 'has no tensorflow package');
  });
});

describe('a TensorFlow that does not work', () => {
  const brokenManaged: Readonly<Record<string, [(addon: string) => void, RegExp, SearchOptions?]>> = {
    'crashes on loading': [(addon) => brokenAddon(addon, 'crash'), /The process crashed \(SIGSEGV\)/],
    'hangs on loading': [
      (addon) => brokenAddon(addon, 'hang'),
      /The process timed out after 1 s/,
      { limitMs: 1000 },
    ],
    'is for another processor': [
      foreignAddon,
      /TensorFlow does not load: .*(cannot open|wrong|architecture)/,
    ],
    'is not a library': [
      (addon) => {
        fs.mkdirSync(path.dirname(addon), { recursive: true });
        fs.writeFileSync(addon, 'nothing');
      },
      /TensorFlow does not load: .*too short|invalid ELF/,
    ],
    'lacks its libraries': [
      (addon) => {
        fs.mkdirSync(path.dirname(addon), { recursive: true });
        fs.copyFileSync(path.join(installed, ADDON), addon);
      },
      /TensorFlow does not load: libtensorflow_cc\.so\.2: cannot open/,
    ],
  };
  for (const [what, [make, says, options]] of Object.entries(brokenManaged)) {
    test(`because it ${what} is skipped, with advice`, async (t) => {
      const machine = bareMachine(t);
      // Ticket remembers that the embedded one works, so that the limit counts only for the broken one.
      if (options) await findRuntime(machine);
      const folder = managedFolder('cpu', machine.env);
      make(path.join(folder, ADDON));
      const { source, passed } = await findRuntime({ ...machine, ...options });
      assert.equal(source, 'embedded');
      const error = passed.find((tried) => tried.source === 'managed')?.error;
      assert.ok(error);
      assert.ok(error.message.startsWith(`${folder}: `));
      assert.match(error.message, says);
      assert.equal(error.remedy, 'Reinstall it: ticket runtime install');
    });

    test(`because it ${what} is an error if it is named`, async (t) => {
      const machine = bareMachine(t);
      manage(machine);
      const named = path.join(machine.folder, 'named');
      make(path.join(named, ADDON));
      const { message, remedy } = await failure(findRuntime({ ...machine, named, ...options }));
      assert.match(message, says);
      assert.match(remedy, /TICKET_TENSORFLOW/);
    });
  }

  test('because the named path is a file is an error', async (t) => {
    const machine = bareMachine(t);
    const named = path.join(installed, ADDON);
    const { message } = await failure(findRuntime({ ...machine, named }));
    assert.equal(message, `${named} is a file, not a folder.`);
  });

  test('because the named folder does not contain it is an error', async (t) => {
    const machine = bareMachine(t);
    const { message } = await failure(findRuntime({ ...machine, named: machine.workspace }));
    assert.equal(message, `${machine.workspace} contains neither ${ADDON} nor libtensorflow_cc.so.2.`);
  });

  test('because the cache is unreadable is reported, and the embedded default trains', async (t) => {
    const machine = bareMachine(t);
    fs.writeFileSync(machine.cache, 'a file in the way');
    const { source, passed } = await findRuntime(machine);
    assert.equal(source, 'embedded');
    const error = passed.find((tried) => tried.source === 'managed')?.error;
    assert.equal(error?.message, `Cannot read the cache folder ${machine.cache} (ENOTDIR).`);
    assert.match(error.remedy, /TICKET_CACHE/);
  });

  test('because nothing exists (no TensorFlow, Python or cache) leaves the embedded default', async (t) => {
    const machine = bareMachine(t);
    const { source, passed } = await findRuntime(machine);
    assert.equal(source, 'embedded');
    assert.deepEqual(
      passed.map(({ source, missing }) => [source, missing]),
      [
        ['workspace', '@tensorflow/tfjs-node is not installed'],
        ['managed', 'none installed'],
        ['python', 'no Python found'],
      ],
    );
  });
});

describe('a proof', () => {
  test('is remembered until a file of the runtime changes', async (t) => {
    const machine = bareMachine(t);
    const folder = manage(machine);
    await findRuntime(machine);
    const proofs = path.join(machine.cache, 'proofs');
    const [only] = fs.readdirSync(proofs);
    assert.ok(only);
    const remembered = { backend: 'tensorflow', library: 'remembered', device: 'CPU', cpuFeatures: '' };
    const remember = (proof: unknown): void =>
      fs.writeFileSync(path.join(proofs, only), JSON.stringify(proof));
    remember(remembered);
    assert.equal((await findRuntime(machine)).proof.library, 'remembered');
    assert.notEqual((await findRuntime({ ...machine, fresh: true })).proof.library, 'remembered');
    // Invalid probe results are ignored.
    for (const rubbish of [{}, [], { ...remembered, backend: 'wasm' }, { ...remembered, device: 'TPU' }]) {
      remember(rubbish);
      assert.equal((await findRuntime(machine)).proof.library, release.version);
    }
    remember(remembered);
    fs.utimesSync(path.join(folder, ADDON), 1, 1);
    assert.equal((await findRuntime(machine)).proof.library, release.version);
    fs.writeFileSync(path.join(folder, ADDON), 'broken since');
    assert.equal((await findRuntime(machine)).source, 'embedded');
  });
});
