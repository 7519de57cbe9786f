// Tests the masks panel next to the run panel: opening masks from the results, and the selections of both after a reload.
import { command } from '../editor/page';
import { panelFrame, shown, type Panel } from './panel';
import type { Place } from './place';

/** Opens masks from the results while a masks panel is open: that panel shows the round selected in the results. */
export async function fromResults({ page }: Place): Promise<void> {
  await page.locator('.tabs-container .tab', { hasText: /^small$/ }).click();
  const results = await panelFrame(page, '#accuracy .chart svg');
  await results.locator('#round').focus();
  await page.keyboard.press('Home');
  for (let round = 0; round < 3; round++) await page.keyboard.press('ArrowRight');
  await results.waitForFunction(() => document.body.dataset.shown?.includes(' 3 '));
  await results.locator('#open-masks').click();
  const frame = await panelFrame(page, '#rows .chart svg');
  await frame.waitForFunction(() => document.body.dataset.shown?.startsWith('0/ticket/3/'));
}

/** The selections of both panels survive a window reload. */
export async function reloaded({ page }: Place, before: string): Promise<void> {
  const tab = (name: RegExp) => page.locator('.tabs-container .tab', { hasText: name });
  const results = async (): Promise<Panel> => {
    await tab(/^small$/).click();
    return panelFrame(page, '#accuracy .chart svg');
  };
  const panel = await results();
  await panel.locator('#arms button', { hasText: 'reinit' }).click();
  await shown(panel, 'claims fail 6 reinit');
  await tab(/masks/).click();
  const loaded = page.waitForEvent('load');
  await command(page, 'Developer: Reload Window');
  await loaded;
  await shown(await panelFrame(page, '#rows .chart svg'), before);
  const again = await results();
  await shown(again, 'claims fail 6 reinit');
  await again.locator('#arms button', { hasText: 'ticket' }).click();
  await shown(again, 'claims fail 6 ticket');
}
