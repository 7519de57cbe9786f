// Tests the commands that create files, inside the editor.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type * as Code from 'vscode';
import type { HostTest } from './tests';
import { until } from './tools';

export const commandTests: Readonly<Record<string, HostTest>> = {
  async 'a new experiment is a spec that has no problem, open and with its title selected'(vscode) {
    const uri = await newExperiment(vscode, { template: 'spirals', name: 'fresh' });
    assert.equal(uri.fsPath, path.join(folderOf(vscode), 'fresh.ticket.yaml'));
    const editor = activeEditor(vscode);
    assert.equal(editor.document.uri.fsPath, uri.fsPath);
    assert.equal(editor.document.languageId, 'ticket-yaml');
    assert.equal(editor.document.getText(editor.selection), 'Two spirals');
    const { problems } = await vscode.commands.executeCommand<{ problems: number }>('ticket.check');
    assert.equal(problems, 0);
  },

  async 'accepting every suggestion creates the quickest template under a free name'(vscode) {
    const folder = subfolder(vscode, 'offered');
    fs.writeFileSync(path.join(folder, 'spirals.ticket.yaml'), '# mine\n');
    let uri: Code.Uri | undefined;
    void newExperiment(vscode, { folder }).then((made) => (uri = made));
    // The editor has no event for an open question, so the test answers each one as soon as it appears.
    uri = await until('a new experiment', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return uri;
    });
    assert.equal(uri.fsPath, path.join(folder, 'spirals-2.ticket.yaml'));
    assert.match(fs.readFileSync(uri.fsPath, 'utf8'), /^# Two spirals in a minute: /);
  },

  async 'a new experiment writes over nothing'(vscode) {
    const file = path.join(folderOf(vscode), 'mine.ticket.yaml');
    fs.writeFileSync(file, '# mine\n');
    await assert.rejects(
      async () => newExperiment(vscode, { template: 'spirals', name: 'mine' }),
      /mine\.ticket\.yaml already exists/,
    );
    assert.equal(fs.readFileSync(file, 'utf8'), '# mine\n');
    fs.rmSync(file);
  },

  async 'a new experiment with a custom model creates the module, under a free name'(vscode) {
    const folder = subfolder(vscode, 'own');
    fs.writeFileSync(path.join(folder, 'my-model.mjs'), '// mine\n');
    await newExperiment(vscode, { template: 'own-model', folder, name: 'own' });
    const found = ['my-model-2.mjs', 'my-model.mjs', 'own.ticket.yaml', 'ticket.d.ts'];
    assert.deepEqual(fs.readdirSync(folder).sort(), found);
    assert.match(
      fs.readFileSync(path.join(folder, 'own.ticket.yaml'), 'utf8'),
      /module: \.\/my-model-2\.mjs /,
    );
    assert.equal(fs.readFileSync(path.join(folder, 'my-model.mjs'), 'utf8'), '// mine\n');
  },

  async 'a new module comes with its types, and goes into the spec that is open'(vscode) {
    const folder = subfolder(vscode, 'module');
    const file = path.join(folder, 'a.ticket.yaml');
    fs.writeFileSync(file, 'ticket: 1\nworkload: spirals # points\nmodel: mlp # a net\n');
    const spec = await vscode.workspace.openTextDocument(file);
    for (const [kind, name] of [
      ['model', 'net'],
      ['task', 'rings'],
    ]) {
      await vscode.window.showTextDocument(spec);
      const uri = await vscode.commands.executeCommand<Code.Uri>('ticket.newModelModule', {
        kind,
        name,
        use: true,
      });
      assert.equal(uri.fsPath, path.join(folder, `${name}.mjs`));
      assert.equal(activeEditor(vscode).document.uri.fsPath, uri.fsPath);
    }
    assert.equal(
      spec.getText(),
      'ticket: 1\nworkload: { module: ./rings.mjs } # points\nmodel: { module: ./net.mjs } # a net\n',
    );
    assert.deepEqual(fs.readdirSync(folder).sort(), ['a.ticket.yaml', 'net.mjs', 'rings.mjs', 'ticket.d.ts']);
    assert.match(fs.readFileSync(path.join(folder, 'net.mjs'), 'utf8'), /module: \.\/net\.mjs, width/);
    await spec.save();
  },
};

const newExperiment = (vscode: typeof Code, options: object): Thenable<Code.Uri> =>
  vscode.commands.executeCommand<Code.Uri>('ticket.newExperiment', options);

function folderOf(vscode: typeof Code): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert(folder, 'no folder is open');
  return folder.uri.fsPath;
}

function subfolder(vscode: typeof Code, name: string): string {
  const folder = path.join(folderOf(vscode), name);
  fs.mkdirSync(folder);
  return folder;
}

function activeEditor(vscode: typeof Code): Code.TextEditor {
  const editor = vscode.window.activeTextEditor;
  assert(editor, 'no editor is open');
  return editor;
}
