/// <reference lib="dom" />
// Times the panels' pages with large data, in the browser of the VS Code tests: a simulated hour of updates of a large
// run, a mask of 4096 × 4096, and thousands of runs.
import { chromium, type Browser, type Page } from 'playwright-core';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { judge } from '../../src/runner/judge';
import { writeDurably } from '../../src/runs/atomic';
import { cellPlace } from '../../src/runs/cells';
import { readCurves } from '../../src/runs/curves';
import { cellFile } from '../../src/runs/layout';
import { pack } from '../../src/runs/mask';
import { readMasks } from '../../src/runs/masks';
import type { KnownCells } from '../../src/runs/results';
import { tensorsWithChecksum } from '../../src/runs/checksums';
import { html } from '../../src/webviews/html';
import { maskBody } from '../../src/webviews/mask-body';
import { MOST_POINTS } from '../../src/webviews/charts/curves-chart';
import { runBody } from '../../src/webviews/run-body';
import { tableBody } from '../../src/webviews/table-body';
import { installedEditor } from '../../test/editor/installed';
import { identity, makeRun } from '../../test/runs/made-run';
import type { Group } from './main';

const ROUNDS = 20;
const ARMS = ['ticket', 'reinit', 'shuffled-mask', 'random-mask'];
const TRIALS = 5;
const ITERATIONS = 50_000;
const EVERY = 100;
/** An hour of updates, one every 15 s. */
const UPDATES = 240;
const SIDE = 4096;
const RUNS = 5000;

