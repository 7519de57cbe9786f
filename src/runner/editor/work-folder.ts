// Where the runs of a spec are, and what may be run for it.
import path from 'node:path';
import * as vscode from 'vscode';

/** The folder that a spec's runs belong to: its workspace folder, or its own folder where it lies in none. */
export const workFolder = (uri: vscode.Uri): string =>
  vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(uri.fsPath);

export const runsFolderOf = (folder: string): string => path.join(folder, '.ticket', 'runs');

/** The folders of runs of all that is open. */
export const runsFolders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => runsFolderOf(uri.fsPath));
