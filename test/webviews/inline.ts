// Tests masks in the code: percentages match the files, keys step the round, and the UI names what it shows.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { layerDensities } from '../../src/runs/layer-density';
import { openFile, row } from '../editor/page';
import { becomes, until } from '../until';
import { runOf, setSettings, ticket, type Place } from './place';

/** The inline texts of the active editor that contain a percentage. */
const shown = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.editor-instance .view-line span')]
      .map((span) => ({ span, text: getComputedStyle(span, '::after').content }))
      .filter(({ text }) => /[█░]/.test(text))
      .sort((a, b) => a.span.getBoundingClientRect().top - b.span.getBoundingClientRect().top)
      .map(({ text }) => text.replace(/["█░\s]/g, '')),
  );

/** The lines with such a text. */
const lines = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.editor-instance .view-line')]
      .filter((line) =>
        [...line.querySelectorAll('span')].some((span) =>
          /[█░]/.test(getComputedStyle(span, '::after').content),
        ),
      )
      .map((line) => line.textContent.trim()),
  );

const become = (page: Page, expected: readonly string[]): Promise<void> =>
  becomes(expected, () => shown(page));

export async function inlineMasks(place: Place): Promise<void> {
  const { page } = place;
  const percents = (
    runDir: string,
    cell: { trial: number; arm: string; round: number },
    some: readonly string[],
  ) => {
    const all = layerDensities(runDir, cell);
    return some.map((layer) => {
      const { alive, weights } = all.get(layer) ?? assert.fail(layer);
      const value = (100 * alive) / weights;
      return value >= 99.95 ? '100%' : `${value.toFixed(value >= 10 ? 1 : 2)}%`;
    });
  };
  const item = (text: string) => page.locator('.statusbar-item', { hasText: text });
  const layers = ['fc1', 'fc2'];
  const small = runOf(place, 'small');

  await openFile(page, 'small.ticket.yaml');
  await become(page, percents(small, { trial: 0, arm: 'ticket', round: 6 }, layers));
  await item('ticket · round 6 · trial 0').waitFor();
  await until('densities in place of the numbers of parameters', async () =>
    (await lines(page)).every((line) => /^fc\d:\s\d+$/.test(line)),
  );
  await page.keyboard.press('Control+Alt+,');
  await become(page, percents(small, { trial: 0, arm: 'ticket', round: 5 }, layers));
  await item('round 5').waitFor();

  // Hovers once the lines no longer move.
  await page.locator('.codelens-decoration a', { hasText: 'Show Results' }).waitFor();
  const word = page
    .locator('.view-line', { hasText: 'fc1' })
    .first()
    .locator('span', { hasText: 'fc1' })
    .last();
  const hover = page.locator('.monaco-hover', { hasText: 'weights kept' });
  // If the line still moves, the word moves away from the pointer.
  await until('what is said under the pointer', async () => {
    await word.hover();
    return hover.locator('img[src^="data:image/png"]').isVisible();
  });
  const { alive, weights } =
    layerDensities(small, { trial: 0, arm: 'ticket', round: 5 }).get('fc1') ?? assert.fail();
  const before = layerDensities(small, { trial: 0, arm: 'ticket', round: 4 }).get('fc1') ?? assert.fail();
  const text = await hover.innerText();
  assert(text.includes(`${alive} of ${weights} weights kept`), text);
  assert(text.includes(`Since round 4: ${before.alive - alive} of ${before.alive} weights pruned`), text);
  await page.screenshot({ path: path.resolve('dist/test-host/inline.png') });
  await page.keyboard.press('Escape');

  // Selects another arm, trial and round.
  await item('round 5').click();
  await row(page, 'reinit').click();
  await row(page, 'Trial 2').click();
  await row(page, 'Round 3').click();
  await become(page, percents(small, { trial: 2, arm: 'reinit', round: 3 }, layers));
  await item('reinit · round 3 · trial 2').waitFor();

  // Switches the inline masks off and on.
  setSettings(place, { 'ticket.inlineMasks': false });
  await become(page, []);
  await item('reinit · round 3').waitFor({ state: 'hidden' });
  await page.locator('.editor-instance .view-line', { hasText: /fc1:\s24\s*\d+\sparameters/ }).waitFor();
  setSettings(place);
  await become(page, percents(small, { trial: 2, arm: 'reinit', round: 3 }, layers));

  // Shows densities in the model module, and updates them while the run trains.
  const own = runOf(place, 'own');
  await openFile(page, 'net.mjs');
  await become(page, percents(own, { trial: 0, arm: 'ticket', round: 2 }, ['enter', 'leave']));
  // Shows them where the layers are defined, not where they are used.
  for (const line of await lines(page)) assert.match(line, /name:\s'(enter|leave)'/);
  const spec = path.join(place.folder, 'own.ticket.yaml');
  fs.writeFileSync(spec, fs.readFileSync(spec, 'utf8').replace('rounds: 2', 'rounds: 3'));
  ticket(place, 'run', 'own.ticket.yaml');
  await become(page, percents(own, { trial: 0, arm: 'ticket', round: 3 }, ['enter', 'leave']));
  await page.screenshot({ path: path.resolve('dist/test-host/inline-module.png') });
}
