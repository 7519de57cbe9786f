// Tests that modules are stored with the run: every process loads the bytes that the run was prepared with.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readManifest, writeManifest } from '../../src/runs/manifest';
import { sums } from '../files';
import { callHeld, event, spec, trainFor, embeddedWorkplace as workplace, type Workplace } from './workplace';

const file = 'own.ticket.yaml';

/** A linear model; `head` precedes it, and `scale` multiplies its weights. */
const linear = (head: string, scale: string): string => `${head}
export default {
  layers: (input, outputs) => [
    { name: 'output', parameters: [{ name: 'output.weight', shape: [input[0], outputs], initializer: 'glorot-normal', prunable: true }] },
  ],
  forward: (tf, parameters, x) => tf.mul(tf.matMul(x, parameters['output.weight']), ${scale}),
};
`;

const own = (changes: Readonly<Record<string, unknown>> = {}): string =>
  spec({ model: { module: './own.mjs' }, trials: 1, prune: { rounds: 1 }, controls: [], ...changes });

function begin(t: TestContext, files: Readonly<Record<string, string>>, text = own()): Workplace {
  const place = workplace(t);
  place.write(file, text);
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(place.folder, name)), { recursive: true });
    place.write(name, content);
  }
  return place;
}

const numbers = (place: Workplace): Readonly<Record<string, string>> => sums(place.run(), 'trials', 'rounds');

async function good(place: Workplace, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await place.ticket(...args);
  assert.equal(code, 0, stderr);
}

/** Two packages, one depending on the other, in two formats. */
const packages = {
  'node_modules/scales/package.json':
    '{ "name": "scales", "version": "1.0.0", "exports": { "import": "./index.mjs", "require": "./index.cjs" }, "dependencies": { "base-of-scales": "*" } }',
  'node_modules/scales/index.mjs': "import base from 'base-of-scales';\nexport const two = base.one + 1;\n",
  'node_modules/scales/index.cjs': "exports.two = require('base-of-scales').one + 1;\n",
  'node_modules/base-of-scales/package.json': '{ "name": "base-of-scales", "version": "1.0.0" }',
  'node_modules/base-of-scales/index.js': "exports.one = require('./one').one;\n",
  'node_modules/base-of-scales/one.js': 'exports.one = 1;\n',
};

describe('a run whose module changes after its first start', () => {
  const longer = own({ train: trainFor(200), run: { checkpointSeconds: 0 } });

  test('resumes with the module it started with, even without the file', async (t) => {
    const files = { 'own.mjs': linear("import { scale } from './lib/scale.mjs';", 'scale') };
    const lib = { 'lib/scale.mjs': 'export const scale = 1;\n' };
    const straight = begin(t, { ...files, ...lib }, longer);
    await good(straight, 'run', file);

    const place = begin(t, { ...files, ...lib }, longer);
    const called = callHeld(place, ['progress'], 'run', file);
    await event(place, 'progress');
    called.child.kill('SIGINT');
    assert.equal((await called.ended).code, 130);
    place.write('lib/scale.mjs', 'export const scale = 3;\n');
    fs.rmSync(path.join(place.folder, 'own.mjs'));
    await good(place, 'resume', 'own');
    assert.deepEqual(numbers(place), numbers(straight));
    await good(place, 'verify', 'own');
  });

  test('is refused if a package has changed, which the run does not store; a changed package makes another run', async (t) => {
    const files = { 'own.mjs': linear("import { two } from 'scales';", 'two'), ...packages };
    const place = begin(t, files, longer);
    const called = callHeld(place, ['progress'], 'run', file);
    await event(place, 'progress');
    called.child.kill('SIGINT');
    assert.equal((await called.ended).code, 130);
    const changed = 'node_modules/base-of-scales/one.js';
    place.write(changed, 'exports.one = 2;\n');
    const { code, stderr } = await place.ticket('resume', 'own');
    assert.equal(code, 3, stderr);
    assert.match(
      stderr,
      /base-of-scales\/one\.js has changed since the run was prepared\. Install that version/,
    );
    assert.doesNotMatch(stderr, /^\s+at /m);
    const first = place.run();
    place.write(file, own());
    await good(place, 'run', file);
    assert.equal(fs.readdirSync(place.runs).length, 2);
    // Restores the file's bytes.
    place.write(changed, packages[changed]);
    await good(place, 'resume', first);
  });
});

