// Sets up real runs in a real VS Code, for panel tests.
import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { listRuns } from '../../src/runs/list';
import type { Editor } from '../editor/installed';
import { command } from '../editor/page';
import { LIMIT_MS, until } from '../until';
import { faults } from './checks';
import { settled, type Panel } from './panel';

interface Theme {
  readonly name: string;
  /** As settings name it. */
  readonly setting: string;
  /** As pages know it. */
  readonly kind: string;
}

const light: Theme = { name: 'light', setting: 'Light Modern', kind: 'vscode-light' };
const others: readonly Theme[] = [
  { name: 'dark', setting: 'Dark Modern', kind: 'vscode-dark' },
  { name: 'contrast', setting: 'Default High Contrast', kind: 'vscode-high-contrast' },
  {
    name: 'contrast-light',
    setting: 'Default High Contrast Light',
    kind: 'vscode-high-contrast-light',
  },
];

/** A workspace with runs. */
export interface Workspace {
  readonly editor: Editor;
  readonly state: string;
  readonly folder: string;
  readonly runs: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A workspace that is open in a window. */
export interface Place extends Workspace {
  readonly browser: Browser;
  readonly page: Page;
}

/** Replaces the workspace's settings; without any, the editor's defaults apply. */
export function setSettings({ folder }: Workspace, settings: Readonly<Record<string, unknown>> = {}): void {
  const file = path.join(folder, '.vscode/settings.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(settings));
}

/** Closes editors that an earlier test left open. */
export async function tidy({ page }: Place): Promise<void> {
  await page.setViewportSize({ width: 1400, height: 900 });
  await command(page, 'View: Close All Editors');
  await command(page, 'View: Show Explorer');
}

/** Calls the command; claims may fail. */
export function ticket({ editor, folder, env, state }: Workspace, ...words: readonly string[]): string {
  const made: SpawnSyncReturns<string> = spawnSync(
    editor.node,
    [path.resolve(process.env.TICKET_DIST ?? 'dist', 'cli.js'), ...words],
    {
      cwd: folder,
      env: { ...process.env, ...env, TICKET_CACHE: path.join(state, 'home/.cache/ticket') },
      encoding: 'utf8',
      timeout: LIMIT_MS,
    },
  );
  assert(made.status === 0 || made.status === 1, made.stderr);
  return made.stdout;
}

/** The folder of the run of a spec. */
export const runOf = ({ runs }: Workspace, spec: string): string =>
  listRuns(runs).find(({ name }) => name === spec)?.path ?? assert.fail(`No run of ${spec} found.`);

/** Sizes the window so that the panel, alone in it, has this width. */
export async function sizePanel(page: Page, frame: Panel, width: number, height: number): Promise<void> {
  const around = async (): Promise<number> => {
    const { width: all } = page.viewportSize() ?? { width: 0 };
    return all - (await frame.evaluate(() => innerWidth));
  };
  // Parts around the panel may open or close meanwhile.
  await until(`a panel that is ${width} wide`, async () => {
    await page.setViewportSize({ width: width + (await around()), height });
    return frame.evaluate((width) => Math.abs(innerWidth - width) < 4, width);
  });
}

/** Whether a test tries every variant, as in `npm run test:full`. */
export const isFull = process.env.TICKET_TESTS === 'full';

/**
 * Takes pictures of the panel, narrow and wide, and asserts that it has no visual faults. The theme is light;
 * `inAll` adds the other themes to the wide picture. `npm run test:full` adds a narrower and a medium width, and all themes to each.
 */
export async function measured(
  place: Place,
  frame: Panel,
  name: string,
  narrowHeight: number,
  { inAll = false } = {},
): Promise<void> {
  const all = [light, ...others];
  for (const [width, height, themes] of [
    ...(isFull ? [[320, narrowHeight, all] as const] : []),
    [420, narrowHeight, isFull ? all : [light]],
    ...(isFull ? [[1000, 2000, all] as const] : []),
    [1600, 1500, isFull || inAll ? all : [light]],
  ] as const) {
    await sizePanel(place.page, frame, width, height);
    for (const theme of themes) {
      if (themes.length > 1) await wear(place, frame, theme);
      await settled(frame);
      const picture = `${name}-${theme.name}-${width}`;
      await place.page.screenshot({ path: path.resolve(`dist/test-host/${picture}.png`) });
      assert.deepEqual(await faults(frame), [], picture);
    }
  }
  if (isFull || inAll) await wear(place, frame, light);
}

/** Calls `look` in the light theme, and in `npm run test:full` in every theme. */
export async function inThemes(
  place: Place,
  frame: Panel,
  look: (theme: string) => Promise<void>,
): Promise<void> {
  if (!isFull) return look(light.name);
  for (const theme of [...others, light]) {
    await wear(place, frame, theme);
    await look(theme.name);
  }
}

/** Changes the theme of an open page. */
async function wear(place: Place, frame: Panel, { setting, kind }: Theme): Promise<void> {
  setSettings(place, { 'workbench.colorTheme': setting });
  await frame.waitForFunction((kind) => document.body.dataset.vscodeThemeKind === kind, kind);
}

/** Sends a message to the page, as its host would. */
export const tell = (frame: Panel, message: object): Promise<void> =>
  frame.evaluate((message) => window.postMessage(message, '*'), message);

/** Sends messages in both directions: to the page as its host, and to the host as the page. */
export async function say(frame: Panel, messages: readonly unknown[]): Promise<void> {
  await frame.evaluate((messages) => {
    const { ticketHost } = window as unknown as { ticketHost: { postMessage(message: unknown): void } };
    for (const message of messages) {
      window.postMessage(message, '*');
      ticketHost.postMessage(message);
    }
  }, messages);
}

/** Invalid messages, some of them close to these types. */
export function nonsense(types: readonly string[]): readonly unknown[] {
  const anything = fc.anything();
  const fields = ['name', 'extension', 'content', 'group', 'curves', 'run', 'what', 'place', 'bits', 'facts'];
  const near = fc.record(
    {
      type: fc.constantFrom(...types),
      round: fc.constantFrom(-1, 1.5, '0', null),
      trial: fc.constantFrom(-1, 1.5, '0', null),
      ...Object.fromEntries(fields.map((field) => [field, anything])),
    },
    { requiredKeys: ['type', 'round', 'trial'] },
  );
  // Drops values that JSON cannot represent: a page could not send them.
  return fc.sample(fc.oneof(anything, near), { numRuns: 500, seed: 9 }).flatMap((one) => {
    try {
      return [JSON.parse(JSON.stringify(one)) as unknown];
    } catch {
      return [];
    }
  });
}

/** Messages with one value replaced by another, at any depth: most are invalid, some still valid. */
export function spoiled(messages: readonly object[]): readonly unknown[] {
  const values = fc.constantFrom<unknown>(null, '', 'x', -1, 0, 1e300, [], [null], {}, { a: 1 }, true);
  const one = fc.tuple(
    fc.constantFrom(...messages),
    fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
    values,
  );
  return fc.sample(one, { numRuns: 300, seed: 10 }).map(([message, way, value]) => {
    const copy = structuredClone(message);
    let at = copy as Record<string, unknown>;
    for (const [depth, step] of way.entries()) {
      const keys = Object.keys(at).filter((key) => key !== 'type');
      const key = keys[step % keys.length];
      if (key === undefined) break;
      const inside = at[key];
      if (depth < way.length - 1 && typeof inside === 'object' && inside !== null)
        at = inside as Record<string, unknown>;
      else {
        at[key] = value;
        break;
      }
    }
    return copy;
  });
}

/** Keeps the page's channel to its host, so that a test can send on it. */
export const keepHost = (): void => {
  let acquire: (() => object) | undefined;
  Object.defineProperty(globalThis, 'acquireVsCodeApi', {
    configurable: true,
    get: () => acquire && (() => Object.assign(window, { ticketHost: acquire?.() }).ticketHost),
    set: (value: () => object) => (acquire = value),
  });
};
