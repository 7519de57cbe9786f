// Drives the workbench like a user: keys, the palette, and visible content.
import type { Browser, Page } from 'playwright-core';
import path from 'node:path';
import { LIMIT_MS, until } from '../until';
import type { Server } from './workbench';

/**
 * Opens `folder`, with the extension at `extension` under development if given. Resolves once the explorer shows its
 * files, or an empty folder.
 */
export async function openWorkbench(
  server: Server,
  browser: Browser,
  { folder, extension }: { readonly folder: string; readonly extension?: string },
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(LIMIT_MS);
  const query = new URLSearchParams({ folder });
  if (extension !== undefined) {
    const remote = `vscode-remote://${new URL(server.url).host}${path.resolve(extension)}`;
    query.set('payload', JSON.stringify([['extensionDevelopmentPath', remote]]));
  }
  await page.goto(`${server.url}/?${query.toString()}`, { waitUntil: 'commit' });
  await page.locator('.explorer-folders-view').first().waitFor();
  return page;
}

/** Reloads the window; resolves once it is ready. */
export async function reload(page: Page): Promise<void> {
  await page.reload({ waitUntil: 'commit' });
  await page.locator('.activitybar .action-item.checked').waitFor();
}

/** Runs a command of the palette by its whole title. */
export async function command(page: Page, title: string): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  const wanted = row(page, title);
  const ask = async (): Promise<void> => {
    await page.keyboard.press('F1');
    await input.waitFor({ timeout: 5000 }).catch(() => undefined);
  };
  await ask();
  await until(`the command ${title}`, async () => {
    // A panel that opens or closes just now may have caught the key.
    if (!(await input.isVisible())) await ask();
    else if ((await input.inputValue()) !== `>${title}`) await input.fill(`>${title}`);
    return wanted.isVisible();
  });
  // Pressing Enter would race with the filtering of the list.
  await wanted.click();
  await wanted.waitFor({ state: 'hidden' });
}

/** Runs a command that shows a quick pick, and picks the row with `text`. */
export async function choose(page: Page, title: string, asked: string, text: string): Promise<void> {
  await command(page, title);
  await page.locator('.quick-input-title', { hasText: asked }).waitFor();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).click();
}

/** A row of the open quick pick by its whole label. */
export const row = (page: Page, label: string) =>
  page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name').filter({ hasText: whole(label) }) })
    .first();

const whole = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

/** Opens and focuses a file of the workspace by its name. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
  await page.locator('.tabs-container .tab.active', { hasText: name }).waitFor();
  await page.locator('.editor-instance .view-lines').first().click();
}

/** Accepts the suggestion with this label, once it appears. */
export async function accept(page: Page, label: string): Promise<void> {
  const rows = page.locator('.suggest-widget.visible .monaco-list-row');
  const wanted = rows.filter({ has: page.locator('.label-name').filter({ hasText: whole(label) }) }).first();
  await wanted.waitFor();
  for (let i = 0; i < 100; i += 1) {
    if ((await wanted.getAttribute('class'))?.includes('focused') === true) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await wanted.waitFor({ state: 'hidden' });
}

/** The visible text of the active editor, without line numbers and inline decorations. */
export const shownText = async (page: Page): Promise<string> =>
  (await page.locator('.editor-instance .view-line').allInnerTexts()).join('\n').replaceAll('\u00A0', ' ');
