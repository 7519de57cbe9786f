// The steps of a new user's tour through the packaged extension, by keys and clicks in the workbench.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { readLabel } from '../../src/runs/label';
import { listing, listRuns, type RunListing } from '../../src/runs/list';
import { readManifest } from '../../src/runs/manifest';
import { readResults } from '../../src/runs/results';
import { freeze, thaw } from '../frozen';
import { becomes, until } from '../until';
import { panelFrame, settled } from '../webviews/panel';
import { command, openFile, row } from './page';

/** A window of the editor, and the folder that it shows. */
export interface Window {
  readonly page: Page;
  readonly folder: string;
}

const CRITERIA = ['magnitude', 'random', 'magnitude-increase'];

/** A sweep of quick runs. */
export const sweep = `ticket: 1
workload: spirals
trials: 1
model: { kind: mlp, layers: { fc1: 8, fc2: 8 } }
train: { iterations: 100, evaluate: { every: 50 } }
prune: { rounds: 1 }
sweep: { prune.criterion: [${CRITERIA.join(', ')}] }
`;

export const runsOf = (folder: string, name: string): readonly RunListing[] =>
  listRuns(path.join(folder, '.ticket/runs')).filter((run) => run.name === name);

const lens = (page: Page, title: string) => page.locator('.codelens-decoration a', { hasText: title });
const openView = (page: Page, title: string): Promise<void> =>
  page.locator(`.activitybar .action-label[aria-label^="${title}"]`).first().click();
/** Rows of the Runs view: specs are on level 1, runs on level 2. */
const viewRow = (page: Page, level: number) =>
  page.locator(`.pane-body .monaco-list-row[aria-level="${level}"]`);
const runRow = (page: Page, label: string) =>
  viewRow(page, 2).filter({ has: page.getByText(label, { exact: true }) });
const activeTab = (page: Page, text: string) =>
  page.locator('.tabs-container .tab.active', { hasText: text });

/** Replaces a value in the open spec's file, and waits until the editor shows the new one. */
async function replace({ page, folder }: Window, before: string, now: string): Promise<void> {
  const spec = path.join(folder, 'spirals.ticket.yaml');
  const text = fs.readFileSync(spec, 'utf8');
  assert(text.includes(before), before);
  fs.writeFileSync(spec, text.replace(before, now));
  await page.locator('.view-line', { hasText: now }).waitFor();
}

