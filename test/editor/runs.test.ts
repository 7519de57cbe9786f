// Tests that a run on real MNIST survives everything that can happen to an editor: it belongs to its directory, not to
// a window.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { managedFolder } from '../../src/runner/runtime/places';
import { readEvents } from '../../src/runs/events';
import { readLabel } from '../../src/runs/label';
import { listRuns, type RunListing } from '../../src/runs/list';
import { readManifest } from '../../src/runs/manifest';
import { alive } from '../../src/runs/process';
import type { RunManifest } from '../../src/runs/types';
import { sums } from '../files';
import { freeze, thaw } from '../frozen';
import { LIMIT_MS, until } from '../until';
import { extension, installedEditor, missing } from './installed';
import { command, openFile, openWorkbench, reload } from './page';
import { descendants } from './processes';
import { withWorkbench } from './workbench';

const digits = `ticket: 1
title: Digits
trials: 1
workload: { kind: mnist, examples: 6000, validation: 1000 }
model: { kind: mlp, layers: { fc1: 300, fc2: 100 } }
train:
  optimizer: { kind: adam, learningRate: 0.0012 }
  batch: 60
  iterations: 590
  evaluate: { every: 10 }
prune: { rounds: 2, rate: 0.2 }
controls: [reinit]
claims:
  - { says: the ticket keeps up, metric: testAccuracy, difference: [ticket, dense], atLeast: -0.05 }
  - { says: the ticket is perfect, metric: testAccuracy, value: ticket, atLeast: 1 }
run: { engine: graph, keep: all, workers: 1, checkpointSeconds: 1 }
`;

/** The SHA-256 of every file with numbers of a run. */
const contents = (runDir: string): Readonly<Record<string, string>> => sums(runDir, 'trials', 'rounds');

