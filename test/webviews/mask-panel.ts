// Tests the masks panel: its content matches the files, with keys and pointer, and its layout has no faults.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { readWeights } from '../../src/runs/export-ticket';
import { readManifest } from '../../src/runs/manifest';
import { overlap, pack, pixels, population } from '../../src/runs/mask';
import { readMasks } from '../../src/runs/masks';
import type { Cell } from '../../src/runs/types';
import { percent } from '../../src/webviews/charts/chart';
import { mix } from '../../src/webviews/mask-image';
import { lightMasks } from '../../src/webviews/mask-palettes';
import { layerMagnitudes, maskFacts } from '../../src/webviews/mask-data';
import type { MaskFacts } from '../../src/webviews/messages/masks';
import { choose } from '../editor/page';
import { becomes } from '../until';
import { faults } from './checks';
import { save } from './exports';
import { reloaded } from './mask-and-run';
import { panelFrame, shown, type Panel } from './panel';
import { measured, nonsense, runOf, say, spoiled, tell as tellPage, type Place } from './place';

async function open(page: Page): Promise<Panel> {
  await choose(page, 'Ticket: Show Masks', 'Show Masks', 'small');
  return panelFrame(page, '#rows .chart svg');
}

export async function lookAtMasks(place: Place): Promise<void> {
  const frame = await open(place.page);
  await measured(place, frame, 'masks', 2400, { inAll: true });
  await frame.locator('#view').selectOption('compare');
  await frame.locator('#overlap').waitFor();
  await measured(place, frame, 'masks-compare', 2600);
  await frame.locator('#view').selectOption('mask');
  await large(place, frame);
}

/** A mask with millions of weights. */
async function large(place: Place, frame: Panel): Promise<void> {
  const facts = maskFacts({ path: runOf(place, 'small'), name: 'small' });
  const before = await frame.evaluate(() => document.body.dataset.shown ?? '');
  const shape = [4096, 2048];
  const wide = { type: 'masks', facts: { ...facts, layers: [{ name: 'wide.weight', shape }] } };
  const tell = (message: object): Promise<void> => tellPage(frame, message);
  await tell(wide);
  // The host has no such layer.
  await frame.locator('#says', { hasText: 'has no layer wide.weight' }).waitFor();
  await frame.evaluate((shape) => {
    const bits = Uint8Array.from({ length: (4096 * 2048) / 8 }, (_, i) => (i * 2654435761) & (i >> 8) & 255);
    const place = { trial: 0, arm: 'ticket', round: 6, layer: 'wide.weight' };
    window.postMessage({ type: 'mask', place, shape, bits }, '*');
  }, shape);
  await tell(wide);
  await frame.waitForFunction(() => document.body.dataset.shown?.includes('wide.weight'));
  await measured(place, frame, 'masks-large', 2400);
  await tell({ type: 'masks', facts });
  await shown(frame, before);
}