describe('a run keeps the bytes of its modules', () => {
  test('if a module is edited before any process of the run has loaded it', async (t) => {
    const files = {
      // A module that edits its import when it is loaded.
      'own.mjs': linear(
        "import fs from 'node:fs';\nimport process from 'node:process';\nimport { scale } from './scale.mjs';\n" +
          "if (process.env.EDITS) fs.writeFileSync(new URL('./scale.mjs', import.meta.url), 'export const scale = 3;');",
        'scale',
      ),
      'scale.mjs': 'export const scale = 1;\n',
    };
    const straight = begin(t, files);
    await good(straight, 'run', file);
    const place = begin(t, files);
    await good(place.with({ EDITS: '1' }), 'run', file);
    assert.match(fs.readFileSync(path.join(place.folder, 'scale.mjs'), 'utf8'), /= 3/);
    assert.deepEqual(numbers(place), numbers(straight));
  });

  test('or ends with 3 if a package has changed that is only loaded in the middle of a network', async (t) => {
    const late = linear(
      `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
let calls = 0;
const scale = () => ((calls += 1) < 100 ? 2 : require('scales').two);
// It is sealed, and not loaded.
export const never = () => import('scales');`,
      'scale()',
    );
    const place = begin(t, { 'own.mjs': late, ...packages }, own({ train: trainFor(200) }));
    const called = callHeld(place, ['started'], 'run', file);
    await event(place, 'cell-started');
    place.write('node_modules/base-of-scales/one.js', 'exports.one = 2;\n');
    called.release();
    const { code, stderr } = await called.ended;
    assert.equal(code, 3, stderr);
    assert.match(
      stderr,
      /base-of-scales\/one\.js has changed since the run was prepared\..*\(while training ticket/s,
    );
  });
});

describe('stored modules', () => {
  const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a computed import': {
      'own.mjs': linear("const name = './helper.mjs';\nconst { scale } = await import(name);", 'scale'),
      'helper.mjs': 'export const scale = 2;\n',
    },
    'a require': {
      'own.mjs': linear(
        "import { createRequire } from 'node:module';\nconst { scale } = createRequire(import.meta.url)('./helper.cjs');",
        'scale',
      ),
      'helper.cjs': 'exports.scale = 2;\n',
    },
    'a require in a file that is imported': {
      'own.mjs': linear("import between from './between.cjs';", 'between.scale'),
      'between.cjs': "exports.scale = require('./helper.cjs').scale;\n",
      'helper.cjs': 'exports.scale = 2;\n',
    },
  };
  for (const [what, files] of Object.entries(forms)) {
    test(`refuse ${what} of a file that is not stored`, async (t) => {
      const place = begin(t, files);
      for (const command of what === 'a require' ? ['check', 'run'] : ['check']) {
        const { code, stderr } = await place.ticket(command, file);
        assert.equal(code, 2, stderr);
        assert.match(
          stderr,
          /(own\.mjs|between\.cjs) loads \S*\/helper\.[cm]js, which is not stored with the run/,
        );
        assert.match(
          stderr,
          /Write import … from '\S*\/helper\.[cm]js' instead of require or a computed import\./,
        );
        assert.doesNotMatch(stderr, /^\s+at /m);
      }
      assert.equal(fs.existsSync(place.runs), false);
    });
  }

  test('report an import that is not installed, with the importing file', async (t) => {
    const place = begin(t, { 'own.mjs': linear("import 'missing/part';", '1') });
    const { code, stderr } = await place.ticket('check', file);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /own\.mjs imports missing\/part, but no node_modules folder above it contains missing\./,
    );
  });

  test('import by path, not by an alias from their package.json', async (t) => {
    const about = {
      name: 'mine',
      exports: { './helper': './helper.mjs' },
      imports: { '#helper': './helper.mjs' },
    };
    for (const name of ['#helper', 'mine/helper']) {
      const place = begin(t, {
        'own.mjs': linear(`import { scale } from '${name}';`, 'scale'),
        'helper.mjs': 'export const scale = 2;\n',
        'package.json': JSON.stringify(about),
      });
      const { code, stderr } = await place.ticket('check', file);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /own\.mjs imports (#helper|mine\/helper), an alias from its package\.json/);
    }
  });

  test('that are damaged are named by verify, refused by resume, and written again by run', async (t) => {
    const place = begin(t, { 'own.mjs': linear('', '2') });
    await good(place, 'run', file);
    const sealed = path.join(place.run(), 'modules.json');
    const before = fs.readFileSync(sealed);
    const damages: readonly (() => void)[] = [
      () => fs.rmSync(sealed),
      () => fs.writeFileSync(sealed, before.subarray(0, 100)),
      () => fs.writeFileSync(sealed, before.toString().replace(', 2)', ', 3)')),
    ];
    for (const damage of damages) {
      damage();
      const verified = await place.ticket('verify', 'own');
      assert.equal(verified.code, 4, verified.stderr);
      assert.match(verified.stdout, /^✗ modules\.json (is |has )/m);
      const resumed = await place.ticket('resume', 'own');
      assert.equal(resumed.code, 3, resumed.stderr);
      assert.match(resumed.stderr, /modules\.json (is |has ).* Run the spec again to restore it\./);
      await good(place, 'run', file);
      assert.deepEqual(fs.readFileSync(sealed), before);
      await good(place, 'verify', 'own');
    }
  });
});

