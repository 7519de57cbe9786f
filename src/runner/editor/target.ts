// What a command was called for: from the palette, a lens, the explorer, or the view of runs.
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import type { Node } from '../../runs/editor/tree';
import { detailOf, iconOf, stateOf, titleOf } from '../../runs/editor/words';
import { isOfSpec } from '../../runs/list';

export type Called = vscode.Uri | Node | undefined;

const isSpec = ({ scheme, fsPath }: vscode.Uri): boolean =>
  scheme === 'file' && fsPath.endsWith('.ticket.yaml');

/** The spec that is meant, the one in front where none is named. Where there is none, that is said. */
export function specOf(called: Called): vscode.Uri | undefined {
  const named = called instanceof vscode.Uri ? called : nodeSpec(called);
  const uri = named ?? vscode.window.activeTextEditor?.document.uri;
  if (uri && isSpec(uri)) return uri;
  void vscode.window.showInformationMessage('Open a .ticket.yaml file first.');
  return undefined;
}

const nodeSpec = (node: Node | undefined): vscode.Uri | undefined =>
  node?.type === 'spec' ? vscode.Uri.file(node.specPath) : undefined;

/**
 * The run that is meant: the one that is named, or of those that fit the only one of the spec that is named; else it is
 * asked. Where none fits, that is said.
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
    void vscode.window.showInformationMessage(`${title}: there is no run for that.`);
    return undefined;
  }
  // Of a spec the last run is meant.
  if (spec || found.length === 1) return found[0];
  return pickRun(found, title);
}

export async function pickRun(found: readonly OpenRun[], title: string): Promise<OpenRun | undefined> {
  const items = found.map((run) => ({
    run,
    label: plain(`${run.name} ${titleOf(run)}`),
    description: detailOf(run),
    iconPath: iconOf(stateOf(run)),
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.run;
}

/** Whether programs may be run; where not, that is said. Keybindings do not ask whether a command is enabled. */
export function isTrusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void vscode.window.showInformationMessage('Trust this workspace first: this runs what it has.');
  return false;
}
