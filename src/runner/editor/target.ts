// Resolves the spec or run that a command acts on, from the palette, a lens, the explorer or the Runs view.
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import type { Node } from '../../runs/editor/tree';
import { detailOf, iconOf, stateOf, nameOf } from '../../runs/editor/words';
import { isOfSpec } from '../../runs/list';

export type Called = vscode.Uri | Node | undefined;

const isSpec = ({ scheme, fsPath }: vscode.Uri): boolean =>
  scheme === 'file' && fsPath.endsWith('.ticket.yaml');

/** The spec that the caller names, or else the active one. Notifies the user if there is none. */
export function specOf(called: Called): vscode.Uri | undefined {
  const named = called instanceof vscode.Uri ? called : nodeSpec(called);
  const uri = named ?? vscode.window.activeTextEditor?.document.uri;
  if (uri && isSpec(uri)) return uri;
  void vscode.window.showInformationMessage('Open a .ticket.yaml file to use this command.');
  return undefined;
}

const nodeSpec = (node: Node | undefined): vscode.Uri | undefined =>
  node?.type === 'spec' ? vscode.Uri.file(node.specPath) : undefined;

/**
 * The run that the caller names, the latest matching run of the named spec, the only match, or the user's pick.
 * Notifies the user if no run matches.
 */
export async function runOf(
  runs: OpenRuns,
  called: Called,
  title: string,
  fits: (run: OpenRun) => boolean,
): Promise<OpenRun | undefined> {
  await runs.look();
  if (called && !(called instanceof vscode.Uri) && (called.type === 'run' || called.type === 'round'))
    return runs.find(called.path);
  const spec = called instanceof vscode.Uri ? called : nodeSpec(called);
  const found = runs.all().filter((run) => fits(run) && (!spec || isOfSpec(run, spec.fsPath)));
  if (found.length === 0) {
    void vscode.window.showInformationMessage(`${title}: no matching run.`);
    return undefined;
  }
  // For a spec, the latest run.
  if (spec || found.length === 1) return found[0];
  return pickRun(found, title);
}

export async function pickRun(found: readonly OpenRun[], title: string): Promise<OpenRun | undefined> {
  const items = found.map((run) => ({
    run,
    label: nameOf(run),
    description: detailOf(run),
    iconPath: iconOf(stateOf(run)),
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.run;
}

/** Whether the workspace is trusted. Notifies the user if not, because keybindings ignore a command's enablement. */
export function isTrusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void vscode.window.showInformationMessage(
    'This command runs code from the workspace. Trust the workspace to use it.',
  );
  return false;
}
