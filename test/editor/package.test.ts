// Tests the package by itself: its content, and a new user's steps to a result with nothing but the editor.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import yauzl from 'yauzl';
import type { Browser } from 'playwright-core';
import { installedEditor, missing } from './installed';
import {
  changeSelected,
  compareSweep,
  openElsewhere,
  readPage,
  setUp,
  sweep,
  walkThrough,
  type Window,
} from './journey';
import { openWorkbench } from './page';
import { installPackage, withWorkbench, type Server } from './workbench';

const MOST_BYTES = 12e6;

let file: string;
before(() => {
  execFileSync(process.execPath, ['scripts/package.mjs'], { stdio: 'pipe' });
  file = path.resolve('dist/ticket.vsix');
});

describe('the package', () => {
  test('contains exactly the expected files', async () => {
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

  test('is about as large as docs/dependencies.md says', () => {
    const text = fs.readFileSync('docs/dependencies.md', 'utf8');
    const [, said = ''] = /packaged extension is\s+about ([\d.]+) MB/.exec(text) ?? [];
    assert.ok(Math.abs(fs.statSync(file).size / 1e6 - Number(said)) < 0.1, `${fs.statSync(file).size} bytes`);
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

  test('leads a new user by the walkthrough to runs compared, deleted, trained by TensorFlow, copied and moved', async (t) => {
    const editor = await installedEditor();
    if (!editor) {
      t.skip(missing);
      return;
    }
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-package-'));
    const folder = path.join(state, 'work');
    const programs = path.join(state, 'bin');
    for (const one of [folder, programs]) fs.mkdirSync(one);
    fs.writeFileSync(path.join(folder, 'criteria.ticket.yaml'), sweep);
    // The addon may have to be compiled; npm and a Python with TensorFlow are missing.
    for (const name of ['sh', 'g++', 'cc1plus', 'as', 'ld', 'uname', 'ps']) linkProgram(name, programs);
    installPackage(editor, state, file);
    /** Opens a folder and takes a screenshot after each step, or where one failed. */
    const visit = async (
      [server, browser]: readonly [Server, Browser],
      folder: string,
      stations: readonly (readonly [string, (window: Window, picture: Picture) => Promise<void>])[],
    ): Promise<void> => {
      const page = await openWorkbench(server, browser, { folder });
      const picture: Picture = (name) =>
        page.screenshot({ path: path.resolve(`dist/test-host/package-${name}.png`) });
      for (const [name, station] of stations)
        try {
          await station({ page, folder }, picture);
        } finally {
          await picture(name);
        }
      await page.close();
    };
    try {
      await withWorkbench(editor, state, 'trusted', { ...network(), PATH: programs }, async (...opened) => {
        await visit(opened, folder, [
          ['page', readPage],
          ['walkthrough', walkThrough],
          ['compared', compareSweep],
          ['selected', changeSelected],
          ['tensorflow', setUp],
        ]);
        for (const [name, take] of [
          ['copied', (to: string) => fs.cpSync(folder, to, { recursive: true })],
          ['moved', (to: string) => fs.renameSync(folder, to)],
        ] as const) {
          const place = path.join(state, name);
          take(place);
          const spec = path.join(place, 'spirals.ticket.yaml');
          fs.writeFileSync(spec, `# ${name}\n${fs.readFileSync(spec, 'utf8')}`);
          await visit(opened, place, [[name, openElsewhere(name)]]);
        }
      });
    } finally {
      fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

type Picture = (name: string) => Promise<unknown>;

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
