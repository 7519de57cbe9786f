// Tests the panels and the masks in the code in a real VS Code, on real runs, in three themes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { managedFolder } from '../../src/runner/runtime/places';
import { listRuns } from '../../src/runs/list';
import { extension, installedEditor, missing } from '../editor/installed';
import { openWorkbench } from '../editor/page';
import { withWorkbench } from '../editor/workbench';
import { saveMask, saveRun } from './exports';
import { inlineMasks } from './inline';
import { fromResults, lookAtMasks, masks } from './mask-panel';
import { keepHost, themes, ticket, type Place } from './place';
import { lookAtStates, makeStates } from './states';
import { lookAtTable, table } from './table';
import { follow, lookAtRun, numbers, report } from './run-panel';

const small = `ticket: 1
title: Spirals, six rounds
workload: spirals
trials: 3
model:
  kind: mlp
  layers:
    fc1: 24
    fc2: 16
train: { iterations: 300, evaluate: { every: 20 } }
prune: { rounds: 6, rate: 0.3 }
controls: [reinit, shuffled-mask]
claims:
  - { says: the ticket keeps up, at: { round: 4 }, metric: testAccuracy, difference: [ticket, dense], atLeast: -0.5, mustFail: [] }
  - { says: the ticket learns, at: { round: 4 }, metric: testAccuracy, value: ticket, atLeast: 0.5 }
  - { says: the ticket is perfect, metric: testAccuracy, value: ticket, atLeast: 1 }
run: { keep: all }
`;
const endless = small
  .replace('Spirals, six rounds', 'Without end')
  .replace('iterations: 300, evaluate: { every: 20 }', 'iterations: 20000000, evaluate: { every: 5000 }');

/** A user's network whose layers are used before they are named. */
const net = `export default {
  name: 'net',
  description: 'Two layers.',
  semantics: 1,
  forward(tf, parameters, x, _, tap) {
    const [a, b] = Object.values(parameters);
    return tap('leave', tf.matMul(tap('enter', tf.relu(tf.matMul(x, a))), b));
  },
  layers: ([from], to) => [
    { name: 'enter', parameters: [weight('enter', from, 12)] },
    { name: 'leave', parameters: [weight('leave', 12, to)] },
  ],
};
const weight = (layer, from, to) => ({
  ...{ name: layer + '.weight', shape: [from, to], initializer: 'he-normal', prunable: true },
});
`;
const own = `ticket: 1
title: A network of one's own
workload: spirals
trials: 1
model: { module: ./net.mjs }
train: { iterations: 20, evaluate: { every: 10 } }
prune: { rounds: 2, rate: 0.5 }
`;

/** The next test finds the same runs, whatever happened to this one. */
function removeRunning(place: Place): void {
  for (const { name, path: run } of listRuns(place.runs)) {
    if (name !== 'endless') continue;
    ticket(place, 'stop', run, '--now');
    fs.rmSync(run, { recursive: true, force: true });
  }
}

describe('in a real VS Code', () => {
  let place: Place | undefined;
  before(async () => {
    const editor = await installedEditor();
    if (!editor) return;
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-panels-'));
    const folder = path.join(state, 'work');
    const env = { TICKET_TENSORFLOW: process.env.TICKET_TENSORFLOW ?? managedFolder('cpu', process.env) };
    place = { editor, state, folder, runs: path.join(folder, '.ticket/runs'), env };
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'small.ticket.yaml'), small);
    fs.writeFileSync(path.join(folder, 'endless.ticket.yaml'), endless);
    fs.writeFileSync(path.join(folder, 'net.mjs'), net);
    fs.writeFileSync(path.join(folder, 'own.ticket.yaml'), own);
    ticket(place, 'run', 'small.ticket.yaml');
    ticket(place, 'run', 'own.ticket.yaml');
    makeStates(path.join(state, 'made'));
  });
  after(() => {
    if (!place) return;
    removeRunning(place);
    fs.rmSync(place.state, { recursive: true, force: true, maxRetries: 5 });
  });

  for (const [name, theme] of themes)
    test(`panels show what the files say and are well made: ${name}`, async (t) => {
      if (!place) {
        t.skip(missing);
        return;
      }
      const { editor, state, env, folder } = place;
      const here = place;
      // Every test has its own editor profile.
      const profile = path.join(state, name);
      const settings = { 'workbench.colorTheme': theme };
      const work: Parameters<typeof withWorkbench>[4] = async (server, browser) => {
        const page = await openWorkbench(server, browser, { folder, extension });
        const refused: string[] = [];
        const wrong: string[] = [];
        page.on('pageerror', (error) => {
          if (error.stack?.includes('/dist/webviews/')) wrong.push(error.stack);
        });
        await page.addInitScript(keepHost);
        page.on('console', (message) => {
          // Only errors of Ticket's pages: VS Code's own frames have some.
          const isOurs = message.location().url.includes('extensionId=ticket.');
          if (isOurs && /content security policy/i.test(message.text())) refused.push(message.text());
        });
        try {
          if (name === 'contrast') await inlineMasks(page, here);
          await lookAtRun(page, name);
          if (name === 'light') {
            await numbers(page, here);
            await report(await browser.newPage(), here);
            await saveRun(page, browser, here);
          }
          await lookAtMasks(page, here, name);
          if (name === 'light') {
            await saveMask(page, browser, here);
            await fromResults(page);
          }
          if (name === 'contrast') await masks(page, here);
          await lookAtTable(page, name);
          if (name === 'light') await table(page, here);
          await lookAtStates(page, here, path.join(state, 'made'), name);
          await follow(page, here, name);
          assert.deepEqual({ refused, wrong }, { refused: [], wrong: [] });
        } finally {
          await page.screenshot({ path: path.resolve(`dist/test-host/panels-${name}-last.png`) });
        }
      };
      try {
        await withWorkbench(editor, profile, 'trusted', env, work, settings);
      } finally {
        removeRunning(here);
      }
    });
});
