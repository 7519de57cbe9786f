// Where the editor looks for what trains: its settings, its own storage, the Python that is selected in it.
import os from 'node:os';
import * as vscode from 'vscode';
import type { SearchOptions } from '../runtime/find';
import { device, place, type Device } from './settings';

export type EditorPlaces = SearchOptions & { readonly env: NodeJS.ProcessEnv };

/**
 * The places for a folder, as the settings are now.
 *
 * @param on what is to train, where that is not left to the setting
 *
 * @throws {SettingError} where a setting names what cannot be.
 */
export async function editorPlaces(
  { globalStorageUri }: vscode.ExtensionContext,
  folder: string = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir(),
  on: Device = device(),
): Promise<EditorPlaces> {
  const node = place('ticket.node', folder);
  const data = place('ticket.dataFolder', folder);
  return {
    env: {
      ...process.env,
      ...(node !== undefined && { TICKET_NODE: node }),
      ...(data !== undefined && { TICKET_DATA: data }),
      // TensorFlow sees no GPU then.
      ...(on === 'cpu' && { CUDA_VISIBLE_DEVICES: '-1' }),
    },
    named: place('ticket.tensorflow', folder),
    workspace: folder,
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
