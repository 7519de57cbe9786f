// Tests what commands do with the selection of the Runs view, by the commands that its keys run.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type * as Code from 'vscode';
import { listing } from '../../../src/runs/list';
import { notifications } from './notifications';
import { long, reaches, run, spec, tiny } from './started';
import type { HostTest } from './tests';
import { folderOf, until } from './tools';

/** Moves to the row that is this far below the first, and presses another key there. */
async function select(vscode: typeof Code, down: number, key = 'list.select'): Promise<void> {
  await vscode.commands.executeCommand('ticket.runs.focus');
  await vscode.commands.executeCommand('list.focusFirst');
  for (let i = 0; i < down; i++) await vscode.commands.executeCommand('list.focusDown');
  await vscode.commands.executeCommand(key);
}

/** Whether a tab is visible. It may be beside a spec, if a key selected that while the view changed. */
const isVisible = (vscode: typeof Code, label: string): boolean =>
  vscode.window.tabGroups.all.some(({ activeTab }) => activeTab?.label === label);

export const selectionTests: Readonly<Record<string, HostTest>> = {
  async 'with a queued row selected, no command acts on another run'(vscode) {
    const uri = spec(vscode, 'unselected', `${long}sweep: { seed: [1, 2] }\n`);
    const [first = ''] = await run(vscode, uri);
    await reaches(first, 'running');
    // The spec's row is the first, and its queued run the second. The view fills its rows after it opens.
    notifications.length = 0;
    await until('the selection', async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await select(vscode, 1);
      void vscode.commands.executeCommand('ticket.stop');
      return notifications.length > 0;
    });
    for (const [command, title, what] of [
      ['deleteRun', 'Delete Run', 'run'],
      ['nameRun', 'Edit Name and Tags', 'run'],
      ['exportTicket', 'Export Ticket', 'run with a trained network'],
      ['resume', 'Resume', 'stopped, interrupted or failed run'],
      ['stop', 'Stop', 'running run'],
    ] as const) {
      notifications.length = 0;
      void vscode.commands.executeCommand(`ticket.${command}`);
      const message = `${title}: no ${what} is selected. Select one in the Runs view.`;
      await until(`a message of ${command}`, () => notifications.includes(message));
    }
    assert.equal(listing(first).state, 'running');
    await vscode.commands.executeCommand('ticket.stopAll');
    await vscode.commands.executeCommand('workbench.view.explorer');
  },

  async 'Enter on a run opens its results, and Enter on a round its masks'(vscode) {
    const [path = ''] = await run(vscode, spec(vscode, 'entered', tiny));
    await reaches(path, 'finished');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('the results', async () => {
      await select(vscode, 1);
      return isVisible(vscode, 'entered');
    });
    await until('the masks', async () => {
      await select(vscode, 1, 'list.expand');
      await select(vscode, 2);
      return isVisible(vscode, 'entered: masks');
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.explorer');
  },

  async 'the tickets of several runs are exported, each under the name of its run'(vscode) {
    const runs = await run(vscode, spec(vscode, 'several', `${tiny}sweep: { seed: [1, 2] }\n`));
    for (const one of runs) await reaches(one, 'finished');
    const folder = path.join(folderOf(vscode), 'exported');
    fs.mkdirSync(folder);
    const dialogs = vscode.window as { showOpenDialog: typeof vscode.window.showOpenDialog };
    const { showOpenDialog } = dialogs;
    dialogs.showOpenDialog = () => Promise.resolve([vscode.Uri.file(folder)]);
    const nodes = runs.map((one) => ({ type: 'run', path: one }));
    const names = ['several seed=1.safetensors', 'several seed=2.safetensors'];
    try {
      notifications.length = 0;
      await vscode.commands.executeCommand('ticket.exportTicket', nodes[0], nodes);
      assert.deepEqual(fs.readdirSync(folder).sort(), names);
      assert.match(notifications.join(), /Exported the tickets of 2 runs/);
      // A second export replaces no file.
      notifications.length = 0;
      await vscode.commands.executeCommand('ticket.exportTicket', nodes[0], nodes);
      assert.match(notifications.join(), /already exists\. Choose another folder\.$/);
    } finally {
      dialogs.showOpenDialog = showOpenDialog;
    }
  },
};