export async function masks(place: Place): Promise<void> {
  const { page } = place;
  const run = runOf(place, 'small');
  const { identity } = readManifest(run);
  const maskOf = (cell: Cell, layer = 'fc1.weight') => {
    const { shape, data } = readMasks(run, cell, identity).get(layer) ?? assert.fail();
    return { shape, bits: pack(data) };
  };
  const left = (cell: Cell, layer?: string): number => population(maskOf(cell, layer).bits);
  const frame = await panelFrame(page, '#rows .chart svg');
  const of = (cell: Cell, layer: string, view: string): string =>
    `${cell.trial}/${cell.arm}/${cell.round}/${layer} ${view} ${left(cell, layer)}`;
  const at = { trial: 0, arm: 'ticket', round: 6 };
  await shown(frame, of(at, 'fc1.weight', 'mask'));

  // Changes the round and the cursor by keyboard, and the layer by click.
  await frame.locator('h1').click();
  await page.keyboard.press('[');
  await shown(frame, of({ ...at, round: 5 }, 'fc1.weight', 'mask'));
  await frame.locator('#layers button', { hasText: 'fc2' }).click();
  await shown(frame, of({ ...at, round: 5 }, 'fc2.weight', 'mask'));
  await frame.locator('#canvas').focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
  const { data } = readMasks(run, { ...at, round: 5 }, identity).get('fc2.weight') ?? assert.fail();
  await frame
    .locator('#cell', { hasText: `Input 2, output 1: ${data[2 * 16 + 1] === 1 ? 'kept' : 'pruned'}` })
    .waitFor();
  // The text updates with the round: picks a weight that this round pruned.
  const fc2 = (round: number): Uint8Array =>
    readMasks(run, { ...at, round }, identity).get('fc2.weight')?.data ?? assert.fail();
  const gone = fc2(5).findIndex((kept, i) => kept === 0 && fc2(4)[i] === 1);
  const [input, output] = [Math.floor(gone / 16), gone % 16];
  const go = async (key: string, times: number): Promise<void> => {
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
  };
  await go(output < 1 ? 'ArrowUp' : 'ArrowDown', Math.abs(output - 1));
  await go(input < 2 ? 'ArrowLeft' : 'ArrowRight', Math.abs(input - 2));
  await frame.locator('#cell', { hasText: `Input ${input}, output ${output}: pruned` }).waitFor();
  await page.keyboard.press('[');
  await frame.locator('#cell', { hasText: `Input ${input}, output ${output}: kept` }).waitFor();
  await page.keyboard.press(']');
  await shown(frame, of({ ...at, round: 5 }, 'fc2.weight', 'mask'));
  await page.keyboard.press('+');
  await page.keyboard.press('0');

  // The image matches the mask: counts its pixels.
  const { count, bars } = await frame.evaluate(
    async (colour) => {
      // The page draws in the next frame.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const canvas = document.querySelector<HTMLCanvasElement>('#canvas');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return { count: 0, bars: [] };
      // Inputs run from left to right. A weight covers a whole number of screen pixels, and at most 24 CSS pixels.
      const scale = Math.min(24 * devicePixelRatio, Math.floor((canvas.width - 44 * devicePixelRatio) / 24));
      const [r, g, b] = [11, 79, 151];
      // The bar of each output, next to the image, in pixels.
      const bars = Array.from({ length: 16 }, (_, y) => {
        const from = 24 * scale + 6;
        const { data } = context.getImageData(from, (y + 0.5) * scale, canvas.width - from, 1);
        const pixels = new Uint32Array(data.buffer);
        const end = pixels.findIndex((pixel) => pixel !== colour);
        return end < 0 ? pixels.length : end;
      });
      let count = 0;
      for (let y = 0; y < 16; y++)
        for (let x = 0; x < 24; x++) {
          const { data } = context.getImageData((x + 0.5) * scale, (y + 0.5) * scale, 1, 1);
          if (data[0] === r && data[1] === g && data[2] === b) count += 1;
        }
      return { count, bars };
    },
    mix(lightMasks.pruned, lightMasks.kept, 0.5),
  );
  // The frame of the hovered weight surrounds it and does not cover it.
  assert.equal(count, left({ ...at, round: 5 }, 'fc2.weight'));
  const perOutput = Array.from({ length: 16 }, (_, output) =>
    fc2(5).reduce((sum, kept, i) => sum + (i % 16 === output ? kept : 0), 0),
  );
  // The longest bar has 36 pixels.
  assert.deepEqual(
    bars,
    perOutput.map((count) => Math.floor((36 * count) / Math.max(...perOutput))),
  );

  // Two masks.
  await frame.locator('#view').selectOption('compare');
  await frame.locator('#other-arm').selectOption('shuffled-mask');
  await frame.locator('#other-trial').selectOption('0');
  await frame.locator('#other-round').selectOption('5');
  const cells = [
    { ...at, round: 5 },
    { trial: 0, arm: 'shuffled-mask', round: 5 },
  ] as const;
  const [a, b] = cells.map((cell) => maskOf(cell, 'fc2.weight'));
  assert(a && b);
  const { both, first, second, neither, chance } = overlap(a, b);
  const numbers = [both, first, second, neither];
  const table = async (): Promise<readonly number[]> =>
    (await frame.locator('#overlap-table tbody td:nth-of-type(1)').allInnerTexts()).map(Number);
  await becomes(numbers, table);
  await frame.locator('#overlap-says', { hasText: `± ${chance.deviation.toFixed(1)}` }).waitFor();

  // Shows the weights behind the mask, and reports weights that the run did not keep.
  await frame.locator('#view').selectOption('trained');
  const trained = readWeights(run, { ...at, round: 5, weights: 'trained' }).weights.get('fc2.weight')?.data;
  assert(trained);
  const magnitudesKept = [...trained].filter((_, i) => fc2(5)[i] === 1).map(Math.abs);
  const sorted = magnitudesKept.sort((a, b) => a - b);
  const marks = [1, 230 / 255, 128 / 255].map((share) =>
    (sorted[Math.round(share * (sorted.length - 1))] ?? NaN).toPrecision(2),
  );
  await becomes(
    [
      ...[...marks.map((mark) => `−${mark}`), '0', ...marks.toReversed(), 'pruned'],
      'The numbers are the median, the 90th percentile and the maximum of the magnitudes.',
    ],
    () => frame.locator('#mask-key span:not(.swatch)').allInnerTexts(),
  );
  await frame.locator('#view').selectOption('sign');
  await frame.locator('#mask-key', { hasText: 'sign changed' }).waitFor();
  await frame.locator('#arm').selectOption('reinit');
  await frame
    .locator('#mask-key', { hasText: 'The run does not keep the weights from which reinit started' })
    .waitFor();
  await frame.locator('#arm').selectOption('ticket');
  await frame.locator('#view').selectOption('mask');

  // The histogram counts the weights that the next round prunes.
  const { magnitudes } = layerMagnitudes(run, { ...at, round: 5, layer: 'fc2.weight' });
  const pruned = left({ ...at, round: 5 }, 'fc2.weight') - left(at, 'fc2.weight');
  await frame
    .locator('#magnitudes figcaption', {
      hasText: `Round 6 prunes ${pruned} of ${pruned + left(at, 'fc2.weight')} weights: those of magnitude ${magnitudes?.threshold?.toPrecision(3) ?? '?'} or less.`,
    })
    .waitFor();

  // The small images show all rounds, and a click chooses one.
  assert.deepEqual(
    await frame.locator('#rounds-list .round span').allInnerTexts(),
    [0, 1, 2, 3, 4, 5, 6].map((round) => {
      const share = percent(left({ ...at, round }, 'fc2.weight') / (24 * 16));
      return `${round === 0 ? 'Dense' : `Round ${round}`} · ${share}`;
    }),
  );
  await frame.locator('#rounds-list .round', { hasText: 'Round 2' }).click();
  await shown(frame, of({ ...at, round: 2 }, 'fc2.weight', 'mask'));
  await frame.locator('#rounds-list .round', { hasText: 'Round 5' }).click();
  await shown(frame, of({ ...at, round: 5 }, 'fc2.weight', 'mask'));

  // Playing steps through the rounds.
  await frame.locator('#play').click();
  await frame.waitForFunction(() => document.body.dataset.shown?.startsWith('0/ticket/2/'));
  await frame.locator('#play').click();

  await say(
    frame,
    nonsense(['mask', 'masks', 'weights', 'magnitudes', 'missing', 'save', 'open', 'failed', 'error']),
  );
  const facts = maskFacts({ path: run, name: 'small' });
  await say(frame, spoiled([{ type: 'masks', facts, show: { round: 2 } }]));
  await tellPage(frame, { type: 'masks', facts });
  await frame.locator('#layers button', { hasText: 'fc1' }).click();
  await frame.waitForFunction(() => document.body.dataset.shown?.includes('fc1.weight'));
  assert.deepEqual(await faults(frame), []);
  const before = await frame.evaluate(() => document.body.dataset.shown ?? '');

  // An arm without a trained network: the page says so, and the chosen round returns.
  const tell = (change: Partial<MaskFacts>): Promise<void> =>
    tellPage(frame, { type: 'masks', facts: { ...facts, ...change } });
  await tell({ cells: facts.cells.filter((cell) => !cell.includes('reinit')) });
  await frame.locator('#arm').selectOption('reinit');
  await frame.locator('#says', { hasText: 'No trained network yet for this arm and trial' }).waitFor();
  assert.equal(await frame.locator('#masks').isVisible(), false);
  assert.deepEqual(await faults(frame), []);
  await frame.locator('#arm').selectOption('ticket');
  await frame.locator('#masks').waitFor();
  assert.equal(await frame.evaluate(() => document.body.dataset.shown), before);

  // A layer's inputs treated as an image: its pixels, by keys, and saved.
  const image = [4, 6, 1];
  await tell({ image, reads: 'fc2.weight' });
  await frame.locator('#layers button', { hasText: 'fc2' }).click();
  await frame.locator('#pixels-canvas').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  const [trial, arm = '', round] = before.split('/');
  const shares = pixels(maskOf({ trial: Number(trial), arm, round: Number(round) }, 'fc2.weight'), image);
  assert(shares);
  const expected = `Pixel 1, 2: ${percent(shares[8] ?? NaN)} density`;
  await frame.locator('#pixel', { hasText: expected }).waitFor();
  assert.deepEqual(await faults(frame), []);
  const saved = await save(place, frame.locator('#pixels-csv'), 'csv');
  const lines = Array.from(shares, (share, i) => `${Math.floor(i / 6)},${i % 6},${share}`);
  assert.deepEqual(fs.readFileSync(saved, 'utf8').trim().split('\r\n'), ['row,column,left', ...lines]);
  await tell({});
  await frame.locator('#layers button', { hasText: 'fc1' }).click();
  await shown(frame, before);

  await reloaded(place, before);
}
