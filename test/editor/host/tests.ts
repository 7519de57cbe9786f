// What is tested inside the editor's extension host. The editor's interface is an argument, so that the names can be
// read where there is no editor.
import assert from 'node:assert/strict';
import path from 'node:path';
import type * as Code from 'vscode';

export type Mode = 'trusted' | 'restricted';
export type HostTest = (vscode: typeof Code) => Promise<void> | void;
/** By test, "passed" or what went wrong. */
export type Results = Readonly<Record<string, string>>;

/** The tests of a mode, by name and in order; the workspace holds `good.ticket.yaml` and `bad.ticket.yaml`. */
export function hostTests(mode: Mode): Readonly<Record<string, HostTest>> {
  return {
    [mode === 'trusted' ? 'the workspace is trusted' : 'the workspace is in Restricted Mode'](vscode) {
      assert.equal(vscode.workspace.isTrusted, mode === 'trusted');
    },

    async 'a spec is known by its name'(vscode) {
      assert.equal((await open(vscode, 'good.ticket.yaml')).languageId, 'ticket-yaml');
    },

    async 'opening a spec activates the extension'(vscode) {
      const extension = vscode.extensions.getExtension('ticket.ticket');
      assert(extension, 'the editor does not know the extension ticket.ticket');
      await open(vscode, 'good.ticket.yaml');
      // The editor has no event for it.
      const until = Date.now() + 60_000;
      while (!extension.isActive) {
        assert(Date.now() < until, 'it is not active after a minute');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },

    async 'checking a good spec finds no problem and counts its networks'(vscode) {
      await show(vscode, 'good.ticket.yaml');
      const networks = 3 * (1 + 4 * 4); // in each trial the dense one, and four arms in each of four rounds
      assert.deepEqual(await vscode.commands.executeCommand('ticket.check'), {
        problems: 0,
        cells: networks,
      });
    },

    async 'checking a bad spec counts its problems'(vscode) {
      await show(vscode, 'bad.ticket.yaml');
      assert.deepEqual(await vscode.commands.executeCommand('ticket.check'), {
        problems: 2,
        cells: undefined,
      });
    },
  };
}

function open(vscode: typeof Code, name: string): Thenable<Code.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert(folder, 'no folder is open');
  return vscode.workspace.openTextDocument(path.join(folder.uri.fsPath, name));
}

async function show(vscode: typeof Code, name: string): Promise<void> {
  await vscode.window.showTextDocument(await open(vscode, name));
}
