// The run panel in a real VS Code, over real runs: what it shows is what the files say, and how it looks is measured.
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { managedFolder } from '../../src/runner/runtime/places';
import { cellsCsv } from '../../src/runs/csv';
import { readCurves } from '../../src/runs/curves';
import { listRuns } from '../../src/runs/list';
import type { RunResults } from '../../src/runs/results';
import { extension, installedEditor, missing, type Editor } from '../editor/installed';
import { command, openFile, openWorkbench } from '../editor/page';
import { withWorkbench } from '../editor/workbench';
import { faults, panelFrame } from './checks';

const LIMIT_MS = 60_000;

const small = `ticket: 1
title: Spirals, six rounds
workload: spirals
trials: 3
model: { kind: mlp, layers: { fc1: 24, fc2: 16 } }
train: { iterations: 300, evaluate: { every: 20 } }
prune: { rounds: 6, rate: 0.3 }
controls: [reinit, shuffled-mask]
claims:
  - { says: the ticket keeps up, at: { round: 4 }, metric: testAccuracy, difference: [ticket, dense], atLeast: -0.5, mustFail: [] }
  - { says: the ticket is perfect, metric: testAccuracy, value: ticket, atLeast: 1 }
run: { keep: all }
`;
const endless = small
  .replace('Spirals, six rounds', 'Without end')
  .replace('iterations: 300, evaluate: { every: 20 }', 'iterations: 20000000, evaluate: { every: 5000 }');

type Drawn = Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>;

/** What the page has drawn. */
const drawn = (frame: Frame): Promise<Drawn> =>
  frame.evaluate(() => (window as unknown as { ticketDrawn(): Drawn }).ticketDrawn());

/** Rows without what the drawing adds to them. */
const bare = (
  rows: readonly Readonly<Record<string, unknown>>[] = [],
  keys: readonly string[],
): readonly unknown[] => rows.map((row) => keys.map((key) => row[key] ?? null));

const themes = [
  ['light', 'Light Modern'],
  ['dark', 'Dark Modern'],
  ['contrast', 'Default High Contrast'],
] as const;

interface Place {
  readonly editor: Editor;
  readonly state: string;
  readonly folder: string;
  readonly runs: string;
  readonly env: Readonly<Record<string, string>>;
}

function ticket({ editor, folder, env, state }: Place, ...words: readonly string[]): string {
  const made: SpawnSyncReturns<string> = spawnSync(
    editor.node,
    [path.resolve(process.env.TICKET_DIST ?? 'dist', 'cli.js'), ...words],
    {
      cwd: folder,
      env: { ...process.env, ...env, TICKET_CACHE: path.join(state, 'home/.cache/ticket') },
      encoding: 'utf8',
      timeout: LIMIT_MS,
    },
  );
  assert(made.status === 0 || made.status === 1, made.stderr);
  return made.stdout;
}

