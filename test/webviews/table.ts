// Tests the runs table: rows and charts match the files, in the chosen order, columns and grouping.
import assert from 'node:assert/strict';
import { listRuns } from '../../src/runs/list';
import type { RunResults } from '../../src/runs/results';
import { deviation, mean } from '../../src/runs/statistics';
import { smallestWinning, ticketRounds } from '../../src/runs/winning';
import { BASELINE, SELECT } from '../../src/webviews/browser/table-columns';
import { columnsOf } from '../../src/webviews/browser/table-model';
import { command } from '../editor/page';
import { becomes, until } from '../until';
import { faults } from './checks';
import { compared } from './compared';
import { panelFrame, type Panel } from './panel';
import { measured, nonsense, say, spoiled, tell as tellPage, ticket, type Place } from './place';

const texts = (frame: Panel, column: string): Promise<readonly string[]> =>
  frame.locator(`#runs td[data-column="${column}"]`).allInnerTexts();

async function reads(frame: Panel, column: string, expected: readonly string[]): Promise<void> {
  await becomes(expected, () => texts(frame, column));
}

export async function lookAtTable(place: Place): Promise<void> {
  const { page } = place;
  await command(page, 'Ticket: Show Runs Table');
  const frame = await panelFrame(page, '#runs td');
  const boxes = frame.locator('#runs tbody input[type="checkbox"]');
  await until('all runs', async () => (await boxes.count()) >= 2);
  for (const box of await boxes.all()) await box.check();
  await frame.locator('#overlay .chart svg').waitFor();
  await measured(place, frame, 'table', 1800, { inAll: true });
  for (const box of await boxes.all()) await box.uncheck();
  await compared(place, frame);
  await manyRows(place, frame);
}

/** A table of thousands of rows: only visible ones have elements. A filter hides the host's own rows. */
async function manyRows(place: Place, frame: Panel): Promise<void> {
  const title = (i: number): string => String(i).padStart(4, '0');
  const path = (i: number): string => `/many/${title(i)}`;
  const row = { name: 'many', tags: '', state: 'finished', reason: '', claims: '', facts: {} };
  const once = (mean: number) => ({ mean, deviation: 0, n: 1 });
  const numbers = {
    ...{ finished: 1, total: 1, bestAt: 1, winningAt: null, lastAt: 0.1 },
    ...{ dense: once(0.9), last: once(0.9), lastEnd: once(0.9), earlyStop: once(5) },
  };
  const rows = Array.from({ length: 5000 }, (_, i) => ({
    ...{ ...row, ...numbers, best: once(i / 5000), title: title(i) },
    ...{ path: path(i), createdAt: '2026-01-01T00:00:00Z' },
  }));
  const shown = (count: number): Promise<void> =>
    becomes(String(count), () => frame.evaluate(() => document.body.dataset.rows ?? ''));
  await frame.locator('#filter').fill('many');
  await tellPage(frame, { type: 'rows', rows, gone: [] });
  await shown(5000);
  await measured(place, frame, 'table-large', 1000);
  assert((await frame.locator('#runs tbody tr').count()) < 120);
  await frame.locator('#filter').fill('best >= 0.9998 many');
  await shown(1);
  await reads(frame, 'run', ['4999']);
  await tellPage(frame, { type: 'rows', rows: [], gone: rows.map(({ path }) => path) });
  await shown(0);
  await frame.locator('#filter').fill('');
  await shown(2);
}

