// Tests the run panel: its content matches the files, and its layout has no faults.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Curve } from '../../src/runs/curve';
import { readCurves } from '../../src/runs/curves';
import { requiredText, valueText } from '../../src/runs/claim-words';
import type { RunResults } from '../../src/runs/results';
import { percent } from '../../src/runs/text';
import type { ClaimResult } from '../../src/runs/types';
import { command, openFile } from '../editor/page';
import { becomes, until } from '../until';
import { faults } from './checks';
import { panelFrame, shown, type Panel } from './panel';
import { isFull, measured, runOf, tell, ticket, type Place } from './place';

type Drawn = Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>;

/** The page's drawn charts. */
export const drawn = (frame: Panel): Promise<Drawn> =>
  frame.evaluate(() => (window as unknown as { ticketDrawn(): Drawn }).ticketDrawn());

/** Rows without the fields that the drawing adds. */
const bare = (
  rows: readonly Readonly<Record<string, unknown>>[] = [],
  keys: readonly string[],
): readonly unknown[] => rows.map((row) => keys.map((key) => row[key] ?? null));

/** A wide and a narrow panel, measured and kept as pictures. */
export async function lookAtRun(place: Place): Promise<void> {
  const { page } = place;
  await openFile(page, 'small.ticket.yaml');
  await page.locator('.codelens-decoration a', { hasText: 'Show Results' }).click();
  const frame = await panelFrame(page, '#accuracy .chart svg');
  // Leaves only the panel in the window.
  await command(page, 'View: Close Editors in Other Groups');
  await command(page, 'View: Close Primary Side Bar');
  await frame.waitForFunction(() => document.querySelectorAll('#loss .chart svg').length > 0);
  await measured(place, frame, 'run-panel', 2600, { inAll: true });
}

export async function numbers(place: Place): Promise<void> {
  const { page } = place;
  const run = runOf(place, 'small');
  const told = JSON.parse(ticket(place, 'show', run, '--json')) as RunResults & {
    readonly claims: readonly ClaimResult[];
  };
  const frame = await panelFrame(page, '#accuracy .chart svg');
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
    await becomes(expected, async () => bare((await drawn(frame)).accuracy?.rows, keys));
  }
  // A metric's claims appear where it is shown.
  assert.deepEqual((await drawn(frame)).accuracy?.claims, []);
  await frame.locator('#at button', { hasText: 'Early stop' }).click();
  await until('the claims', async () => (await drawn(frame)).accuracy?.claims?.length === 3);
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

  await claimRows(frame, told.claims);

  // Selects a round by keyboard and an arm by click.
  await frame.locator('#round').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await frame.locator('#arms button', { hasText: 'reinit' }).click();
  await frame.waitForFunction(() => document.body.dataset.curves === '2 reinit');
  const curves = readCurves(run, 'reinit', 2);
  const isDrawn = async (curves: readonly Curve[]): Promise<boolean> => {
    const { loss } = await drawn(frame);
    const rows = loss?.rows?.filter(({ net, split }) => net === 'reinit' && split === 'validation');
    return isDeepStrictEqual(
      bare(rows, ['trial', 'iteration', 'value']).map(String).sort(),
      curves
        .flatMap(({ trial, evaluations }) =>
          evaluations.map(({ iteration, validationLoss }) => String([trial, iteration, validationLoss])),
        )
        .sort(),
    );
  };
  assert(await isDrawn(curves));
  // An update removes missing rows and adds new ones.
  const halves = curves.map((curve) => ({
    ...curve,
    evaluations: curve.evaluations
      .filter((_, i) => i % 2 === 0)
      .map((one, i) => (i === 1 ? { ...one, validationLoss: one.validationLoss + 0.001 } : one)),
  }));
  const whole = readCurves(run, 'ticket', 0);
  for (const some of [halves, curves]) {
    await tell(frame, { type: 'curves', group: 'reinit', round: 2, curves: some, dense: whole });
    await until('the curves', () => isDrawn(some));
  }
}

/** Each claim has a row with its verdict and numbers, and opens to why. */
async function claimRows(frame: Panel, claims: readonly ClaimResult[]): Promise<void> {
  const rows = frame.locator('#claim-list .claim');
  const texts = (part: string): Promise<readonly string[]> => rows.locator(part).allInnerTexts();
  assert.deepEqual(
    await texts('strong'),
    claims.map(({ says }) => says),
  );
  assert.deepEqual(
    await texts('.verdict'),
    claims.map(({ verdict }) => verdict),
  );
  assert.deepEqual(
    await texts('.numbers'),
    claims.map((claim) => `${valueText(claim, claim.value) ?? '?'}, ${requiredText(claim)}`),
  );
  assert.deepEqual(
    await texts('.where button'),
    claims.map(({ round, density = NaN }) => `Round ${round ?? '?'}, ${percent(density)} density`),
  );
  // The badge's tooltip needs a pointer, so the open row has the explanation, too.
  const first = rows.first();
  await first.locator('summary').press('Enter');
  await first.locator('details[open]').waitFor();
  const explanation = (await first.locator('.badge').getAttribute('title')) ?? '?';
  assert.match(explanation, /^Preregistered: /);
  assert.deepEqual(await first.locator('details p').allInnerTexts(), [claims[0]?.because, explanation]);
  await first.locator('summary').press('Enter');
  await rows.locator('.where button').first().click();
  await shown(frame, `claims fail ${claims[0]?.round ?? '?'} ticket`);
}

/** The report shows the same content, in a plain browser and offline. */
export async function report(place: Place): Promise<void> {
  const page = await place.browser.newPage();
  const file = ticket(place, 'report', runOf(place, 'small'), '--output', 'report.html').trim();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', ({ message }) => said.push(message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) said.push(request.url());
  });
  const looks = [
    ['light', 420],
    ['dark', 1600],
    ['light', 1600],
    ['dark', 420],
    ['light', 320],
  ] as const;
  for (const [colorScheme, width] of looks.slice(0, isFull ? undefined : 2)) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 1200 });
    await page.goto(`file://${file}`);
    await page.waitForFunction(() => document.body.dataset.curves === '6 ticket');
    // Dims the other arms.
    await page.locator('#arms button').last().hover();
    assert.equal(await page.locator('#arms button.faded').count(), 2);
    assert.deepEqual(await faults(page.mainFrame()), [], `report ${colorScheme} ${width}`);
  }
  const { accuracy } = await drawn(page.mainFrame());
  assert.equal(accuracy?.rows?.length, 7 + 2 * 6);
  const saved = page.waitForEvent('download');
  await page.locator('#accuracy button', { hasText: 'SVG' }).click();
  const svg = fs.readFileSync(await (await saved).path(), 'utf8');
  for (const part of ['Test accuracy at early stop', 'shuffled-mask', 'density'])
    assert(svg.includes(part), part);
  assert.deepEqual(said, []);
  await page.close();
}
