// Finds the active panel's page, also after the editor has replaced its frame.
import type { Frame, Page } from 'playwright-core';
import { until } from '../until';

/** The operations a test uses on a page, in a panel or standalone. */
export type Panel = Pick<Frame, 'evaluate' | 'waitForFunction' | 'locator'>;

const POLL_MS = 100;

/** Playwright's error if the frame was replaced during a call. */
const isReplaced = (error: unknown): boolean =>
  error instanceof Error &&
  /frame (was|has been|got) detached|context was destroyed|find context/i.test(error.message);

/** The active panel's page, once it shows content. */
export async function panelFrame(page: Page, isShown: string): Promise<Panel> {
  // Locators look up the frames at every step.
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
    // By default, it polls in each frame, which makes the browser draw all the time.
    waitForFunction: ((...[wanted, given, options]: Parameters<Frame['waitForFunction']>) =>
      inFrame((frame) =>
        frame.waitForFunction(wanted, given, { polling: POLL_MS, ...options }),
      )) as Frame['waitForFunction'],
    locator: (selector, options) => inside.locator(selector, options),
  };
}

/** Resolves once the page shows this selection. */
export const shown = async (panel: Panel, text: string): Promise<void> => {
  await panel.waitForFunction((text) => document.body.dataset.shown === text, text);
};

/** Resolves once the page is stable: everything that follows from its size and its messages is drawn. */
export async function settled(panel: Panel): Promise<void> {
  await panel.evaluate(async () => {
    // The page learns its size in the first frame; the next one shows the result.
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
