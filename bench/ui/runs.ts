// Times the Runs view in a workspace with many runs: until it shows them, and to keep it up to date.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventWriter } from '../../src/runs/events';
import { eventsFile } from '../../src/runs/layout';
import { acquire } from '../../src/runs/lock';
import { readManifest, writeManifest } from '../../src/runs/manifest';
import { watchRuns } from '../../src/runs/watch';
import { extension, installedEditor } from '../../test/editor/installed';
import { command, openWorkbench } from '../../test/editor/page';
import { descendants } from '../../test/editor/processes';
import { withWorkbench } from '../../test/editor/workbench';
import { makeRun } from '../../test/runs/made-run';
import type { Group } from './main';

const RUNS = 200;
const EVENTS = 100_000;
const LOOKS = 100;
const LIMIT_MS = 60_000;

export const runs: Group = {
  name: 'runs',
  about: `${RUNS} run directories of 33 networks, one of them active, with ${EVENTS.toLocaleString('en')} events. In milliseconds: the time to the first run and to all runs, the longest block of the event loop, and one more scan of all runs. In MB: the memory growth over ${LOOKS} more scans, or the total of the extension host. In VS Code, the window's start takes most of the time, as the row with one run shows.`,
  header: ['where', 'first', 'all', 'busy', 'scan', 'memory'],
  needsEditor: true,
  async rows() {
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-bench-runs-'));
    const folder = path.join(state, 'work');
    try {
      const lock = fill(path.join(folder, '.ticket/runs'));
      try {
        const few = path.join(state, 'few');
        fs.cpSync(path.join(folder, '.ticket/runs/made-001'), path.join(few, '.ticket/runs/made-001'), {
          recursive: true,
        });
        return [
          await alone(path.join(folder, '.ticket/runs')),
          await inEditor(path.join(state, 'one'), few, '1 run'),
          await inEditor(path.join(state, 'all'), folder, `${RUNS} runs`),
        ];
      } finally {
        lock.release();
      }
    } finally {
      fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** Makes the runs; returns the lock of the active one. */
function fill(folder: string): { release(): void } {
  const arm = (start: number): readonly (readonly number[])[] =>
    [0, 1, 2, 3, 4].map((round) => [0, 1, 2].map((trial) => start - 0.01 * round + 0.001 * trial));
  const first = path.join(folder, 'made-000');
  const controls = arm(0.9).map((values, round) => (round === 0 ? [] : values));
  makeRun(first, {
    densities: [1, 0.8, 0.64, 0.51, 0.41],
    arms: { ticket: arm(0.95), reinit: controls, 'random-mask': controls },
  });
  const manifest = readManifest(first);
  for (let i = 1; i < RUNS; i += 1) {
    const place = path.join(folder, `made-${String(i).padStart(3, '0')}`);
    fs.cpSync(first, place, { recursive: true });
    const createdAt = new Date(Date.UTC(2025, 0, 1) + i * 60_000).toISOString();
    writeManifest(place, { ...manifest, createdAt });
  }
  const lock = acquire(first);
  const write = eventWriter(first, lock.fence);
  write({ type: 'started', pid: process.pid, cells: 27, finished: 26, workers: 1 });
  const at = new Date().toISOString();
  const line = (iteration: number): string =>
    `${JSON.stringify({ fence: lock.fence, at, type: 'progress', cell: { trial: 0, arm: 'ticket', round: 1 }, iteration, iterations: 100, iterationsPerSecond: 100 })}\n`;
  fs.appendFileSync(
    eventsFile(first),
    Array.from({ length: EVENTS }, (_, i) => line(Math.floor((100 * i) / EVENTS))).join(''),
  );
  return lock;
}

const ms = (value: number): string => value.toFixed(0);

async function alone(folder: string): Promise<readonly string[]> {
  let [busy, last] = [0, performance.now()];
  const pulse = setInterval(() => {
    busy = Math.max(busy, performance.now() - last);
    last = performance.now();
  }, 1);
  const start = performance.now();
  let first: number | undefined;
  const watch = watchRuns(folder);
  watch.onChange(() => (first ??= performance.now() - start));
  await watch.look();
  const all = performance.now() - start;
  if (watch.runs().length !== RUNS) throw new Error(`The watcher found ${watch.runs().length} runs.`);
  const live = watch.find(path.join(folder, 'made-000'));
  if (live?.state !== 'running' || live.progress?.latest?.iteration !== 99)
    throw new Error(`The active run is out of date: ${JSON.stringify(live)}`);
  const before = process.memoryUsage().rss;
  const again = performance.now();
  for (let i = 0; i < LOOKS; i += 1) await watch.look();
  const look = (performance.now() - again) / LOOKS;
  clearInterval(pulse);
  watch.dispose();
  const kept = (process.memoryUsage().rss - before) / 1e6;
  return ['Node, watcher only', ms(first ?? NaN), ms(all), ms(busy), look.toFixed(1), ms(kept)];
}

/** Times a new window, from the command that shows the view to its rows. */
async function inEditor(state: string, folder: string, shown: string): Promise<readonly string[]> {
  const found = await installedEditor();
  if (!found) throw new Error('VS Code is missing after its installation.');
  let row: readonly string[] = [];
  await withWorkbench(found, state, 'trusted', {}, async (server, browser) => {
    const page = await openWorkbench(server, browser, { folder, extension });
    await page.locator('.activitybar .action-label[aria-label^="Ticket"]').waitFor();
    const rows = page.locator('.pane-body .monaco-list-row[aria-level="2"]');
    const start = performance.now();
    await command(page, 'Ticket: Focus on Runs View');
    await rows.first().waitFor({ timeout: LIMIT_MS });
    const first = performance.now() - start;
    await page.locator('.pane-body .monaco-list-row', { hasText: shown }).waitFor({ timeout: LIMIT_MS });
    const all = performance.now() - start;
    await page.screenshot({ path: path.resolve('dist/bench-ui-runs.png') });
    const hosts = descendants().filter(({ command: line }) => line.includes('--type=extensionHost'));
    const memory = Math.max(...hosts.map(({ pid }) => residentMB(pid)));
    row = [`VS Code, ${shown}`, ms(first), ms(all), '', '', ms(memory)];
  });
  return row;
}

/** Resident memory, from Linux's /proc. */
function residentMB(pid: number): number {
  const [, kilobytes = 'NaN'] = /^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1000;
}
