// Tests the run panel: its content matches the files, it follows a run, and its layout has no faults.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Curve } from '../../src/runs/curve';
import { readCurves } from '../../src/runs/curves';
import { judge } from '../../src/runner/judge';
import { listRuns } from '../../src/runs/list';
import type { RunResults } from '../../src/runs/results';
import { runData } from '../../src/webviews/run-data';
import { choose, command, openFile } from '../editor/page';
import { freeze, thaw } from '../frozen';
import { becomes, until } from '../until';
import { faults } from './checks';
import { panelFrame, type Panel } from './panel';
import { isFull, nonsense, measured, runOf, say, spoiled, tell, ticket, type Place } from './place';

type Drawn = Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>;

/** The page's drawn charts. */
export const drawn = (frame: Panel): Promise<Drawn> =>
  frame.evaluate(() => (window as unknown as { ticketDrawn(): Drawn }).ticketDrawn());

/** Rows without the fields that the drawing adds. */
const bare = (
  rows: readonly Readonly<Record<string, unknown>>[] = [],
  keys: readonly string[],
): readonly unknown[] => rows.map((row) => keys.map((key) => row[key] ?? null));

const shown = async (frame: Panel, text: string): Promise<void> => {
  await frame.waitForFunction((text) => document.body.dataset.shown === text, text);
};

/** A wide and a narrow panel, measured and kept as pictures. */
export async function lookAtRun(place: Place): Promise<void> {
  const { page } = place;
  await openFile(page, 'small.ticket.yaml');
  await page.locator('.codelens-decoration a', { hasText: 'Show Results' }).click();
  const frame = await panelFrame(page, '#accuracy svg');
  // Leaves only the panel in the window.
  await command(page, 'View: Close Editors in Other Groups');
  await command(page, 'View: Close Primary Side Bar');
  await frame.waitForFunction(() => document.querySelectorAll('#loss svg').length > 0);
  await measured(place, frame, 'run-panel', 2600, { inAll: true });
}

export async function numbers(place: Place): Promise<void> {
  const { page } = place;
  const run = runOf(place, 'small');
  const told = JSON.parse(ticket(place, 'show', run, '--json')) as RunResults & {
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
    ['light', 320],
    ['dark', 1600],
    ['light', 1600],
    ['dark', 320],
  ] as const;
  for (const [colorScheme, width] of looks.slice(0, isFull ? undefined : 2)) {
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
  for (const part of ['Test accuracy at early stop', 'shuffled-mask', 'density'])
    assert(svg.includes(part), part);
  assert.deepEqual(said, []);
  await page.close();
}

/** A live run: the panel follows it, ignores invalid messages, and reports when the run has been deleted. */
export async function follow(place: Place): Promise<void> {
  try {
    await followed(place);
  } finally {
    for (const { name, path: run } of listRuns(place.runs))
      if (name === 'endless') ticket(place, 'stop', run, '--now');
  }
}

async function followed(place: Place): Promise<void> {
  const { page, runs } = place;
  await openFile(page, 'endless.ticket.yaml');
  await page.locator('.codelens-decoration a', { hasText: 'Run' }).first().click();
  const { path: run } = await until('the run', () =>
    listRuns(runs).find(({ name, state }) => name === 'endless' && state === 'running'),
  );
  await command(page, 'View: Close All Editors');
  await choose(page, 'Ticket: Show Results', 'Show Results', 'endless');
  let frame = await panelFrame(page, '#state[data-state="running"]');
  const points = async (): Promise<number> => {
    const { loss } = await drawn(frame);
    return Math.max(0, ...(loss?.rows ?? []).map(({ iteration }) => Number(iteration)));
  };
  const grows = async (): Promise<void> => {
    const before = await points();
    thaw(run);
    await until('more of the curves', async () => (await points()) > before);
    freeze(run);
  };
  await grows();
  await measured(place, frame, 'run-panel-running', 2600);

  // Opens the masks of the run, none of which exist yet.
  await frame.locator('#open-masks').click();
  const masks = await panelFrame(page, '#says:not([hidden])');
  await masks.locator('#says', { hasText: 'No trained network yet for this arm and trial' }).waitFor();
  await measured(place, masks, 'masks-running', 800);
  await page.locator('.tabs-container .tab', { hasText: /^endless$/ }).click();
  frame = await panelFrame(page, '#state[data-state="running"]');
  await grows();

  // The panel keeps working after invalid messages in both directions: the run's next change shows it again.
  thaw(run);
  await say(frame, nonsense(['save', 'curves', 'run', 'error', 'open', 'choose', 'failed']));
  const listing = listRuns(runs).find(({ path }) => path === run) ?? assert.fail();
  const curves = listRuns(runs).flatMap(({ name, path }) =>
    name === 'small' ? readCurves(path, 'ticket', 1) : [],
  );
  await say(
    frame,
    spoiled([
      { type: 'run', run: runData(listing, await judge(run)) },
      { type: 'curves', group: 'ticket', round: 0, curves, dense: curves },
    ]),
  );
  await shown(frame, 'running 0 ticket');
  await grows();
  assert.equal(await frame.locator('#error').isVisible(), false);

  await command(page, 'Ticket: Stop Now');
  await frame.waitForFunction(
    () => document.querySelector('#state')?.getAttribute('data-state') === 'interrupted',
  );
  fs.rmSync(run, { recursive: true });
  await frame.locator('#error', { hasText: 'no longer exists' }).waitFor();
  assert.deepEqual(await faults(frame), []);
  await page.screenshot({ path: path.resolve('dist/test-host/run-panel-gone.png') });
}
