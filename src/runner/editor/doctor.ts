// The command `Ticket: Run Doctor`: tests every backend that the editor can find.
import * as vscode from 'vscode';
import { reached } from '../../language/editor/steps';
import { examineMachine } from '../doctor';
import { doctorText } from '../doctor-text';
import { editorPlaces } from './places';
import { isTrusted } from './target';
import { reportError } from './report-error';

export function registerDoctor(
  context: vscode.ExtensionContext,
  output: vscode.OutputChannel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.commands.registerCommand('ticket.doctor', async () => {
    // The search runs programs from the workspace, and a keybinding ignores the command's enablement.
    if (!isTrusted()) return undefined;
    try {
      const places = await editorPlaces(context);
      const found = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: 'Ticket: testing backends' },
        () => examineMachine(places),
      );
      output.replace(`${doctorText(found)}\n`);
      output.show(true);
      if (found.runtimes.some(({ chosen }) => chosen)) reached('examined');
      return found;
    } catch (error) {
      reportError(log, error);
      return;
    }
  });
}