export const panels: Group = {
  name: 'panels',
  about: `The panels' pages in a browser: median and worst time until a message is drawn, in milliseconds; and the page's heap in MB after a tenth of the updates and at the end, after garbage collection. The run has ${ROUNDS} rounds of ${ARMS.length * TRIALS} networks, each evaluated every ${EVERY} of ${ITERATIONS.toLocaleString('en')} iterations; an hour is ${UPDATES} updates. The targets are 50 ms for an update, 300 ms to open the mask, and 33 ms for a pan step.`,
  header: ['action', 'samples', 'median', 'worst', 'memory'],
  needsEditor: true,
  async rows() {
    const found = await installedEditor();
    if (!found) throw new Error('VS Code is missing after its installation.');
    const browser = await chromium.launch({
      executablePath: found.browser,
      args: ['--disable-gpu', '--enable-precise-memory-info', '--js-flags=--expose-gc'],
    });
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-bench-panels-'));
    try {
      return [
        ...(await runPage(browser, folder)),
        ...(await runHost(path.join(folder, 'run'))),
        ...(await maskPage(browser, folder)),
        maskHost(path.join(folder, 'run')),
        ...(await tablePage(browser, folder)),
      ];
    } finally {
      await browser.close();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Opens a panel's page with a stand-in for VS Code's API, which passes messages to `window.hear`. */
async function open(
  browser: Browser,
  folder: string,
  name: string,
  body: string,
  script = '',
): Promise<Page> {
  const dist = path.resolve('dist/webviews');
  const nonce = 'b'.repeat(32);
  const file = path.join(folder, `${name}.html`);
  const host = `window.acquireVsCodeApi = () => ({ getState: () => undefined, setState: () => undefined,
    postMessage: (message) => window.hear?.(message) });`;
  const text = html({
    ...{ title: name, body, nonce, styleSource: 'file:' },
    head: `<link rel="stylesheet" href="file://${dist}/style.css"><script nonce="${nonce}">${host}</script>`,
    end: `<script nonce="${nonce}" src="file://${dist}/${name}.js"></script>`,
    bodyClass: 'report',
  });
  fs.writeFileSync(file, text);
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.addInitScript(script);
  const wrong: string[] = [];
  page.on('pageerror', ({ message }) => wrong.push(message));
  await page.goto(`file://${file}`);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return page;
}

const row = (what: string, times: readonly number[], memory = ''): readonly string[] => {
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (value = NaN): string => value.toFixed(value < 10 ? 1 : 0);
  return [what, String(times.length), ms(sorted[sorted.length >> 1]), ms(sorted.at(-1)), memory];
};

const sizes = { ROUNDS, ARMS, TRIALS, ITERATIONS, EVERY, UPDATES, MOST_POINTS };

/** The run after an update, and the curves of its last round. Runs in the page. */
function runAt(
  { ROUNDS, ARMS, TRIALS, ITERATIONS, EVERY, UPDATES, MOST_POINTS }: typeof sizes,
  update: number,
): { readonly run: object; readonly curves: object } {
  const share = (update + 1) / UPDATES;
  const done = share * (ROUNDS + 1);
  const summary = (mean: number) => ({ mean, min: mean - 0.01, max: mean + 0.01, n: TRIALS });
  const accuracy = (round: number, arm: number): number => 0.97 - 0.002 * round - 0.004 * arm;
  const arm = (round: number, index: number) => ({
    testAccuracy: summary(accuracy(round, index)),
    testAccuracyAtEnd: summary(accuracy(round, index) - 0.005),
    earlyStopIteration: summary(10_000 + 100 * round),
    validationLoss: summary(0.1),
    diverged: 0,
    cells: Array.from({ length: TRIALS }, (_, trial) => ({
      ...{ trial, repeat: 0, values: { testAccuracy: accuracy(round, index) } },
      alive: {
        'fc1.weight': Math.round(235_200 * 0.8 ** round),
        'fc2.weight': Math.round(30_000 * 0.8 ** round),
      },
    })),
  });
  const rounds = Array.from({ length: ROUNDS + 1 }, (_, round) => ({
    ...{ round, weights: Math.round(266_200 * 0.8 ** round), density: 0.8 ** round, committed: round < done },
    arms:
      round >= done
        ? {}
        : Object.fromEntries(
            ARMS.filter((name) => round > 0 || name === 'ticket').map((name, index) => [
              name,
              arm(round, index),
            ]),
          ),
  }));
  const last = Math.min(ROUNDS, Math.floor(done));
  const many = Math.floor((done % 1) * (ITERATIONS / EVERY)) + 1;
  // The host thins curves in the same way.
  const curve = (count: number, step = 2 ** Math.ceil(Math.log2(Math.max(1, count / MOST_POINTS)))) =>
    Array.from({ length: TRIALS }, (_, trial) => ({
      ...{ trial, repeat: 0 },
      evaluations: Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step).map((i) => ({
        ...{
          iteration: (i + 1) * EVERY,
          validationLoss: 0.1 + 1 / (i + 1),
          trainingLoss: 0.05 + 1 / (i + 1),
        },
        validationAccuracy: 0.97 - 0.5 / (i + 1) + 0.001 * trial,
      })),
    }));
  return {
    run: {
      ...{ path: '/run', name: 'large', state: 'running', says: 'Running.', engine: 'xla on CPU' },
      ...{
        trials: TRIALS,
        iterations: ITERATIONS,
        startIteration: 0,
        groups: ARMS,
        rounds,
        claims: [],
        paper: [],
      },
      layers: { 'fc1.weight': 235_200, 'fc2.weight': 30_000 },
      progress: {
        finished: Math.floor(400 * share),
        total: 405,
        share,
        iterationsPerSecond: 5000,
        secondsLeft: 3600 * (1 - share),
      },
    },
    curves: {
      type: 'curves',
      group: 'ticket',
      round: last,
      curves: curve(many),
      dense: curve(ITERATIONS / EVERY),
    },
  };
}

const heapMB = (page: Page): Promise<number> =>
  page.evaluate(() => {
    (globalThis as unknown as { gc(): void }).gc();
    return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6;
  });

async function runPage(browser: Browser, folder: string): Promise<readonly (readonly string[])[]> {
  // The page makes the data, because it would retain data passed to it.
  const script = `window.runAt = ${runAt.toString()}`;
  const page = await open(browser, folder, 'run', runBody, script);
  const times: number[] = [];
  let early = NaN;
  for (let update = 0; update < UPDATES; update++) {
    times.push(
      await page.evaluate(
        async ([sizes, update]) => {
          const { run, curves } = (window as unknown as { runAt: typeof runAt }).runAt(sizes, update);
          const start = performance.now();
          window.postMessage({ type: 'run', run }, '*');
          window.postMessage(curves, '*');
          // The page handles messages before it redraws.
          await new Promise((resolve) => setTimeout(resolve));
          await new Promise((resolve) => requestAnimationFrame(resolve));
          await new Promise((resolve) => setTimeout(resolve));
          return performance.now() - start;
        },
        [sizes, update] as const,
      ),
    );
    if (update === UPDATES / 10) early = await heapMB(page);
  }
  const shown = await page.evaluate(() => document.body.dataset.shown);
  if (shown !== `running ${ROUNDS} ticket`) throw new Error(`The page shows ${shown ?? 'nothing'}.`);
  const memory = `${early.toFixed(0)} → ${(await heapMB(page)).toFixed(0)}`;
  await page.close();
  const [first = NaN, ...later] = times;
  return [row('run panel: open', [first]), row('run panel: an hour of updates', later, memory)];
}

/** Times the host's reads of a finished run: the first, with an empty cache, and those on updates. */
async function runHost(runDir: string): Promise<readonly (readonly string[])[]> {
  const all = (value: number) =>
    Array.from({ length: ROUNDS + 1 }, () => Array.from({ length: TRIALS }, () => value));
  makeRun(runDir, {
    trials: TRIALS,
    densities: Array.from({ length: ROUNDS + 1 }, (_, round) => 0.8 ** round),
    arms: Object.fromEntries(
      ARMS.map((arm) => [
        arm,
        all(0.97).map((trials, round) => (round > 0 || arm === 'ticket' ? trials : [])),
      ]),
    ),
    evaluations: Array.from({ length: ITERATIONS / EVERY }, (_, i) => ({
      ...{ iteration: (i + 1) * EVERY, validationLoss: 1 / (i + 1), trainingLoss: 1 / (i + 1) },
      validationAccuracy: 0.97,
    })),
  });
  const known: KnownCells = new Map();
  const times: number[] = [];
  for (let update = 0; update < 40; update++) {
    const start = performance.now();
    const { results } = await judge(runDir, undefined, known);
    for (const round of [0, ROUNDS]) readCurves(runDir, 'ticket', round, MOST_POINTS);
    times.push(performance.now() - start);
    if (results.rounds.length !== ROUNDS + 1)
      throw new Error(`The host read ${results.rounds.length} rounds.`);
  }
  const [first = NaN, ...later] = times;
  return [row('run panel, host: first read', [first]), row('run panel, host: read on update', later)];
}

async function maskPage(browser: Browser, folder: string): Promise<readonly (readonly string[])[]> {
  const opened: number[] = [];
  let panned: readonly number[] = [];
  for (let i = 0; i < 5; i++) {
    const page = await open(browser, folder, 'mask', maskBody);
    const found = await page.evaluate(async (side) => {
      const place = { trial: 0, arm: 'ticket', round: 1, layer: 'wide.weight' };
      const bits = new Uint8Array((side * side) / 8);
      for (let at = 0; at < bits.length; at++) bits[at] = (at * 2654435761) & (at * 40503) & 255;
      const shape = [side, side];
      const facts = {
        ...{ path: '/run', name: 'wide', trials: 1, arms: ['ticket'], cells: ['0/ticket/1'] },
        rounds: [
          { round: 0, density: 1 },
          { round: 1, density: 0.25 },
        ],
        layers: [{ name: place.layer, shape }],
      };
      const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
      let begun = 0;
      Object.assign(window, {
        hear(message: { type: string }) {
          if (message.type !== 'mask') return;
          begun = performance.now();
          window.postMessage({ type: 'mask', place, shape, bits }, '*');
        },
      });
      window.postMessage({ type: 'masks', facts }, '*');
      while (document.body.dataset.shown === undefined) await frame();
      // The rest of this frame draws the mask.
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(0);
      });
      const opened = performance.now() - begun;
      const canvas = document.querySelector('#canvas');
      const panned: number[] = [];
      for (let step = 0; step < 6; step++) document.querySelector<HTMLElement>('#closer')?.click();
      for (let step = 0; step < 120; step++) {
        await frame();
        const start = performance.now();
        canvas?.dispatchEvent(new WheelEvent('wheel', { deltaX: step < 60 ? 25 : -25, shiftKey: true }));
        await frame();
        panned.push(performance.now() - start);
      }
      return { opened, panned };
    }, SIDE);
    opened.push(found.opened);
    panned = [...panned, ...found.panned];
    await page.close();
  }
  return [row(`mask of ${SIDE} × ${SIDE}: open`, opened), row(`mask of ${SIDE} × ${SIDE}: pan step`, panned)];
}

