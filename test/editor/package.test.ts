// Tests the package alone: its content, and that a user with nothing but the editor gets a result from it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import yauzl from 'yauzl';
import { readManifest } from '../../src/runs/manifest';
import { listRuns, type RunListing } from '../../src/runs/list';
import { until } from '../until';
import { installedEditor, missing } from './installed';
import { command, openWorkbench, row } from './page';
import { installPackage, withWorkbench } from './workbench';

const MOST_BYTES = 12e6;

let file: string;
before(() => {
  execFileSync(process.execPath, ['scripts/package.mjs'], { stdio: 'pipe' });
  file = path.resolve('dist/ticket.vsix');
});

describe('the package', () => {
  test('holds what it is to hold, and nothing else', async () => {
    const folders = ['media', 'docs/reference', 'docs/problems.md'];
    const versioned = execFileSync('git', ['ls-files', ...folders], { encoding: 'utf8' });
    const addon = fs.readdirSync('dist/package/dist/addon', { recursive: true, encoding: 'utf8' });
    const built = `dist/addon/${process.platform}-${process.arch}/tfjs_binding.node`;
    const sources = addon.filter((name) => /\.(h|cc)$/.test(name)).map((name) => `dist/addon/${name}`);
    assert(sources.length > 0);
    const expected = [
      ...versioned.trim().split('\n'),
      ...sources,
      built,
      ...[
        'dist/cli.js',
        'dist/extension.js',
        'dist/trainer.js',
        'dist/compute.js',
        'dist/undici.js',
        'dist/tfjs-backend-wasm-simd.wasm',
      ],
      ...['run.js', 'mask.js', 'table.js', 'style.css', 'report.css'].map((name) => `dist/webviews/${name}`),
      ...['package.json', 'readme.md', 'changelog.md', 'LICENSE.txt'],
    ];
    const inside = (await entries(file)).filter((name) => name.startsWith('extension/'));
    assert.deepEqual(inside.sort(), expected.map((name) => `extension/${name}`).sort());
  });

  test(`is smaller than ${MOST_BYTES / 1e6} MB`, () => {
    assert.ok(fs.statSync(file).size < MOST_BYTES);
  });

  test('has docs/marketplace.md as its README, without what the editor does not show', () => {
    const text = fs.readFileSync('dist/package/README.md', 'utf8');
    assert.ok(text.startsWith('# Ticket\n\nTicket runs'));
    const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
    assert.deepEqual(
      links.filter((link) => !link.startsWith('https:')),
      [],
    );
  });

  test('has nothing of TensorFlow in what the editor loads', () => {
    const text = fs.readFileSync('dist/package/dist/extension.meta.json', 'utf8');
    const { inputs } = JSON.parse(text) as { readonly inputs: Readonly<Record<string, unknown>> };
    assert.ok('src/extension.ts' in inputs);
    assert.deepEqual(
      Object.keys(inputs).filter((name) => name.includes('@tensorflow')),
      [],
    );
  });

  test('has no path of the machine that made it', () => {
    const inside = fs.readdirSync('dist/package', { recursive: true, encoding: 'utf8', withFileTypes: true });
    const files = inside.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
    assert(files.some((name) => name.endsWith('.node')));
    for (const name of files) {
      const bytes = fs.readFileSync(name);
      // If this fails, the cache has an addon compiled by an earlier version: remove that installation.
      for (const own of [process.cwd(), os.homedir() + path.sep, os.tmpdir() + path.sep])
        assert.equal(bytes.indexOf(own), -1, `${name} has ${own}`);
    }
  });

  test('takes who has nothing else from a template to a result, and to TensorFlow', async (t) => {
    const editor = await installedEditor();
    if (!editor) {
      t.skip(missing);
      return;
    }
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-package-'));
    const folder = path.join(state, 'work');
    const programs = path.join(state, 'bin');
    for (const one of [folder, programs]) fs.mkdirSync(one);
    // The addon may have to be compiled; npm and a Python with TensorFlow are missing.
    for (const name of ['sh', 'g++', 'cc1plus', 'as', 'ld', 'uname', 'ps']) linkProgram(name, programs);
    const run = (): RunListing | undefined => listRuns(path.join(folder, '.ticket/runs'))[0];
    installPackage(editor, state, file);
    try {
      await withWorkbench(
        editor,
        state,
        'trusted',
        { ...network(), PATH: programs },
        async (server, browser) => {
          const page = await openWorkbench(server, browser, { folder });
          try {
            await page.locator('.activitybar .action-label[aria-label="Ticket"]').waitFor();
            await command(page, 'Ticket: New Experiment');
            await row(page, 'Two spirals in a minute').click();
            await page
              .locator('.quick-input-widget', { hasText: 'New Experiment: Two spirals in a minute' })
              .waitFor();
            await page.keyboard.press('Enter');
            await page.locator('.tabs-container .tab.active', { hasText: '.ticket.yaml' }).waitFor();
            const spec = path.join(folder, fs.readdirSync(folder).find(isSpec) ?? '');
            /** Replaces a value in the file, and waits until the editor shows the new one. */
            const replace = async (before: string, now: string): Promise<void> => {
              const text = fs.readFileSync(spec, 'utf8');
              assert(text.includes(before), before);
              fs.writeFileSync(spec, text.replace(before, now));
              await page.locator('.view-line', { hasText: now }).waitFor();
            };
            // Training for a minute would add nothing to this test.
            await replace('trials: 3', 'trials: 1');
            await replace('iterations: 600', 'iterations: 50');
            await page.locator('.codelens-decoration a', { hasText: 'Run' }).click();
            await until('the end', () => run()?.state === 'finished');
            const first = run()?.path ?? '';
            assert.equal(readManifest(first).engine?.backend, 'wasm');
            await page.locator('.codelens-decoration a', { hasText: 'Stop' }).waitFor({ state: 'detached' });

            await command(page, 'Ticket: Set Up TensorFlow');
            await row(page, 'For the CPU').click();
            // Under test, the editor shows no pop-ups but keeps the notifications.
            await command(page, 'Notifications: Show Notifications');
            await page.locator('.notification-list-item', { hasText: 'Ticket now trains on' }).waitFor();
            await page.keyboard.press('Escape');

            // Another seed makes a new run, which another backend trains.
            await replace('seed: 1', 'seed: 5');
            await page.locator('.codelens-decoration a', { hasText: 'Run' }).click();
            await until('the end', () => run()?.path !== first && run()?.state === 'finished');
            assert.equal(readManifest(run()?.path ?? '').engine?.backend, 'tensorflow');
          } finally {
            await page.screenshot({ path: path.resolve('dist/test-host/package.png') });
          }
        },
      );
    } finally {
      fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

const isSpec = (name: string): boolean => name.endsWith('.ticket.yaml');

/** This machine's settings for the package index. */
const network = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && /^(PIP_|SSL_|NODE_EXTRA_CA_CERTS$|(https?|no|all)_proxy$)/i.test(name)
        ? [[name, value]]
        : [],
    ),
  );

/** A link to a program of this machine, if it has one. */
function linkProgram(name: string, folder: string): void {
  for (const place of (process.env.PATH ?? '').split(path.delimiter)) {
    const found = path.join(place, name);
    if (!fs.existsSync(found)) continue;
    fs.symlinkSync(found, path.join(folder, name));
    return;
  }
}

function entries(archive: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    yauzl.open(archive, (error, zip) => {
      if (error) {
        reject(error);
        return;
      }
      const names: string[] = [];
      zip.on('entry', ({ fileName }: yauzl.Entry) => names.push(fileName));
      zip.on('end', () => resolve(names));
      zip.on('error', reject);
    });
  });
}
