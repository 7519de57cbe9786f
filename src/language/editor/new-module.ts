// The command `Ticket: New Model Module`: creates a model or task module with type declarations.
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
  { id: 'model', role: 'model', label: 'Model', detail: 'A network: its layers and forward pass' },
  { id: 'task', role: 'workload', label: 'Task', detail: 'A data set, a loss and an accuracy' },
];

/** Registers the command, which resolves to the module's URI, or to undefined if the user cancels. */
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
    // Does not wait: the user may never answer the notification.
    if (wish.use === undefined) void offerUse(spec, kind, file);
    else if (wish.use) await use(spec, kind, file);
  }
  return document.uri;
}

/** The spec in the active editor, if it is a file. */
function activeSpec(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'ticket-yaml' && !document.isUntitled ? document : undefined;
}

async function chooseKind(wanted: string | undefined): Promise<Kind | undefined> {
  if (wanted === undefined)
    return vscode.window.showQuickPick(kinds, { placeHolder: 'Select the kind of module' });
  const found = kinds.find(({ id }) => id === wanted);
  if (found) return found;
  throw new Error(`Unknown kind of module: ${wanted}. Use model or task.`);
}

/** The active spec's folder, or else a workspace folder. */
async function folderFor(spec: vscode.TextDocument | undefined): Promise<string | undefined> {
  if (spec) return path.dirname(spec.uri.fsPath);
  if ((vscode.workspace.workspaceFolders ?? []).length > 0)
    return askFolder('Select a folder for the new module');
  void vscode.window.showInformationMessage(
    'A module is a file next to a spec. Open a folder to create one.',
  );
  return undefined;
}

async function offerUse(spec: vscode.TextDocument, kind: Kind, file: string): Promise<void> {
  const put = `Use as ${kind.id === 'model' ? 'Model' : 'Task'}`;
  const question = `${path.basename(spec.uri.fsPath)} does not use ${path.basename(file)} yet.`;
  if ((await vscode.window.showInformationMessage(question, put)) === put) await use(spec, kind, file);
}

/** Adds the module to the spec without saving, so the user can review the edit. */
async function use(spec: vscode.TextDocument, { role }: Kind, file: string): Promise<void> {
  const relative = path.relative(path.dirname(spec.uri.fsPath), file).replaceAll(path.sep, '/');
  const place = relative.startsWith('../') ? relative : `./${relative}`;
  const edits = moduleEdits(spec.getText(), role, place);
  if (!edits) {
    void vscode.window.showInformationMessage(
      `Ticket cannot edit this spec automatically. Add \`${role}: { module: ${place} }\` yourself.`,
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
