// The page of the panel in front, found again whenever the editor has put another frame in its place.
import type { Frame, Page } from 'playwright-core';
import { until } from '../until';

/** What a test does with a page, whether it is a panel's or stands alone. */
export type Panel = Pick<Frame, 'evaluate' | 'waitForFunction' | 'locator'>;

/** What Playwright throws where the frame was replaced under a call. */
const isReplaced = (error: unknown): boolean =>
  error instanceof Error &&
  /frame (was|has been|got) detached|context was destroyed|find context/i.test(error.message);

/** The page of the panel that is in front, once it shows something. */
export async function panelFrame(page: Page, isShown: string): Promise<Panel> {
  // Locators look for the frames anew with every step.
  const inside = page
    .locator('iframe.webview.ready')
    .filter({ visible: true })
    .last()
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
  await inside.locator(isShown).first().waitFor({ state: 'attached' });
  const inFrame = async <T>(act: (frame: Frame) => Promise<T>): Promise<T> => {
    const done = await until('the page of the panel', async () => {
      try {
        const body = await inside.locator('body').elementHandle();
        const frame = await body.ownerFrame();
        return frame ? { answer: await act(frame) } : undefined;
      } catch (error) {
        if (isReplaced(error)) return undefined;
        throw error;
      }
    });
    return done.answer;
  };
  return {
    evaluate: ((...call: Parameters<Frame['evaluate']>) =>
      inFrame((frame) => frame.evaluate(...call))) as Frame['evaluate'],
    waitForFunction: ((...call: Parameters<Frame['waitForFunction']>) =>
      inFrame((frame) => frame.waitForFunction(...call))) as Frame['waitForFunction'],
    locator: (selector, options) => inside.locator(selector, options),
  };
}

/** Resolves once the page stands still: what follows from its size and its messages is drawn. */
export async function settled(panel: Panel): Promise<void> {
  await panel.evaluate(async () => {
    // In the first picture of the screen the page learns of its size; the next one shows what followed from it.
    const pictures = (): Promise<void> =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
    const { ticketSettled } = window as unknown as { ticketSettled(): Promise<unknown> };
    for (let times = 0; times < 2; times += 1) {
      await pictures();
      await ticketSettled();
    }
    await pictures();
  });
}
