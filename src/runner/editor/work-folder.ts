// Folders for a spec's runs, and the trusted folder for its modules.
import path from 'node:path';
import * as vscode from 'vscode';
import { place } from './settings';

const openFolder = (file: string): string | undefined =>
  vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;

/** The folder that a spec's runs belong to: its workspace folder, or else the spec's own folder. */
export const workFolder = (spec: string): string => openFolder(spec) ?? path.dirname(spec);

/**
 * The folder that a run belongs to, which must contain its modules. Trusts the spec path in the manifest only if the
 * spec lies in an open folder, or the run lies below the spec's folder.
 */
export function folderOfRun(runDir: string, specPath: string | undefined): string {
  const open = (specPath === undefined ? undefined : openFolder(specPath)) ?? openFolder(runDir);
  if (open !== undefined) return open;
  const own = specPath === undefined ? undefined : path.dirname(specPath);
  return own !== undefined && runDir.startsWith(own + path.sep) ? own : path.dirname(runDir);
}

/** @throws {SettingError} if `ticket.runsFolder` names a file. */
export const runsFolderOf = (folder: string): string =>
  place('ticket.runsFolder', folder) ?? path.join(folder, '.ticket', 'runs');

/** The runs folders of all open workspace folders. */
export const runsFolders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => runsFolderOf(uri.fsPath));
