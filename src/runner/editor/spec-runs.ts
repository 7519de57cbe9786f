// The runs of the spec in an editor.
import path from 'node:path';
import * as vscode from 'vscode';
import { runsOfSpec, type RunListing } from '../../runs/list';

/** The folder that a spec's commands run in: its workspace folder, or its own folder where it lies in none. */
export const workFolder = (uri: vscode.Uri): string =>
  vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(uri.fsPath);

/** Newest first. */
export const runsOf = (uri: vscode.Uri): readonly RunListing[] =>
  uri.scheme === 'file' ? runsOfSpec(path.join(workFolder(uri), '.ticket', 'runs'), uri.fsPath) : [];
