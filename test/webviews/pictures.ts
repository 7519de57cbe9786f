// Takes the README's pictures of a run in a real VS Code.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { extension, installedEditor, missing } from '../editor/installed';
import { command, openFile, openWorkbench } from '../editor/page';
import { withWorkbench } from '../editor/workbench';
import { panelFrame } from './panel';

/**
 * Writes the pictures into `out`.
 *
 * @param folder the workspace, with the spec `name` and its finished run, and no other
 */
export async function takePictures(folder: string, name: string, out: string): Promise<void> {
  const editor = await installedEditor();
  if (!editor) throw new Error(missing);
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-pictures-'));
  const take = async (page: Page, what: string, height: number): Promise<void> => {
    await page.setViewportSize({ width: 1280, height });
    await page.mouse.move(0, 0);
    // Waits until the window has its size and the hover is closed.
    await page.waitForTimeout(1500);
    await page.screenshot({ path: path.join(out, `${what}.png`) });
  };
  const settings = {
    'workbench.colorTheme': 'Dark Modern',
    'editor.minimap.enabled': true,
    'breadcrumbs.enabled': true,
  };
  try {
    await withWorkbench(
      editor,
      state,
      'trusted',
      {},
      async (server, browser) => {
        const page = await openWorkbench(server, browser, { folder, extension });
        await openFile(page, `${name}.ticket.yaml`);
        await command(page, 'View: Close Primary Side Bar');
        await page.locator('.statusbar-item', { hasText: 'round 8' }).waitFor();
        // CodeLenses move the lines when they appear.
        await page.locator('.codelens-decoration a', { hasText: 'Show Results' }).waitFor();
        await page
          .locator('.view-line', { hasText: 'fc1' })
          .locator('span', { hasText: 'fc1' })
          .last()
          .hover();
        await page.locator('.monaco-hover img[src^="data:image/png"]').waitFor();
        await page.screenshot({ path: path.join(out, 'inline.png') });

        await command(page, 'View: Close All Editors');
        await command(page, 'Ticket: Show Results');
        await panelFrame(page, 'body[data-curves]');
        await take(page, 'run', 1000);

        await command(page, 'View: Close All Editors');
        await command(page, 'Ticket: Show Masks');
        await panelFrame(page, '#rows .chart svg');
        await take(page, 'masks', 900);
      },
      settings,
    );
  } finally {
    fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}