/** The editor can open every picture and link of the extension's page. */
export async function readPage({ page }: Window): Promise<void> {
  await openView(page, 'Extensions');
  await page.locator('.extensions-list .monaco-list-row', { hasText: 'Ticket' }).click();
  const readme = await panelFrame(page, 'h1');
  const { targets, text } = await readme.evaluate(() => ({
    targets: Array.from(document.querySelectorAll('img, a'), (one) =>
      one.getAttribute(one.localName === 'a' ? 'href' : 'src'),
    ),
    text: document.body.innerText,
  }));
  for (const target of targets) assert.match(target ?? 'nothing', /^(https:|#)/);
  assert.match(text, /Three steps\s+Write\. Run Ticket: New Experiment/);
}

interface Manifest {
  readonly contributes: {
    readonly walkthroughs: readonly [{ readonly steps: readonly { id: string; title: string }[] }];
  };
}

/** Each step's button leads on and ticks the step, up to a finished run and its results. */
export async function walkThrough(window: Window): Promise<void> {
  const { page, folder } = window;
  const { contributes } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Manifest;
  const [{ steps }] = contributes.walkthroughs;
  const act: Readonly<Record<string, () => Promise<unknown>>> = {
    async write() {
      await row(page, 'Two spirals in a minute').click();
      await page
        .locator('.quick-input-widget', { hasText: 'New Experiment: Two spirals in a minute' })
        .waitFor();
      await page.keyboard.press('Enter');
      await activeTab(page, 'spirals.ticket.yaml').waitFor();
      // Training for a minute would add nothing to this test.
      await replace(window, 'trials: 3', 'trials: 1');
      await replace(window, 'iterations: 600', 'iterations: 50');
      await page.locator('.tabs-container .tab', { hasText: /Welcome|Walkthrough/ }).click();
    },
    run: () => until('the end', () => runsOf(folder, 'spirals')[0]?.state === 'finished'),
    async read() {
      const results = await panelFrame(page, 'h1');
      await results.waitForFunction(() => document.querySelector('h1')?.textContent === 'Two spirals');
      await page.locator('.tabs-container .tab', { hasText: /Welcome|Walkthrough/ }).click();
    },
  };
  await openView(page, 'Ticket');
  await page.getByRole('button', { name: 'Get Started' }).click();
  for (const { id, title } of steps) {
    const step = page.locator('.gettingStartedContainer .getting-started-step', {
      has: page.locator('h3', { hasText: title }),
    });
    if ((await step.getAttribute('aria-expanded')) !== 'true') await step.locator('h3').click();
    await step.locator('.monaco-button').click();
    await act[id]?.();
    await step.locator('[role="checkbox"][aria-checked="true"]').waitFor();
  }
  const [run] = runsOf(folder, 'spirals');
  assert.equal(readManifest(run?.path ?? '').engine?.backend, 'wasm');
}

/** The runs of a sweep wait in the queue and train; the table compares them, labelled by the values that differ. */
export async function compareSweep(
  { page, folder }: Window,
  picture: (name: string) => Promise<unknown>,
): Promise<void> {
  const labels = CRITERIA.map((criterion) => `criterion=${criterion}`);
  const runs = (): readonly RunListing[] => runsOf(folder, 'criteria');
  await openView(page, 'Explorer');
  // A new row moves the others, which a click would miss.
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: '.ticket' }).nth(2).waitFor();
  await openFile(page, 'criteria.ticket.yaml');
  await openView(page, 'Ticket');
  // Scrolls to the code lens, which appears above the first line.
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('Control+Home');
  await lens(page, 'Run').click();
  const first = await until('a worker', () => runs().find((run) => listing(run.path).holder?.workers.length));
  freeze(first.path);
  for (const label of labels.slice(1)) await runRow(page, label).filter({ hasText: 'queued' }).waitFor();
  // It has no manifest yet, but its spec and label.
  await runRow(page, labels[0] ?? '')
    .filter({ hasNotText: 'failed' })
    .waitFor();
  await becomes(['criteria', 'spirals'], async () =>
    (await viewRow(page, 1).locator('.label-name').allInnerTexts()).sort(),
  );
  await picture('queue');
  thaw(first.path);
  await until('the end of all', () => runs().filter(({ state }) => state === 'finished').length === 3);

  await lens(page, 'Compare 3 Runs').click();
  const table = await panelFrame(page, '#runs td');
  const texts = (what: string): Promise<readonly string[]> => table.locator(what).allInnerTexts();
  await table.waitForFunction(() => document.body.dataset.compared === '3');
  await settled(table);
  await picture('table');
  assert.deepEqual([...(await texts('td[data-column="prune.criterion"]'))].sort(), [...CRITERIA].sort());
  assert.deepEqual([...(await texts('td[data-column="run"]'))].sort(), [...labels].sort());
  assert.equal(await table.locator('#runs td input[type="checkbox"]:checked').count(), 3);
  const heads = await texts('#runs thead th');
  // The spec of another run has a title, but none of these.
  assert(!heads.includes('title'), heads.join());

  const accuracy = ({ path: place }: RunListing): number =>
    readResults(place).rounds.at(-1)?.arms.ticket?.testAccuracy?.mean ?? NaN;
  const [lowest = 0, next = 1] = [...new Set(runs().map(accuracy))].sort((a, b) => a - b);
  const between = (50 * (lowest + next)).toFixed(2);
  const filterBy = async (filter: string, count: number): Promise<void> => {
    await table.locator('#filter').fill('');
    await page.keyboard.type(filter);
    await table.waitForFunction((count) => document.body.dataset.rows === count, String(count));
  };
  await filterBy(`early stop > ${between}%`, runs().filter((run) => accuracy(run) > lowest).length);
  await filterBy('early stop > 95%', 0);
  await table.locator('#filter-says', { hasText: 'No run matches the filters.' }).waitFor();
  assert((await texts('#runs thead th')).includes('prune.criterion'));
  await picture('filter');
}