export async function table(place: Place): Promise<void> {
  const { page } = place;
  const frame = await panelFrame(page, '#runs td');
  const paths = new Map(listRuns(place.runs).map(({ name, path }) => [name, path]));
  const results = (name: string) =>
    JSON.parse(ticket(place, 'show', paths.get(name) ?? '', '--json')) as RunResults;
  const cells = (name: string) => results(name).rounds.at(-1)?.arms.ticket?.cells ?? [];
  const accuracies = (name: string) => cells(name).map(({ values }) => values.testAccuracy ?? NaN);
  const last = (name: string) => mean(accuracies(name));
  const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;
  /** With the spread over trials. */
  const lastText = (name: string): string => {
    const { length } = accuracies(name);
    const spread = (100 * deviation(accuracies(name))).toFixed(1);
    return length > 1 ? `${percent(last(name))} ± ${spread}` : percent(last(name));
  };

  await frame.locator('#runs thead button', { hasText: 'Spec' }).click();
  await reads(frame, 'name', ['own', 'small']);
  await reads(
    frame,
    'last',
    ['own', 'small'].map((name) => lastText(name)),
  );
  await reads(
    frame,
    'winningAt',
    ['own', 'small'].map((name) => {
      const found = smallestWinning(ticketRounds(results(name)));
      return found ? percent(found.density) : '–';
    }),
  );
  const focused = (): Promise<string | undefined> =>
    frame.evaluate(() => (document.activeElement as HTMLElement).dataset.key);
  await frame.locator('#runs thead button', { hasText: 'Spec' }).press('Enter');
  await reads(frame, 'name', ['small', 'own']);
  assert.equal(await focused(), 'head name');

  // Headings have tooltips.
  const titles = new Map(columnsOf([]).map(({ title, says }) => [title, `${says}. Click to sort.`]));
  const tips = (selector: string): Promise<readonly (readonly [string, string])[]> =>
    frame
      .locator(selector)
      .evaluateAll((all) =>
        all.map((one) => [one.textContent.replace(/ [▾▴]$/, ''), (one as HTMLElement).title]),
      );
  const sorting = await tips('#runs thead button');
  assert(sorting.length > 5);
  for (const [text, tip] of sorting) assert.equal(tip, titles.get(text));
  assert.deepEqual(await tips('#runs thead th[title]'), [
    ['Select', SELECT],
    ['Baseline', BASELINE],
  ]);

  // Compares with a baseline.
  await frame.locator('#runs tbody input[type="radio"]').first().click();
  const far = 100 * (last('own') - last('small'));
  const text = `${lastText('own')} (${far < 0 ? '−' : '+'}${Math.abs(far)
    .toFixed(2)
    .replace(/\.?0+$/, '')})`;
  await reads(frame, 'last', [lastText('small'), text]);
  await frame.locator('#runs tbody input[type="radio"]').first().click();

  await frame.locator('#filter').fill('small');
  await reads(frame, 'name', ['small']);
  await frame.locator('#filter').fill('wrong > 1');
  await frame.locator('#filter-says', { hasText: 'Unknown column: wrong.' }).waitFor();
  await frame.locator('#filter').fill('');
  // Completes the names of columns.
  await frame.locator('#filter').fill('small ear');
  await frame.locator('#filter-columns option[value="small Early stop > "]').waitFor({ state: 'attached' });
  await frame.locator('#filter').fill('');
  await frame.locator('#runs tbody input[type="checkbox"]').first().check();
  await frame.locator('#chosen-only').check();
  await reads(frame, 'name', ['small']);
  await frame.locator('#chosen-only').uncheck();
  await frame.locator('#runs tbody input[type="checkbox"]').first().uncheck();
  await reads(frame, 'name', ['small', 'own']);

  // Hides, shows and moves columns by keys.
  await frame.locator('summary').click();
  await frame.locator('#columns label', { hasText: /^ Dense$/ }).click();
  await until('no Dense', async () => (await texts(frame, 'dense')).length === 0);
  await frame.locator('#columns label', { hasText: /^ trials$/ }).click();
  await reads(frame, 'trials', ['3', '1']);
  const heads = async (): Promise<readonly string[]> =>
    (await frame.locator('#runs thead button').allInnerTexts()).map((one) => one.replace(/ [▾▴]$/, ''));
  const [first, second, ...others] = await heads();
  await frame.locator(`#columns button[aria-label="Move down: ${first ?? ''}"]`).press('Enter');
  await until('another order', async () => String(await heads()) === String([second, first, ...others]));
  assert.equal(await focused(), '↓ name');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await until('the order before', async () => String(await heads()) === String([first, second, ...others]));
  await frame.locator('summary').click();

  // Filters by a state that no run has any more.
  const one = {
    path: '/one',
    name: 'one',
    title: 'one',
    tags: '',
    state: 'failed',
    reason: 'The disk is full.',
  };
  const numbers = {
    ...{ dense: null, best: null, bestAt: null, winningAt: null, last: null, lastEnd: null, lastAt: null },
    ...{ claims: '', facts: {} },
  };
  const tell = (rows: readonly object[], gone: readonly string[]): Promise<void> =>
    tellPage(frame, { type: 'rows', rows, gone });
  const rest = { finished: 0, total: 1, createdAt: '2026-01-01T00:00:00Z', earlyStop: null };
  await tell([{ ...one, ...numbers, ...rest }], []);
  await frame.locator('#state').selectOption('failed');
  await reads(frame, 'name', ['one']);
  // A failed run's row has the reason.
  await reads(frame, 'state', ['failed: The disk is full.']);
  assert.equal(
    await frame.locator('#runs td[data-column="state"]').getAttribute('title'),
    'The disk is full.',
  );
  await tell([], ['/one']);
  await reads(frame, 'name', []);
  assert.equal(await frame.locator('#state').inputValue(), 'failed');
  await frame.locator('#state').selectOption('');
  await reads(frame, 'name', ['small', 'own']);

  await frame.locator('#differing').check();
  await until('what differs', async () => (await texts(frame, 'train.iterations')).join() === '50,20');
  assert.deepEqual(await texts(frame, 'train.batch'), []);
  await frame.locator('#differing').uncheck();
  await frame.locator('#group').check();
  await until(
    'groups',
    async () => (await frame.locator('.group-line').allInnerTexts()).join() === 'small,own',
  );
  await frame.locator('#group').uncheck();

  // Overlays the curves of two runs and lists the differences between their specs.
  for (const box of await frame.locator('#runs tbody input[type="checkbox"]').all()) await box.check();
  await frame.waitForFunction(() => document.body.dataset.compared === '2');
  const points = await frame.evaluate(() =>
    (window as unknown as { ticketDrawn(): { overlay: { rows: { round: number; mean: number }[] } } })
      .ticketDrawn()
      .overlay.rows.map(({ round, mean }) => [round, mean]),
  );
  assert.deepEqual(
    points,
    ['small', 'own'].flatMap((name) =>
      results(name).rounds.flatMap(({ round, arms }) =>
        arms.ticket?.testAccuracy ? [[round, arms.ticket.testAccuracy.mean]] : [],
      ),
    ),
  );
  const told = JSON.parse(
    ticket(place, 'compare', paths.get('small') ?? '', paths.get('own') ?? '', '--json'),
  ) as { readonly facts: readonly { readonly path: string }[] };
  assert.deepEqual(
    await frame.locator('#differences th[scope="row"]').allInnerTexts(),
    told.facts.map(({ path }) => path),
  );

  await say(frame, nonsense(['rows', 'compared', 'save', 'open', 'compare', 'failed', 'error']));
  const row = { ...one, ...numbers, ...rest, path: '/spoiled' };
  const overlaid = [{ run: 'one', round: 0, density: 1, mean: 0.5, min: 0.4, max: 0.6, n: 3 }];
  const runs = [{ path: '/one', name: 'one' }];
  const asked = ['small', 'own'].map((name) => paths.get(name));
  await say(
    frame,
    spoiled([
      { type: 'rows', rows: [row], gone: [] },
      { type: 'compared', asked, runs, points: overlaid, differences: [{ path: 'seed', values: ['1'] }] },
    ]),
  );
  await tell([], ['/spoiled', 'x']);
  await reads(frame, 'name', ['small', 'own']);
  assert.deepEqual(await faults(frame), []);
}