describe('in a real VS Code', () => {
  test('a run on MNIST survives reload, crash and stop of the editor', async (t) => {
    const editor = await installedEditor();
    if (!editor) {
      t.skip(missing);
      return;
    }
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-runs-'));
    const folder = path.join(state, 'work');
    const runs = path.join(folder, '.ticket/runs');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'digits.ticket.yaml'), digits);
    const env = { TICKET_TENSORFLOW: process.env.TICKET_TENSORFLOW ?? managedFolder('cpu', process.env) };

    let bits: Readonly<Record<string, string>> | undefined;
    let engine: RunManifest['engine'];
    const run = (): RunListing | undefined => listRuns(runs)[0];
    const becomes = (what: string, isSo: (run: RunListing) => boolean): Promise<RunListing> =>
      until(what, () => {
        const now = run();
        return now && isSo(now) && now;
      });
    /**
     * Waits until the run has made progress, then freezes it: it must not finish while the test looks at the editor.
     */
    const goesOn = async (): Promise<void> => {
      const { path: place } = run() ?? assert.fail();
      const { next } = readEvents(place);
      thaw(place);
      await becomes('more progress', () =>
        readEvents(place, next).events.some(({ type }) => type === 'progress'),
      );
      freeze(place);
    };

    try {
      await withWorkbench(editor, state, 'trusted', env, async (server, browser) => {
        const page = await openWorkbench(server, browser, { folder, extension });
        const picture = async (name: string): Promise<unknown> =>
          page.screenshot({ path: path.resolve(`dist/test-host/runs-${name}.png`) });
        const lens = (title: string) => page.locator('.codelens-decoration a', { hasText: title });
        const rowOf = (text: string) => page.locator('.pane-body .monaco-list-row', { hasText: text });
        const status = () => page.locator('.statusbar-item[id$="ticket.runs"]', { hasText: 'digits' });
        const showRuns = async (): Promise<void> => {
          await command(page, 'Ticket: Focus on Runs View');
          await rowOf('digits').first().waitFor();
        };
        try {
          await openFile(page, 'digits.ticket.yaml');

          await lens('Run').click();
          const begun = await becomes('a run', ({ state }) => state === 'running');
          await goesOn();
          await status().waitFor();
          await showRuns();
          await rowOf('% ').waitFor();
          await picture('running');
          const share = async (): Promise<string> => (await rowOf('%').last().innerText()).trim();
          const before = await share();
          await goesOn();
          await until('more than before', async () => (await share()) !== before);

          // After a window reload, the run continues and is found.
          await reload(page);
          await goesOn();
          await showRuns();
          await rowOf('%').waitFor();
          await status().waitFor();

          // The extension host is killed.
          const hosts = descendants().filter(({ command: said }) => said.includes('--type=extensionHost'));
          assert(hosts.length > 0);
          for (const { pid } of hosts) process.kill(pid, 'SIGKILL');
          await goesOn();
          await reload(page);
          await showRuns();
          await rowOf('%').waitFor();
          assert.equal(run()?.holder?.pid, begun.holder?.pid);

          // Its coordinator is killed: its workers end, and the run can resume.
          const { pid } = begun.holder ?? { pid: NaN };
          // A frozen worker would not notice.
          thaw(begun.path);
          process.kill(pid, 'SIGKILL');
          await becomes('its interruption', (one) => one.state === 'interrupted');
          await rowOf('interrupted').waitFor();
          await status().waitFor({ state: 'hidden' });
          await picture('interrupted');
          await lens('Resume').click();
          await becomes('the run again', (one) => one.state === 'running');
          await goesOn();

          thaw(begun.path);
          await lens('Stop').click();
          await becomes('its stop', (one) => one.state === 'stopped');
          await rowOf('stopped').waitFor();
          await command(page, 'Ticket: Resume');
          await becomes('the run again', (one) => one.state === 'running');

          await becomes('its end', (one) => one.state === 'finished');
          await rowOf('1 of 2 claims hold').waitFor();
          await lens('Stop').waitFor({ state: 'detached' });
          // Under test, the editor shows no pop-ups but keeps the notifications.
          await command(page, 'Notifications: Show Notifications');
          await page.locator('.notification-list-item', { hasText: '1 of 2 claims hold' }).waitFor();
          await picture('finished');
          const starts = readEvents(begun.path).events.filter(({ type }) => type === 'started');
          assert.equal(starts.length, 3);
          assert(!alive(begun.holder ?? assert.fail()));
          await page.keyboard.press('Escape');

          // Adds a name and tags, then deletes the run, all by keyboard.
          await rowOf('1 of 2 claims hold').click();
          await page.keyboard.press('F2');
          const ask = (title: string) => page.locator('.quick-input-widget', { hasText: title });
          await ask('Edit Name and Tags (1/2)').waitFor();
          await page.keyboard.type('the first');
          await page.keyboard.press('Enter');
          await ask('Edit Name and Tags (2/2)').waitFor();
          await page.keyboard.type('mnist, short');
          await page.keyboard.press('Enter');
          await rowOf('the first').waitFor();
          assert.deepEqual(readLabel(begun.path), { name: 'the first', tags: ['mnist', 'short'] });
          ({ engine } = readManifest(begun.path));
          bits = contents(begun.path);
          await rowOf('the first').click();
          await page.keyboard.press('Delete');
          await page.locator('.monaco-dialog-box', { hasText: 'Delete run digits the first?' }).waitFor();
          await picture('delete');
          await page.locator('.monaco-dialog-box a', { hasText: 'Delete' }).click();
          // A server has no trash, so the editor asks again.
          await page.locator('.monaco-dialog-box a', { hasText: 'Delete Permanently' }).click();
          await rowOf('the first').waitFor({ state: 'detached' });
          assert(!fs.existsSync(begun.path));
        } finally {
          await picture('last');
        }
      });
      const whole = uninterrupted(editor.node, state, env);
      assert.deepEqual({ ...readManifest(whole).engine, why: '' }, { ...engine, why: '' });
      assert.deepEqual(bits, contents(whole));
    } finally {
      fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

/** The same spec run by the command line without interruption. */
function uninterrupted(node: string, state: string, env: Readonly<Record<string, string>>): string {
  const spec = path.join(state, 'work/digits.ticket.yaml');
  const cli = path.resolve(process.env.TICKET_DIST ?? 'dist', 'cli.js');
  const runs = path.join(state, 'at-once');
  const { stderr, error } = spawnSync(node, [cli, 'run', spec, '--runs', runs], {
    // Reuses the engine that the editor measured: another one would give other bits.
    env: { ...process.env, ...env, TICKET_CACHE: path.join(state, 'home/.cache/ticket') },
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  if (error) throw error;
  const [made] = listRuns(runs);
  assert.equal(made?.state, 'finished', stderr);
  return made.path;
}
