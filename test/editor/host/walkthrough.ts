// Tests the walkthrough as a user goes through it: every button in order, until a run has finished.
import assert from 'node:assert/strict';
import path from 'node:path';
import type * as Code from 'vscode';
import { isOfSpec, listing, listRuns } from '../../../src/runs/list';
import { contexts } from './notifications';
import type { HostTest } from './tests';
import { folderOf, rewrite, until } from './tools';

interface Manifest {
  readonly contributes: {
    readonly walkthroughs: readonly [
      {
        readonly steps: readonly {
          readonly description: string;
          readonly completionEvents: readonly string[];
        }[];
      },
    ];
  };
}

export const walkthroughTests: Readonly<Record<string, HostTest>> = {
  async 'the buttons of the walkthrough, one after the other, lead to a run that is finished'(vscode) {
    const extension = vscode.extensions.getExtension('ticket.ticket');
    assert(extension);
    const [{ steps }] = (extension.packageJSON as Manifest).contributes.walkthroughs;
    const done: string[] = [];
    let spec = '';
    // Specs of earlier tests would become active while all editors close.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { description, completionEvents } of steps) {
      const [, command = ''] = /\]\(command:([\w.]+)\)/.exec(description) ?? [];
      const press = presses[command];
      assert(press, `no test presses ${command}`);
      await press(vscode, () => vscode.commands.executeCommand(command));
      done.push(command);
      spec = vscode.window.activeTextEditor?.document.uri.fsPath ?? spec;
      for (const event of completionEvents) {
        const [, key = ''] = /^onContext:(.+)$/.exec(event) ?? [];
        await until(key, () => contexts.get(key) === true);
      }
      // The next button finds the spec without an editor.
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
    assert.equal(done.at(-1), 'ticket.showResults');
    const runs = listRuns(path.join(folderOf(vscode), '.ticket/runs')).filter((run) => isOfSpec(run, spec));
    assert.deepEqual(
      runs.map(({ state }) => state),
      ['finished'],
    );
  },
};

/** The user's actions after each button, and the expected state. */
const presses: Readonly<
  Record<string, (vscode: typeof Code, press: () => Thenable<unknown>) => Promise<void>>
> = {
  async 'ticket.newExperiment'(vscode, press) {
    let made: unknown;
    void press().then((uri) => (made = uri));
    // Accepts every default: the quickest template, and its name.
    await until('a new experiment', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return made !== undefined;
    });
    const { document } = vscode.window.activeTextEditor ?? {};
    assert(document && document.uri.fsPath === (made as Code.Uri).fsPath);
    // Training for a minute would add nothing to this test.
    const quick = document
      .getText()
      .replace(/^trials: 3/m, 'trials: 1')
      .replace(/iterations: 600/, 'iterations: 50');
    assert(quick.includes('iterations: 50\n'));
    await rewrite(vscode, document, quick);
    await document.save();
  },
  async 'ticket.check'(_vscode, press) {
    assert.equal(((await press()) as { readonly problems: number }).problems, 0);
  },
  async 'ticket.doctor'(_vscode, press) {
    const { runtimes } = (await press()) as { readonly runtimes: readonly { readonly chosen: boolean }[] };
    assert(runtimes.some(({ chosen }) => chosen));
  },
  async 'ticket.run'(_vscode, press) {
    const [run, ...more] = (await press()) as readonly string[];
    assert(run !== undefined && more.length === 0);
    await until('the end of the run', () => listing(run).state === 'finished');
  },
  async 'ticket.showResults'(vscode, press) {
    await press();
    await until('the panel', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .some(
          ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('ticket.run'),
        ),
    );
  },
};