describe('the run panel in a real VS Code', () => {
  test('shows what the files say, and is well made', { timeout: 300_000 }, async (t) => {
    const editor = await installedEditor();
    if (!editor) {
      t.skip(missing);
      return;
    }
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-panel-'));
    const folder = path.join(state, 'work');
    const env = { TICKET_TENSORFLOW: process.env.TICKET_TENSORFLOW ?? managedFolder('cpu', process.env) };
    const place: Place = { editor, state, folder, runs: path.join(folder, '.ticket/runs'), env };
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'small.ticket.yaml'), small);
    fs.writeFileSync(path.join(folder, 'endless.ticket.yaml'), endless);
    ticket(place, 'run', 'small.ticket.yaml');
    try {
      for (const [name, theme] of themes) {
        const settings = { 'workbench.colorTheme': theme };
        await withWorkbench(
          editor,
          state,
          'trusted',
          env,
          async (server, browser) => {
            const page = await openWorkbench(server, browser, { folder, extension });
            const refused: string[] = [];
            await page.addInitScript(keepHost);
            page.on('console', (message) => {
              if (/content security policy/i.test(message.text())) refused.push(message.text());
            });
            try {
              await lookAt(page, name);
              if (name === 'light') {
                await numbers(page, place);
                await report(await browser.newPage(), place);
              }
              if (name === 'dark') await follow(page, place);
              assert.deepEqual(
                refused.filter((one) => one.includes('ticket')),
                [],
              );
            } finally {
              await page.screenshot({ path: path.resolve(`dist/test-host/run-panel-${name}-last.png`) });
            }
          },
          settings,
        );
      }
    } finally {
      for (const { path: one } of listRuns(place.runs)) ticket(place, 'stop', one, '--now');
      fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

const shown = async (frame: Frame, text: string): Promise<void> => {
  await frame.waitForFunction((text) => document.body.dataset.shown === text, text);
};

/** A wide and a narrow panel, measured and kept as pictures. */
async function lookAt(page: Page, name: string): Promise<void> {
  await openFile(page, 'small.ticket.yaml');
  await page.locator('.codelens-decoration a', { hasText: 'Show Results' }).click();
  const frame = await panelFrame(page, '#accuracy svg');
  // The panel alone.
  await command(page, 'View: Close Editors in Other Groups');
  await command(page, 'View: Toggle Primary Side Bar Visibility');
  for (const [width, height] of [
    [320, 2600],
    [1600, 1500],
  ] as const) {
    await sizePanel(page, frame, width, height);
    await frame.waitForFunction(() => document.querySelectorAll('#loss svg').length > 0);
    await pause(500);
    await page.screenshot({ path: path.resolve(`dist/test-host/run-panel-${name}-${width}.png`) });
    assert.deepEqual(await faults(frame), [], `${name} ${width}`);
  }
}

/** Sizes the window so that the panel, alone in it, is so wide. */
async function sizePanel(page: Page, frame: Frame, width: number, height: number): Promise<void> {
  const around = async (): Promise<number> => {
    const { width: all } = page.viewportSize() ?? { width: 0 };
    return all - (await frame.evaluate(() => innerWidth));
  };
  await page.setViewportSize({ width: width + (await around()), height });
  await frame.waitForFunction((width) => Math.abs(innerWidth - width) < 4, width);
}

async function numbers(page: Page, place: Place): Promise<void> {
  const [run] = listRuns(place.runs);
  assert(run);
  const told = JSON.parse(ticket(place, 'show', run.path, '--json')) as RunResults & {
    readonly claims: readonly { readonly density: number; readonly verdict: string }[];
  };
  const frame = await panelFrame(page, '#accuracy svg');
  for (const [button, metric] of [
    ['Early stop', 'testAccuracy'],
    ['End', 'testAccuracyAtEnd'],
  ] as const) {
    await frame.locator('#at button', { hasText: button }).click();
    const expected = told.rounds.flatMap(({ round, density, arms }) =>
      ['ticket', 'reinit', 'shuffled-mask'].flatMap((group) => {
        const found = arms[group]?.[metric];
        return found ? [[group, round, density, found.mean, found.min, found.max, found.n]] : [];
      }),
    );
    const keys = ['group', 'round', 'density', 'mean', 'min', 'max', 'n'];
    const end = Date.now() + LIMIT_MS;
    const now = async (): Promise<readonly unknown[]> => bare((await drawn(frame)).accuracy?.rows, keys);
    while (JSON.stringify(await now()) !== JSON.stringify(expected) && Date.now() < end) await pause(50);
    assert.deepEqual(await now(), expected);
  }
  const all = await drawn(frame);
  assert.deepEqual(
    bare(all['early-stop']?.rows, ['group', 'round', 'mean', 'min', 'max', 'n']),
    told.rounds.flatMap(({ round, arms }) =>
      ['ticket', 'reinit', 'shuffled-mask'].flatMap((group) => {
        const found = arms[group]?.earlyStopIteration;
        return found ? [[group, round, found.mean, found.min, found.max, found.n]] : [];
      }),
    ),
  );
  assert.deepEqual(
    bare(all.accuracy?.claims, ['density', 'verdict']),
    told.claims.map(({ density, verdict }) => [density, verdict]),
  );
  const [dense] = told.rounds;
  assert.deepEqual(
    bare(all.layers?.rows, ['layer', 'round', 'alive', 'density']),
    told.rounds.flatMap(({ round, arms }) => {
      const cells = arms.ticket?.cells ?? [];
      return Object.entries(dense?.arms.ticket?.cells[0]?.alive ?? {}).map(([layer, weights]) => {
        const alive = cells.reduce((sum, cell) => sum + (cell.alive[layer] ?? NaN), 0) / cells.length;
        return [layer.replace('.weight', ''), round, alive, alive / weights];
      });
    }),
  );

  // Of one round and one arm, chosen by keys and by a click.
  await frame.locator('#round').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await frame.locator('#arms button', { hasText: 'reinit' }).click();
  await frame.waitForFunction(() => document.body.dataset.curves === '2 reinit');
  const curves = readCurves(run.path, 'reinit', 2);
  const { loss } = await drawn(frame);
  assert.deepEqual(
    bare(
      loss?.rows?.filter(({ net, split }) => net === 'reinit' && split === 'validation'),
      ['trial', 'iteration', 'value'],
    ),
    curves.flatMap(({ trial, evaluations }) =>
      evaluations.map(({ iteration, validationLoss }) => [trial, iteration, validationLoss]),
    ),
  );
  assert(cellsCsv(run.path).includes('reinit'));

  // What was chosen is there again after the window is loaded again.
  const loaded = page.waitForEvent('load');
  await command(page, 'Developer: Reload Window');
  await loaded;
  const again = await panelFrame(page, '#accuracy svg');
  await shown(again, 'claims fail 2 reinit');
}

/** The report draws the same, alone in a browser and offline. */
async function report(page: Page, place: Place): Promise<void> {
  const [run] = listRuns(place.runs);
  const file = ticket(place, 'report', run?.path ?? '', '--output', 'report.html').trim();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', ({ message }) => said.push(message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) said.push(request.url());
  });
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [320, 1600]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 1200 });
      await page.goto(`file://${file}`);
      await page.waitForFunction(() => document.body.dataset.curves === '6 ticket');
      assert.deepEqual(await faults(page.mainFrame()), [], `report ${colorScheme} ${width}`);
    }
  const { accuracy } = await drawn(page.mainFrame());
  assert.equal(accuracy?.rows?.length, 7 + 2 * 6);
  const saved = page.waitForEvent('download');
  await page.locator('#accuracy button', { hasText: 'SVG' }).click();
  const svg = fs.readFileSync(await (await saved).path(), 'utf8');
  for (const part of ['Test accuracy at early stop', 'shuffled-mask', 'weights left'])
    assert(svg.includes(part), part);
  assert.deepEqual(said, []);
}

