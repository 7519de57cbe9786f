// Tests the runs view by keyboard: sort, filter, compare, tag, export, show and delete runs, and start one with options
// other than its spec's.
import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { managedFolder } from '../../src/runner/runtime/places';
import { exportTicket } from '../../src/runs/export-ticket';
import { listRuns, type RunListing } from '../../src/runs/list';
import { readFrozenSpec, readManifest } from '../../src/runs/manifest';
import { decode } from '../../src/runs/safetensors';
import { becomes, LIMIT_MS, until } from '../until';
import { extension, installedEditor, missing } from './installed';
import { command, openFile, openWorkbench, row } from './page';
import { panelFrame } from '../webviews/panel';
import { withWorkbench } from './workbench';
import { writeSpec } from './written';

const spec = (seed: number, more = ''): string => `ticket: 1
workload: spirals
trials: 1
seed: ${seed}
model: { kind: mlp, layers: { fc1: 8, fc2: 8 } }
train: { iterations: 20, evaluate: { every: 10 } }
prune: { rounds: 1 }
${more}`;

const claim = 'claims: [{ says: it is a number, metric: testAccuracy, value: ticket, atLeast: 0 }]\n';

describe('in a real VS Code', () => {
  test('runs are sorted, filtered, compared, tagged, exported, shown and deleted by keys', async (t) => {
    const editor = await installedEditor();
    if (!editor) {
      t.skip(missing);
      return;
    }
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-view-'));
    const folder = path.join(state, 'work');
    const runs = path.join(folder, '.ticket/runs');
    fs.mkdirSync(folder);
    for (const [name, text] of [
      ['alpha', spec(1, claim)],
      ['beta', spec(2)],
      ['gamma', spec(3)],
    ] as const)
      fs.writeFileSync(path.join(folder, `${name}.ticket.yaml`), text);
    // The editor may not see a file that appears while it opens.
    fs.writeFileSync(path.join(folder, 'new.ticket.yaml'), '');
    const env = { TICKET_TENSORFLOW: process.env.TICKET_TENSORFLOW ?? managedFolder('cpu', process.env) };
    const cli = path.resolve(process.env.TICKET_DIST ?? 'dist', 'cli.js');
    // Beta is the newer one.
    for (const name of ['alpha', 'beta']) {
      const made: SpawnSyncReturns<string> = spawnSync(editor.node, [cli, 'run', `${name}.ticket.yaml`], {
        cwd: folder,
        env: { ...process.env, ...env, TICKET_CACHE: path.join(state, 'home/.cache/ticket') },
        encoding: 'utf8',
        timeout: LIMIT_MS,
      });
      assert.equal(made.status, 0, made.stderr);
    }
    const of = (name: string): RunListing | undefined => listRuns(runs).find((run) => run.name === name);
    const { path: alpha } = of('alpha') ?? assert.fail();

    try {
      await withWorkbench(editor, state, 'trusted', env, async (server, browser) => {
        const page = await openWorkbench(server, browser, { folder, extension });
        const picture = async (name: string): Promise<unknown> =>
          page.screenshot({ path: path.resolve(`dist/test-host/view-${name}.png`) });
        const view = page.locator('.pane', { hasText: 'Runs' });
        /** A row of a run: alpha's is the first, beta's the second. */
        const runRow = (i: number) => page.locator('.pane-body .monaco-list-row[aria-level="2"]').nth(i);
        /** Selects both runs. */
        const both = async (): Promise<void> => {
          await runRow(0).click();
          await runRow(1).click({ modifiers: ['Control'] });
        };
        const ask = (title: string) => page.locator('.quick-input-title', { hasText: title });
        const input = page.locator('.quick-input-widget input.input');
        /** The specs in the view, from top to bottom. */
        const specs = async (): Promise<readonly string[]> => {
          const lines = await page.locator('.pane-body .monaco-list-row[aria-level="1"]').allInnerTexts();
          return lines.map((line) => /alpha|beta|gamma/.exec(line)?.[0] ?? line);
        };
        const become = (wanted: readonly string[]): Promise<void> => becomes(wanted, specs);
        /** Types into the quick pick and accepts the match. */
        const take = async (text: string): Promise<void> => {
          await page.keyboard.type(text);
          await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text }).waitFor();
          await page.keyboard.press('Enter');
        };
        try {
          await t.test('a whole spec is written from nothing by keys and suggestions', () =>
            writeSpec(page, folder),
          );
          await openFile(page, 'gamma.ticket.yaml');
          await command(page, 'Ticket: Focus on Runs View');
          await become(['beta', 'alpha']);

          await command(page, 'Ticket: Sort Runs…');
          await row(page, 'Name').click();
          await become(['alpha', 'beta']);

          // All states are checked at first; unchecks all, then checks one.
          await command(page, 'Ticket: Filter Runs…');
          await ask('Filter Runs by State').waitFor();
          await page.locator('.quick-input-header [role="checkbox"]').click();
          await row(page, 'claims hold').click();
          await picture('filter');
          await page.keyboard.press('Enter');
          await become(['alpha']);
          await view.locator('.message', { hasText: 'Filter: claims hold' }).waitFor();
          await command(page, 'Ticket: Show All Runs');
          await become(['alpha', 'beta']);

          // A click shows results, and leaves the focus in the view, where keys act on the selection.
          await runRow(0).click();
          await page.locator('.tabs-container .tab.active', { hasText: 'alpha' }).waitFor();
          const compares = async (count: number): Promise<void> => {
            const frame = await panelFrame(page, '#runs td');
            await frame.waitForFunction((count) => document.body.dataset.compared === count, String(count));
          };
          await command(page, 'Ticket: Compare Runs');
          await ask('Compare Runs').waitFor();
          await page.keyboard.press('Enter');
          await compares(1);
          await both();
          await command(page, 'Ticket: Compare Runs');
          await compares(2);
          await picture('compare');
          await both();
          await page.keyboard.press('F2');
          await ask('Add Tags to 2 Runs').waitFor();
          await page.keyboard.type('pair');
          await page.keyboard.press('Enter');
          for (const i of [0, 1]) await runRow(i).filter({ hasText: '#pair' }).waitFor();

          // If the view is hidden, commands ignore its selection.
          await command(page, 'View: Show Explorer');
          await command(page, 'Ticket: Export Ticket…');
          await ask('Export Ticket').waitFor();
          await take('alpha');
          const file = path.join(folder, 'the-ticket.safetensors');
          // The dialog proposes a name once it has read the folder.
          await until('a name', async () => (await input.inputValue()).endsWith('.safetensors'));
          await input.fill(file);
          await page.keyboard.press('Enter');
          const bytes = await until('the ticket', () => fs.existsSync(file) && fs.readFileSync(file));
          const cell = { trial: 0, arm: 'ticket', round: 1 };
          const { tensors } = decode(bytes, file);
          assert.deepEqual(new Map(tensors), new Map(exportTicket(alpha, { ...cell, weights: 'reset' })));

          await command(page, 'Ticket: Focus on Runs View');
          await runRow(0).click();
          await command(page, 'Ticket: Reveal Run Folder');
          await page
            .locator('.explorer-folders-view .monaco-list-row.selected', { hasText: path.basename(alpha) })
            .waitFor();
          await picture('reveal');

          await page.locator('.tabs-container .tab', { hasText: 'gamma' }).click();
          await command(page, 'Ticket: Run with Options…');
          await ask('Run with Options (1/3)').waitFor();
          await page.keyboard.type('none');
          await page.keyboard.press('Enter');
          await page
            .locator('.quick-input-message', { hasText: 'Enter a whole number from 1 to 9999.' })
            .waitFor();
          await input.fill('2');
          await page.keyboard.press('Enter');
          await ask('Run with Options (2/3)').waitFor();
          await row(page, 'eager').click();
          await ask('Run with Options (3/3)').waitFor();
          await row(page, 'CPU').click();
          const { path: gamma } = await until('the run', () => {
            const run = of('gamma');
            return run?.state === 'finished' && run;
          });
          const manifest = readManifest(gamma);
          assert.equal(manifest.trials, 2);
          assert.equal(manifest.engine?.engine, 'eager');
          // The one-time options are not written to the file.
          const now = fs.readFileSync(path.join(folder, 'gamma.ticket.yaml'), 'utf8');
          assert.equal(now, spec(3));
          assert.match(readFrozenSpec(gamma, manifest), /engine: eager/);

          await command(page, 'Ticket: Focus on Runs View');
          await become(['alpha', 'beta', 'gamma']);
          await both();
          await page.keyboard.press('Delete');
          await page.locator('.monaco-dialog-box', { hasText: 'Delete 2 runs?' }).waitFor();
          await page.locator('.monaco-dialog-box a', { hasText: 'Delete' }).click();
          // A server has no trash, so the editor asks again.
          await page.locator('.monaco-dialog-box a', { hasText: 'Delete Permanently' }).click();
          await become(['gamma']);
          assert.deepEqual(
            listRuns(runs).map(({ name }) => name),
            ['gamma'],
          );
        } finally {
          await picture('last');
        }
      });
    } finally {
      fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
