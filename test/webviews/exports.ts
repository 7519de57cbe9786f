// Tests saving from the panels: the editor's dialog picks the path, and the file contains what the page shows.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { readWeights } from '../../src/runs/export-ticket';
import { csv } from '../../src/runs/csv-text';
import { readManifest } from '../../src/runs/manifest';
import { readMasks } from '../../src/runs/masks';
import { command } from '../editor/page';
import { until } from '../until';
import { panelFrame, type Panel } from './panel';
import { drawn } from './run-panel';
import { isFull, runOf, ticket, type Place } from './place';

/** The formats in which `npm test` saves a chart. */
const formats: Readonly<Record<string, readonly string[]>> = {
  accuracy: ['SVG', 'PNG', 'CSV'],
  // The host writes these files.
  loss: ['CSV'],
  'validation-accuracy': ['CSV'],
  'early-stop': ['PNG'],
  layers: ['SVG'],
};

/** Saves every chart of the run panel, and the report; in `npm run test:full`, each chart in every format. */
export async function saveRun(place: Place): Promise<void> {
  const { page, browser } = place;
  const frame = await panelFrame(page, '#accuracy .chart svg');
  const charts = await frame.evaluate(() =>
    [...document.querySelectorAll('#charts figure')].map(({ id }) => ({
      id,
      texts: ['h2', '.key'].map((one) => document.querySelector(`#${id} ${one}`)?.textContent ?? ''),
    })),
  );
  assert.equal(charts.length, 5);
  const ground = await groundOf(frame);
  const pictures = await browser.newPage();
  for (const { id, texts } of charts) {
    const press = (label: string): Promise<string> =>
      save(place, frame.locator(`#${id} .tools button`, { hasText: label }), label.toLowerCase());
    const chosen = formats[isFull ? 'accuracy' : id] ?? assert.fail(id);
    if (chosen.includes('SVG')) {
      const svg = await press('SVG');
      assert.equal(path.basename(svg), `small ${id}.svg`);
      for (const text of texts) assert(fs.readFileSync(svg, 'utf8').includes(text), `${svg} ${text}`);
      await isPicture(pictures, svg, 640, ground);
    }
    if (chosen.includes('PNG')) await isPicture(pictures, await press('PNG'), 1280, ground);
    if (!chosen.includes('CSV')) continue;
    const lines = fs.readFileSync(await press('CSV'), 'utf8').split('\r\n');
    const keys = lines[0]?.split(',') ?? [];
    const rows = (await drawn(frame))[id]?.rows ?? [];
    assert(rows.length > 0);
    const expected = csv(
      keys,
      rows.map((row) => keys.map((key) => (row[key] ?? undefined) as string | number | undefined)),
    );
    assert.deepEqual(lines.toSorted(), expected.split('\r\n').toSorted());
  }
  await pictures.close();

  const saved = await save(place, frame.locator('#report'), 'html');
  // Under test, the editor shows no pop-ups but keeps the notifications.
  await command(page, 'Notifications: Show Notifications');
  const notified = page.locator('.notification-list-item', { hasText: `Saved ${path.basename(saved)}.` });
  await notified.locator('.monaco-button', { hasText: 'Open' }).waitFor();
  await command(page, 'Notifications: Clear All Notifications');
  const file = ticket(place, 'report', runOf(place, 'small'), '--output', 'compared.html').trim();
  assert.deepEqual(dataOf(saved), dataOf(file));
}

/** Saves the image of a mask, and its weights. */
export async function saveMask(place: Place): Promise<void> {
  const { page, browser } = place;
  const frame = await panelFrame(page, '#rows .chart svg');
  const pictures = await browser.newPage();
  await isPicture(pictures, await save(place, frame.locator('#save-png'), 'png'), 512, await groundOf(frame));
  await pictures.close();
  const run = runOf(place, 'small');
  const [trial, arm = '', round, layer = ''] =
    (await frame.evaluate(() => document.body.dataset.shown))?.split(' ')[0]?.split('/') ?? [];
  const cell = { trial: Number(trial), arm, round: Number(round) };
  const { shape, data } = readMasks(run, cell, readManifest(run).identity).get(layer) ?? assert.fail();
  const [header, ...lines] = fs
    .readFileSync(await save(place, frame.locator('#save-csv'), 'csv'), 'utf8')
    .trim()
    .split('\r\n');
  assert.equal(header, 'place,row,column,kept,first,trained');
  const [, columns = 1] = shape;
  const [first, trained] = (['reset', 'trained'] as const).map(
    (weights) => readWeights(run, { ...cell, weights }).weights.get(layer)?.data,
  );
  assert.deepEqual(
    lines.map((line) => line.split(',').map(Number)),
    [...data].map((kept, i) => [0, Math.floor(i / columns), i % columns, kept, first?.[i], trained?.[i]]),
  );
}

const groundOf = (frame: Panel): Promise<string> =>
  frame
    .locator('figure')
    .first()
    .evaluate((figure) => getComputedStyle(figure).backgroundColor);

/** Presses a button and accepts the name that the dialog offers, in a folder of the test. */
export async function save(
  { page, state }: Place,
  button: ReturnType<Panel['locator']>,
  extension: string,
): Promise<string> {
  const folder = path.join(state, 'saved');
  fs.mkdirSync(folder, { recursive: true });
  const input = page.locator('.quick-input-widget input.input');
  const offered = async (): Promise<string> => ((await input.isVisible()) ? input.inputValue() : '');
  const ok = page.locator('.quick-input-widget a.monaco-button', { hasText: /^(OK|Save)$/ });
  await button.click();
  await until('the dialog', async () => (await offered()).endsWith(`.${extension}`));
  const file = path.join(folder, path.basename(await offered()));
  await input.fill(file);
  // VS Code's dialog ignores keys while it checks the typed path.
  await until(file, async () => {
    if (await ok.isVisible()) await ok.click({ timeout: 1000 }).catch(() => undefined);
    return fs.existsSync(file);
  });
  await ok.waitFor({ state: 'hidden' });
  return file;
}

/**
 * Asserts that a file is an image that a browser can draw, at least this wide, with content on the card's background.
 */
async function isPicture(page: Page, file: string, least: number, ground: string): Promise<void> {
  const type = file.endsWith('.svg') ? 'image/svg+xml' : 'image/png';
  const { width, corner, colours } = await page.evaluate(
    async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const pixels = new Set(new Uint32Array(data.buffer));
      return { width: canvas.width, corner: [...data.slice(0, 4)], colours: pixels.size };
    },
    `data:${type};base64,${fs.readFileSync(file).toString('base64')}`,
  );
  assert(width >= least, `${file} is ${width} wide`);
  assert.equal(corner[3], 255, file);
  assert.equal(`rgb(${corner.slice(0, 3).join(', ')})`, ground, file);
  assert(colours > 4, `${file} has ${colours} colours`);
}

/** The numbers in a report. */
function dataOf(file: string): unknown {
  const [, data] =
    /<script[^>]*id="report-data"[^>]*>(.*?)<\/script>/s.exec(fs.readFileSync(file, 'utf8')) ?? [];
  assert(data !== undefined, `${file} has no data`);
  return JSON.parse(data);
}
