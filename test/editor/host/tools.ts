// Helpers shared by the tests in the extension host.
import assert from 'node:assert/strict';
import path from 'node:path';
import type * as Code from 'vscode';

/** The editor has no events for most of the states that tests wait for. */
export { until } from '../../until';

export function folderOf(vscode: typeof Code): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert(folder, 'no folder is open');
  return folder.uri.fsPath;
}

export const open = (vscode: typeof Code, name: string): Thenable<Code.TextDocument> =>
  vscode.workspace.openTextDocument(path.join(folderOf(vscode), name));

/** A document without a file. */
export const untitled = (vscode: typeof Code, content: string): Thenable<Code.TextDocument> =>
  vscode.workspace.openTextDocument({ language: 'ticket-yaml', content });

/** An untitled document from a text with the cursor marked by `|`, and the cursor's position. */
export async function marked(
  vscode: typeof Code,
  text: string,
): Promise<{ readonly document: Code.TextDocument; readonly position: Code.Position }> {
  const at = text.indexOf('|');
  const document = await untitled(vscode, text.slice(0, at) + text.slice(at + 1));
  return { document, position: document.positionAt(at) };
}

/** Replaces a document's text. */
export async function rewrite(vscode: typeof Code, document: Code.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert(await vscode.workspace.applyEdit(edit));
}
