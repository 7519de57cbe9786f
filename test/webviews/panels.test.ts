// The panels and the inline masks in a real VS Code, over real runs, in three themes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { extension, installedEditor, missing } from '../editor/installed';
import { choose, openWorkbench } from '../editor/page';
import { withWorkbench } from '../editor/workbench';
import { saveMask, saveRun } from './exports';
import { follow } from './follow';
import { inlineMasks } from './inline';
import { fromResults } from './mask-and-run';
import { lookAtMasks, masks } from './mask-panel';
import { keepHost, ticket, tidy, type Place, type Workspace } from './place';
import { lookAtStates, makeStates } from './states';
import { lookAtTable, table } from './table';
import { lookAtRun, numbers, report } from './run-panel';

const small = `ticket: 1
title: Spirals, six rounds
workload: spirals
trials: 3
model:
  kind: mlp
  layers:
    fc1: 24
    fc2: 16
train: { iterations: 50, evaluate: { every: 5 } }
prune: { rounds: 6, rate: 0.3 }
controls: [reinit, shuffled-mask]
claims:
  - { says: the ticket keeps up, at: { round: 4 }, metric: testAccuracy, difference: [ticket, dense], atLeast: -0.5, mustFail: [] }
  - { says: the ticket learns, at: { round: 4 }, metric: testAccuracy, value: ticket, atLeast: 0.4 }
  - { says: the ticket is perfect, metric: testAccuracy, value: ticket, atLeast: 1 }
run: { engine: eager, keep: all }
`;
const endless = small
  .replace('Spirals, six rounds', 'Without end')
  .replace('engine: eager', 'engine: eager, workers: 1')
  .replace('iterations: 50, evaluate: { every: 5 }', 'iterations: 20000000, evaluate: { every: 500 }');

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
title: A custom network
workload: spirals
trials: 1
model: { module: ./net.mjs }
train: { iterations: 20, evaluate: { every: 10 } }
prune: { rounds: 2, rate: 0.5 }
run: { engine: eager }
`;

const tests: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  'inline masks show what the files say': inlineMasks,
  async 'the results of a run show what the files say'(place) {
    await lookAtRun(place);
    await numbers(place);
    await report(place);
    await saveRun(place);
  },
  async 'the masks of a run show what the files say'(place) {
    await choose(place.page, 'Ticket: Show Results', 'Show Results', 'small');
    await lookAtMasks(place);
    await saveMask(place);
    await masks(place);
    await fromResults(place);
  },
  async 'the runs table shows what the files say'(place) {
    await lookAtTable(place);
    await table(place);
  },
  'runs in every state are well made': (place) => lookAtStates(place, path.join(place.state, 'made')),
  'a run that goes on is followed': follow,
};

describe('the panels in a real VS Code', () => {
  let place: Place | undefined;
  /** Errors that our pages threw, and loads that their content policy refused. */
  const wrong: string[] = [];
  let close = (): void => undefined;
  let closed: Promise<unknown> | undefined;

  before(async () => {
    const editor = await installedEditor();
    if (!editor) return;
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-panels-'));
    const folder = path.join(state, 'work');
    // The embedded backend starts sooner, and the panels do not depend on it.
    const env = { TICKET_TENSORFLOW: 'embedded' };
    const workspace: Workspace = { editor, state, folder, runs: path.join(folder, '.ticket/runs'), env };
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'small.ticket.yaml'), small);
    fs.writeFileSync(path.join(folder, 'endless.ticket.yaml'), endless);
    fs.writeFileSync(path.join(folder, 'net.mjs'), net);
    fs.writeFileSync(path.join(folder, 'own.ticket.yaml'), own);
    ticket(workspace, 'run', 'small.ticket.yaml');
    ticket(workspace, 'run', 'own.ticket.yaml');
    makeStates(path.join(state, 'made'));
    place = await new Promise<Place>((resolve, reject) => {
      const ended = new Promise<void>((end) => (close = end));
      const settings = { 'workbench.colorTheme': 'Light Modern' };
      const work: Parameters<typeof withWorkbench>[4] = async (server, browser) => {
        const page = await openWorkbench(server, browser, { folder, extension });
        page.on('pageerror', (error) => {
          if (error.stack?.includes('/dist/webviews/')) wrong.push(error.stack);
        });
        page.on('console', (message) => {
          // Only those of our pages: VS Code's own frames also cause some.
          const isOurs = message.location().url.includes('extensionId=ticket.');
          if (isOurs && /content security policy/i.test(message.text())) wrong.push(message.text());
        });
        await page.addInitScript(keepHost);
        resolve({ ...workspace, browser, page });
        await ended;
      };
      closed = withWorkbench(editor, path.join(state, 'profile'), 'trusted', env, work, settings);
      closed.catch(reject);
    });
  });
  after(async () => {
    close();
    await closed;
    if (place) fs.rmSync(place.state, { recursive: true, force: true, maxRetries: 5 });
  });

  for (const [name, work] of Object.entries(tests))
    test(name, async (t) => {
      if (!place) {
        t.skip(missing);
        return;
      }
      wrong.length = 0;
      try {
        await tidy(place);
        await work(place);
        assert.deepEqual(wrong, []);
      } finally {
        await place.page.screenshot({ path: path.resolve('dist/test-host/panels-last.png') });
      }
    });
});