/** Times the host's read of a network's mask file and the packing of its bits. */
function maskHost(runDir: string): readonly string[] {
  const cell = { trial: 0, arm: 'ticket', round: ROUNDS };
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => Number((i * 2654435761) % 8 < 2));
  const masks = new Map([['wide.weight', { dtype: 'U8', shape: [SIDE, SIDE], data } as const]]);
  writeDurably(
    cellFile(runDir, cell, 'mask.safetensors'),
    tensorsWithChecksum(masks, cellPlace(identity, cell, 'mask.safetensors')),
  );
  const times = Array.from({ length: 10 }, () => {
    const start = performance.now();
    const mask = readMasks(runDir, cell, identity).get('wide.weight');
    const bits = pack(mask?.data ?? new Uint8Array());
    const time = performance.now() - start;
    if (bits.length !== data.length / 8) throw new Error(`The host read a mask of ${bits.length} bytes.`);
    return time;
  });
  return row(`mask of ${SIDE} × ${SIDE}, host: read and pack`, times);
}

async function tablePage(browser: Browser, folder: string): Promise<readonly (readonly string[])[]> {
  const page = await open(browser, folder, 'table', tableBody);
  const found = await page.evaluate(async (runs) => {
    const facts = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`train.option${i}`, String(i)]));
    const rows = Array.from({ length: runs }, (_, i) => ({
      ...{
        path: `/runs/${i}`,
        name: `spec-${i % 20}`,
        title: String(i),
        tags: '',
        state: 'finished',
        claims: '1/1',
      },
      ...{
        createdAt: new Date(1e12 + i * 1e6).toISOString(),
        finished: 1,
        total: 1,
        dense: 0.9,
        best: i / runs,
      },
      ...{
        bestAt: 0.5,
        last: 0.9,
        lastEnd: 0.9,
        lastAt: 0.1,
        earlyStop: 100,
        facts: { ...facts, seed: String(i % 7) },
      },
    }));
    const timed = async (act: () => void): Promise<number> => {
      const start = performance.now();
      act();
      await new Promise((resolve) => setTimeout(resolve));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => setTimeout(resolve));
      return performance.now() - start;
    };
    const opened = await timed(() => window.postMessage({ type: 'rows', rows, gone: [] }, '*'));
    const sorted: number[] = [];
    for (let i = 0; i < 20; i++)
      sorted.push(
        await timed(() => document.querySelectorAll<HTMLElement>('#runs thead button')[i % 8]?.click()),
      );
    return { opened, sorted, shown: document.body.dataset.rows };
  }, RUNS);
  if (found.shown !== String(RUNS)) throw new Error(`The table has ${found.shown ?? 'no'} rows.`);
  await page.close();
  return [
    row(`table of ${RUNS.toLocaleString('en')} runs: open`, [found.opened]),
    row(`table of ${RUNS.toLocaleString('en')} runs: sort`, found.sorted),
  ];
}
