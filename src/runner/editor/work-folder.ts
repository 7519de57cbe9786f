// Where the runs of a spec are, and what may be run for it.
import path from 'node:path';
import * as vscode from 'vscode';
import { place } from './settings';

const openFolder = (file: string): string | undefined =>
  vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;

/** The folder that a spec's runs belong to: its workspace folder, or its own folder where it lies in none. */
export const workFolder = (spec: string): string => openFolder(spec) ?? path.dirname(spec);

/**
 * The folder that a run belongs to, which its modules must lie in. What its manifest says of its spec is believed only
 * where that lies in an open folder, or the run itself lies beside it.
 */
export function folderOfRun(runDir: string, specPath: string | undefined): string {
  const open = (specPath === undefined ? undefined : openFolder(specPath)) ?? openFolder(runDir);
  if (open !== undefined) return open;
  const own = specPath === undefined ? undefined : path.dirname(specPath);
  return own !== undefined && runDir.startsWith(own + path.sep) ? own : path.dirname(runDir);
}

/** @throws {SettingError} where the setting for it names a file. */
export const runsFolderOf = (folder: string): string =>
  place('ticket.runsFolder', folder) ?? path.join(folder, '.ticket', 'runs');

/** The folders of runs of all that is open. */
export const runsFolders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => runsFolderOf(uri.fsPath));