describe('a run from before Ticket stored modules', () => {
  /**
   * Turns the run into one of an older version: without stored modules, and with a version instead of a package's
   * checksum.
   */
  const age = (place: Workplace): void => {
    fs.rmSync(path.join(place.run(), 'modules.json'));
    const { sealed: _, ...manifest } = readManifest(place.run());
    const modules = Object.fromEntries(
      Object.entries(manifest.sums.modules).flatMap(([name, sum]) =>
        name.startsWith('package base')
          ? []
          : [name.startsWith('package ') ? ['scales', '1.0.0'] : [name, sum]],
      ),
    );
    writeManifest(place.run(), { ...manifest, sums: { ...manifest.sums, modules } });
  };

  test('resumes with unchanged files and stores them from then on', async (t) => {
    const place = begin(t, { 'own.mjs': linear('', '2') });
    await good(place, 'run', file);
    const expected = numbers(place);
    age(place);
    await good(place, 'verify', 'own');
    fs.rmSync(path.join(place.run(), 'rounds/01.json'));
    fs.rmSync(path.join(place.run(), 'trials/0/ticket/01'), { recursive: true });
    await good(place, 'resume', 'own');
    assert.deepEqual(numbers(place), expected);
    place.write('own.mjs', 'not a module');
    await good(place, 'resume', 'own');
    await good(place, 'verify', 'own');
  });

  test('is refused if files have changed, and names them', async (t) => {
    const place = begin(t, { 'own.mjs': linear('', '2') });
    await good(place, 'run', file);
    age(place);
    place.write('own.mjs', linear('', '3'));
    const { code, stderr } = await place.ticket('resume', 'own');
    assert.equal(code, 3, stderr);
    assert.match(stderr, /has changed inputs: the module own\.mjs, in .* Run /);
    const verified = await place.ticket('verify', 'own');
    assert.equal(verified.code, 3, verified.stderr);
    assert.match(
      verified.stdout,
      /did not check the guarantees, because .* has changed inputs: the module own\.mjs/,
    );
  });
});

test('modules load under their own URLs, in every format, on each line of Node', async (t) => {
  const script = pathToFileURL(path.resolve('scripts/nodes.mjs')).href;
  const { findNodes } = (await import(script)) as {
    readonly findNodes: () => readonly { readonly version: string; readonly program: string }[];
  };
  const files = {
    ...packages,
    'own.mjs': linear(
      `import { fileURLToPath } from 'node:url';
import { a } from './a%20b%C3%BC/part.mjs?once';
import { a as again } from './a%20b%C3%BC/part.mjs#twice';
import numbers from './numbers.json' with { type: 'json' };
import common from './common.cjs';
import { one as required } from './requiring.cjs';
import { plain } from './plain.js';
import { linked } from './linked.mjs';
import { two } from 'scales';
const late = await import('./late.mjs');
if (!fileURLToPath(import.meta.url).endsWith('own.mjs')) throw new Error(import.meta.url);
const all = [a, again, numbers.one, common.one, required, plain, linked, two - 1, late.one];
if (all.some((one) => one !== 1)) throw new Error(all.join());`,
      'all.length',
    ),
    'a bü/part.mjs':
      "import url from 'node:url';\nexport const a = url.fileURLToPath(import.meta.url).endsWith('a bü/part.mjs') ? 1 : 0;\n",
    'numbers.json': '{ "one": 1 }',
    'common.cjs': 'module.exports = { one: 1 };\n',
    'requiring.cjs':
      "exports.one = require('scales').two === 2 && require('./common.cjs').one === 1 ? 1 : 0;\n",
    'plain.js': 'export const plain = 1;\n',
    'late.mjs': 'export const one = 1;\n',
    'elsewhere/linked.mjs': "export { one as linked } from './beside.mjs';\n",
    'elsewhere/beside.mjs': 'export const one = 1;\n',
  };
  const seen: Readonly<Record<string, string>>[] = [];
  for (const { program } of findNodes()) {
    const place = workplace(t, program);
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(place.folder, name)), { recursive: true });
      place.write(name, content);
    }
    fs.symlinkSync('elsewhere/linked.mjs', path.join(place.folder, 'linked.mjs'));
    place.write(file, own());
    await good(place, 'run', file);
    fs.readdirSync(place.folder)
      .filter((name) => !['.ticket', 'cache', 'node_modules'].includes(name))
      .forEach((name) => fs.rmSync(path.join(place.folder, name), { recursive: true }));
    fs.rmSync(path.join(place.run(), 'rounds/01.json'));
    fs.rmSync(path.join(place.run(), 'trials/0/ticket/01'), { recursive: true });
    await good(place, 'resume', 'own');
    seen.push(numbers(place));
  }
  for (const one of seen) assert.deepEqual(one, seen[0]);
});
