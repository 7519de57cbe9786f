// Where the editor looks for what trains: its settings, its own storage, the Python that is selected in it.
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SearchOptions } from '../runtime/find';

/** The places of the open workspace, as its settings are now. */
export async function editorPlaces({ globalStorageUri }: vscode.ExtensionContext): Promise<SearchOptions> {
  const settings = vscode.workspace.getConfiguration('ticket');
  const node = settings.get<string>('node', '').trim();
  const named = settings.get<string>('tensorflow', '').trim();
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir();
  return {
    env: { ...process.env, ...(node && { TICKET_NODE: node }) },
    named: named && named !== 'embedded' ? path.resolve(workspace, named) : named || undefined,
    workspace,
    storage: globalStorageUri.fsPath,
    python: await selectedPython(),
  };
}

/** What is used of the Python extension's interface. */
interface PythonExtension {
  readonly environments: { getActiveEnvironmentPath(): { readonly path: string } };
}

/** The program of the selected interpreter, where there is the Python extension and one is selected. */
async function selectedPython(): Promise<string | undefined> {
  const python = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  try {
    const { path } = (await python?.activate())?.environments.getActiveEnvironmentPath() ?? {};
    return path?.startsWith('/') || /^[a-z]:\\/i.test(path ?? '') ? path : undefined;
  } catch {
    // Another extension's trouble is no reason not to look elsewhere.
    return undefined;
  }
}
