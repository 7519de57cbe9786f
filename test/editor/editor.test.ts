// Tests the extension in a real VS Code, once in a trusted workspace and once in Restricted Mode.
import assert from 'node:assert/strict';
import { build, stop } from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { hostTests, type Mode, type Results } from './host/tests';
import { extension, installedEditor, missing, type Editor } from './installed';
import { LIMIT_MS } from '../until';
import type { Child } from './processes';
import { runHostTests, withWorkbench } from './workbench';

/** For all tests of a mode; each wait has its own limit. */
const limitMs = 9 * LIMIT_MS;
/** In the extension's folder, so that the tests share its `vscode` interface. */
const bundle = path.join(extension, 'dist/test-host/index.js');
const badSpec = 'ticket: 1\nworkload: spirals\nmodel: mlp\nprune: { rat: 0.3, rounds: -1 }\n';

/** An example's module that writes a file if its code runs. */
const askedModule = (): string =>
  `import fs from 'node:fs';\nfs.writeFileSync(new URL('./asked', import.meta.url), '');\n${fs.readFileSync('examples/my-net.mjs', 'utf8')}`;

async function bundleHostTests(): Promise<void> {
  await build({
    entryPoints: ['test/editor/host/index.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  await stop();
}

interface Run {
  readonly results: Results;
  /** Processes that did not exit with the editor. */
  readonly left: readonly Child[];
}

async function runInEditor(editor: Editor, mode: Mode): Promise<Run> {
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-editor-'));
  const folder = path.join(state, 'work');
  const file = path.join(state, 'results.json');
  const picture = path.resolve(`dist/test-host/${mode}.png`);
  const env = {
    TICKET_TEST_MODE: mode,
    TICKET_TEST_RESULTS: file,
    TICKET_TEST_ONLY: process.env.TICKET_TEST_ONLY ?? '',
    TICKET_TESTS: process.env.TICKET_TESTS ?? '',
    TICKET_TEST_LIMIT_S: String(LIMIT_MS / 1000),
  };
  try {
    fs.mkdirSync(folder);
    fs.copyFileSync('examples/spirals.ticket.yaml', path.join(folder, 'good.ticket.yaml'));
    fs.copyFileSync('examples/own-model.ticket.yaml', path.join(folder, 'own.ticket.yaml'));
    fs.writeFileSync(path.join(folder, 'my-net.mjs'), askedModule());
    fs.writeFileSync(path.join(folder, 'bad.ticket.yaml'), badSpec);
    if (mode === 'restricted') {
      fs.mkdirSync(path.join(folder, '.vscode'));
      const named = '/from/the/workspace';
      const settings = { 'editor.tabSize': 7, 'ticket.tensorflow': named, 'ticket.node': named };
      fs.writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    }
    const left = await withWorkbench(editor, state, mode, env, async (server, browser) => {
      const paths = { folder, extension, tests: bundle, picture, request: `${file}.red` };
      const code = await runHostTests(server, browser, paths, limitMs);
      if (fs.existsSync(file)) return;
      const how = code === undefined ? `within ${limitMs / 1000} s; see ${picture}` : `(exit code ${code})`;
      throw new Error(`The extension host ran no test ${how}. The server said:\n${server.log()}`);
    });
    return { results: JSON.parse(fs.readFileSync(file, 'utf8')) as Results, left };
  } finally {
    fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

const places: readonly (readonly [Mode, string])[] = [
  ['trusted', 'in a real VS Code'],
  ['restricted', 'in a real VS Code in Restricted Mode'],
];

for (const [mode, place] of places) {
  describe(place, () => {
    let run: Run | undefined;
    before(
      async () => {
        const editor = await installedEditor();
        if (!editor) return;
        await bundleHostTests();
        run = await runInEditor(editor, mode);
      },
      { timeout: limitMs + LIMIT_MS },
    );

    for (const name of Object.keys(hostTests(mode))) {
      test(name, (t) => {
        if (!run) {
          t.skip(missing);
          return;
        }
        const { said, ms } = run.results[name] ?? { said: 'was not run', ms: 0 };
        t.diagnostic(`${ms} ms in the editor`);
        assert(said === 'passed', said);
      });
    }

    test('nothing is left running', (t) => {
      if (run) assert.deepEqual(run.left, []);
      else t.skip(missing);
    });
  });
}
