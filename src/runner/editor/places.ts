// Search paths for TensorFlow in the editor: settings, extension storage, and the selected Python interpreter.
import os from 'node:os';
import * as vscode from 'vscode';
import type { SearchOptions } from '../runtime/find';
import { device, place, type Device } from './settings';

export type EditorPlaces = SearchOptions & { readonly env: NodeJS.ProcessEnv };

/**
 * The search paths for a folder under the current settings.
 *
 * @param on overrides the `ticket.device` setting
 *
 * @throws {SettingError} if a setting is invalid.
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
      // Hides all GPUs from TensorFlow.
      ...(on === 'cpu' && { CUDA_VISIBLE_DEVICES: '-1' }),
    },
    named: place('ticket.tensorflow', folder),
    workspace: folder,
    storage: globalStorageUri.fsPath,
    python: await selectedPython(),
  };
}

/** The part of the Python extension's API that Ticket uses. */
interface PythonExtension {
  readonly environments: { getActiveEnvironmentPath(): { readonly path: string } };
}

/** The path of the interpreter that is selected in the Python extension, if any. */
async function selectedPython(): Promise<string | undefined> {
  const python = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  try {
    const { path } = (await python?.activate())?.environments.getActiveEnvironmentPath() ?? {};
    return path?.startsWith('/') || /^[a-z]:\\/i.test(path ?? '') ? path : undefined;
  } catch {
    // If the Python extension fails, Ticket searches elsewhere.
    return undefined;
  }
}
