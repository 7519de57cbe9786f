// Tests which run Show Results opens without an argument, as in the walkthrough, and when its steps are ticked.
import assert from 'node:assert/strict';
import type * as Code from 'vscode';
import { contexts, notifications } from './notifications';
import { reaches, run, spec, tiny } from './started';
import type { HostTest } from './tests';
import { until } from './tools';

const close = (vscode: typeof Code): Thenable<unknown> =>
  vscode.commands.executeCommand('workbench.action.closeAllEditors');

async function shows(vscode: typeof Code, name: string): Promise<void> {
  await vscode.commands.executeCommand('ticket.showResults');
  await until(`the results of ${name}`, () =>
    vscode.window.tabGroups.all.some(({ activeTab }) => activeTab?.label === name),
  );
}

/** The titles of the questions that `work` asks; each is cancelled. */
async function questions(vscode: typeof Code, work: () => Thenable<unknown>): Promise<readonly string[]> {
  const asked: string[] = [];
  const window = vscode.window as unknown as Record<string, unknown>;
  const { showQuickPick } = window;
  window.showQuickPick = (_: unknown, { title }: Code.QuickPickOptions) => {
    asked.push(title ?? '');
    return Promise.resolve(undefined);
  };
  try {
    await work();
  } finally {
    window.showQuickPick = showQuickPick;
  }
  return asked;
}

export const walkthroughTests: Readonly<Record<string, HostTest>> = {
  async 'Show Results opens the latest run of the visible or last open spec, the only run, or asks'(vscode) {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await close(vscode);
    notifications.length = 0;
    await vscode.commands.executeCommand('ticket.showResults');
    assert.deepEqual(notifications, ['Show Results: there is no run. Start one with “Ticket: Run”.']);
    assert.equal(contexts.get('ticket.done.read'), undefined);
    assert.equal(contexts.get('ticket.done.trained'), undefined);

    const one = spec(vscode, 'walked', tiny);
    const [first = ''] = await run(vscode, one);
    await reaches(first, 'finished');
    await until('the tick of the run', () => contexts.get('ticket.done.trained') === true);
    await shows(vscode, 'walked');
    await until('the tick of the results', () => contexts.get('ticket.done.read') === true);

    const other = spec(vscode, 'walked-2', tiny);
    const [second = ''] = await run(vscode, other);
    await reaches(second, 'finished');
    await close(vscode);
    await vscode.window.showTextDocument(one, { preview: false });
    await shows(vscode, 'walked');
    const asked = (): Promise<readonly string[]> =>
      questions(vscode, () => vscode.commands.executeCommand('ticket.showResults'));
    // The panel hides the spec, whose editor is still open.
    assert.deepEqual(await asked(), []);
    await close(vscode);
    assert.deepEqual(await asked(), ['Show Results']);
  },
};
