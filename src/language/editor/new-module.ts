// The command `Ticket: New Model Module`: a model or a task of one's own, with the types that the editor checks it by.
import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { moduleEdits, type ModuleRole } from '../module-edit';
import { moduleSuffix } from '../templates';
import { askFolder, askName, showAt, wishOf, writeNew, writeTypes, type Wish } from './new-file';

interface Kind {
  readonly id: 'model' | 'task';
  readonly role: ModuleRole;
  readonly label: string;
  readonly detail: string;
}

const kinds: readonly Kind[] = [
  { id: 'model', role: 'model', label: 'A model', detail: 'A network: its layers, and what it computes' },
  { id: 'task', role: 'workload', label: 'A task', detail: 'Data, a loss and how well a network does' },
];

/** The command resolves to the module's address, or to undefined where nothing was chosen. */
export function registerNewModule(context: vscode.ExtensionContext): vscode.Disposable {
  const templates = context.asAbsolutePath('media/templates');
  return vscode.commands.registerCommand('ticket.newModelModule', async (argument: unknown) =>
    newModule(templates, await wishOf(argument)),
  );
}

async function newModule(templates: string, wish: Wish): Promise<vscode.Uri | undefined> {
  const spec = activeSpec();
  const kind = await chooseKind(wish.kind);
  if (!kind) return undefined;
  const folder = wish.folder ?? (await folderFor(spec));
  if (folder === undefined) return undefined;
  const question = { title: `New Module: ${kind.label}`, folder, base: `my-${kind.id}` };
  const name = await askName({ ...question, suffix: moduleSuffix, wanted: wish.name });
  if (name === undefined) return undefined;
  const file = path.join(folder, name);
  const text = await fs.readFile(path.join(templates, `${kind.id}${moduleSuffix}`), 'utf8');
  await writeNew(file, text.replaceAll(`./${kind.id}${moduleSuffix}`, `./${name}`));
  await writeTypes(templates, folder);
  const document = await vscode.workspace.openTextDocument(file);
  await showAt(document, /^ {2}options: \{\n {4}type: 'object',\n {4}properties: \{\n {6}/m);
  if (spec) {
    // Whoever is asked may never answer, and the module is there already.
    if (wish.use === undefined) void offerUse(spec, kind, file);
    else if (wish.use) await use(spec, kind, file);
  }
  return document.uri;
}

/** The spec in the active editor, if it is a file: a module's path starts there. */
function activeSpec(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'ticket-yaml' && !document.isUntitled ? document : undefined;
}

async function chooseKind(wanted: string | undefined): Promise<Kind | undefined> {
  if (wanted === undefined)
    return vscode.window.showQuickPick(kinds, { placeHolder: 'What the new module is' });
  const found = kinds.find(({ id }) => id === wanted);
  if (found) return found;
  throw new Error(`A module is a model or a task, not ${wanted}.`);
}

/** Beside the spec that is open, or else in a folder of the workspace. */
async function folderFor(spec: vscode.TextDocument | undefined): Promise<string | undefined> {
  if (spec) return path.dirname(spec.uri.fsPath);
  if ((vscode.workspace.workspaceFolders ?? []).length > 0) return askFolder('The folder of the new module');
  void vscode.window.showInformationMessage('Open a folder first: a module is a file beside an experiment.');
  return undefined;
}

async function offerUse(spec: vscode.TextDocument, kind: Kind, file: string): Promise<void> {
  const put = `Use It as the ${kind.id === 'model' ? 'Model' : 'Task'}`;
  const question = `${path.basename(file)} is not part of ${path.basename(spec.uri.fsPath)} yet.`;
  if ((await vscode.window.showInformationMessage(question, put)) === put) await use(spec, kind, file);
}

/** Puts the module into the spec's text, which is left for the person to look at and save. */
async function use(spec: vscode.TextDocument, { role }: Kind, file: string): Promise<void> {
  const relative = path.relative(path.dirname(spec.uri.fsPath), file).replaceAll(path.sep, '/');
  const place = relative.startsWith('../') ? relative : `./${relative}`;
  const edits = moduleEdits(spec.getText(), role, place);
  if (!edits) {
    void vscode.window.showInformationMessage(
      `Write ${role}: { module: ${place} } into the spec yourself: its text cannot be read well enough.`,
    );
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { at, text } of edits) {
    const range = new vscode.Range(spec.positionAt(at.start), spec.positionAt(at.end));
    edit.replace(spec.uri, range, text);
  }
  await vscode.workspace.applyEdit(edit);
}