/** A run that goes on: the panel follows it, whatever else it hears, and says when there is nothing more to show. */
async function follow(page: Page, { runs }: Place): Promise<void> {
  await command(page, 'View: Toggle Primary Side Bar Visibility');
  await openFile(page, 'endless.ticket.yaml');
  await page.locator('.codelens-decoration a', { hasText: 'Run' }).first().click();
  const found = async (): Promise<string> => {
    for (const end = Date.now() + LIMIT_MS; Date.now() < end;) {
      await pause(100);
      const run = listRuns(runs).find(({ name, state }) => name === 'endless' && state === 'running');
      if (run) return run.path;
    }
    throw new Error('The run did not begin.');
  };
  const run = await found();
  await command(page, 'View: Close All Editors');
  await command(page, 'Ticket: Show Results');
  await page.locator('.quick-input-title', { hasText: 'Show Results' }).waitFor();
  await page.keyboard.type('endless');
  await page.keyboard.press('Enter');
  const frame = await panelFrame(page, '#state[data-state="running"]');
  const points = async (): Promise<number> => {
    const { loss } = await drawn(frame);
    return Math.max(0, ...(loss?.rows ?? []).map(({ iteration }) => Number(iteration)));
  };
  const grows = async (): Promise<void> => {
    const before = await points();
    for (const end = Date.now() + LIMIT_MS; Date.now() < end;) {
      await pause(100);
      if ((await points()) > before) return;
    }
    throw new Error('The curves stand still.');
  };
  await grows();
  assert.deepEqual(await faults(frame), []);
  await page.screenshot({ path: path.resolve('dist/test-host/run-panel-running.png') });

  // Whatever is said in both directions, it goes on.
  await frame.evaluate((messages) => {
    for (const message of messages) {
      window.postMessage(message, '*');
      (window as unknown as { ticketHost: { postMessage(message: unknown): void } }).ticketHost.postMessage(
        message,
      );
    }
  }, nonsense());
  await grows();
  assert.equal(await frame.locator('#trouble').isVisible(), false);

  await command(page, 'Ticket: Stop Now');
  await frame.waitForFunction(
    () => document.querySelector('#state')?.getAttribute('data-state') === 'interrupted',
  );
  fs.rmSync(run, { recursive: true });
  await frame.locator('#trouble', { hasText: 'is not there any more' }).waitFor();
  assert.deepEqual(await faults(frame), []);
  await page.screenshot({ path: path.resolve('dist/test-host/run-panel-gone.png') });
}

/** Messages that are none, and some that nearly are. */
function nonsense(): unknown[] {
  const types = ['ready', 'save', 'curves', 'run', 'trouble', 'open', 'report', 'choose', 'failed'];
  const near = fc.record(
    {
      type: fc.constantFrom(...types.filter((type) => type !== 'ready' && type !== 'report')),
      ...{ name: fc.anything(), extension: fc.anything(), content: fc.anything(), group: fc.anything() },
      ...{
        round: fc.constantFrom(-1, 1e9, NaN, '0', null),
        curves: fc.anything(),
        run: fc.anything(),
        what: fc.anything(),
      },
    },
    { requiredKeys: ['type', 'round'] },
  );
  const strange = fc.sample(fc.oneof(fc.anything(), near), { numRuns: 500, seed: 9 });
  // Only what a page can say at all.
  return strange.flatMap((one) => {
    try {
      return [structuredClone(JSON.parse(JSON.stringify(one)) as unknown)];
    } catch {
      return [];
    }
  });
}

/** Keeps the page's way to its host, so that a test can speak on it. */
const keepHost = (): void => {
  let acquire: (() => object) | undefined;
  Object.defineProperty(globalThis, 'acquireVsCodeApi', {
    configurable: true,
    get: () => acquire && (() => Object.assign(window, { ticketHost: acquire?.() }).ticketHost),
    set: (value: () => object) => (acquire = value),
  });
};