/** F2 and Delete act on all selected runs. */
export async function changeSelected(
  { page, folder }: Window,
  picture: (name: string) => Promise<unknown>,
): Promise<void> {
  const [kept, ...others] = CRITERIA.map((criterion) => runRow(page, `criterion=${criterion}`));
  const select = async (): Promise<void> => {
    await others[0]?.click();
    await others[1]?.click({ modifiers: ['Control'] });
  };
  await select();
  await activeTab(page, 'criteria criterion=').waitFor();
  await page.keyboard.press('F2');
  await page.locator('.quick-input-title', { hasText: 'Add Tags to 2 Runs' }).waitFor();
  await page.keyboard.type('other');
  await page.keyboard.press('Enter');
  for (const one of others) await one.filter({ hasText: '#other' }).waitFor();
  assert.equal(await kept?.filter({ hasText: '#other' }).count(), 0);
  const tags = (): readonly string[] => runsOf(folder, 'criteria').flatMap((run) => readLabel(run.path).tags);
  assert.deepEqual(tags(), ['other', 'other']);
  await picture('tags');

  await page.keyboard.press('Delete');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.filter({ hasText: 'Delete 2 runs?' }).waitFor();
  await picture('delete');
  await dialog.locator('a', { hasText: 'Delete' }).click();
  // A server has no trash, so the editor asks again.
  await dialog.locator('a', { hasText: 'Delete Permanently' }).click();
  await until('the end of both', () => runsOf(folder, 'criteria').length === 1);
  assert.deepEqual(tags(), []);
}

/** A command sets up TensorFlow, which trains the next run. */
export async function setUp(window: Window): Promise<void> {
  const { page, folder } = window;
  await command(page, 'Ticket: Set Up TensorFlow');
  await row(page, 'For the CPU').click();
  // Under test, the editor shows no pop-ups but keeps the notifications.
  await command(page, 'Notifications: Show Notifications');
  await page.locator('.notification-list-item', { hasText: 'Ticket now trains on' }).waitFor();
  await page.keyboard.press('Escape');

  // Another seed makes a new run, which another backend trains.
  await openView(page, 'Explorer');
  await openFile(page, 'spirals.ticket.yaml');
  await replace(window, 'seed: 1', 'seed: 5');
  await lens(page, 'Run').click();
  const run = (): RunListing | undefined => runsOf(folder, 'spirals')[0];
  await until('the end', () => runsOf(folder, 'spirals').length === 2 && run()?.state === 'finished');
  assert.equal(readManifest(run()?.path ?? '').engine?.backend, 'tensorflow');
}

/** In a copied folder, runs belong to the copied spec, which shows their masks; the editor never opens the original. */
export const openElsewhere =
  (name: string) =>
  async ({ page }: Window): Promise<void> => {
    await openView(page, 'Ticket');
    // Rows move until all runs are listed.
    await viewRow(page, 2).nth(1).waitFor();
    await viewRow(page, 1).filter({ hasText: 'spirals' }).click();
    await page.locator('.view-line', { hasText: `# ${name}` }).waitFor();
    await until('masks', () =>
      page.evaluate(() =>
        Array.from(document.querySelectorAll('.view-lines span')).some((one) =>
          getComputedStyle(one, '::after').content.includes('░'),
        ),
      ),
    );
    await viewRow(page, 2).last().click();
    const results = await panelFrame(page, 'h1');
    await results.locator('button', { hasText: /^Spec$/ }).click();
    await activeTab(page, 'spec.yaml').waitFor();
    // The explorer reveals only files of the open folder.
    await openView(page, 'Explorer');
    await page
      .locator('.explorer-folders-view .monaco-list-row.selected', { hasText: 'spec.yaml' })
      .waitFor();
  };
