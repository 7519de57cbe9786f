// The command `Ticket: Doctor`: what can train here, as the editor looks for it.
import * as vscode from 'vscode';
import { examineMachine } from '../doctor';
import { doctorText } from '../doctor-text';
import { editorPlaces } from './places';
import { isTrusted } from './target';
import { tellTrouble } from './trouble';

export function registerDoctor(
  context: vscode.ExtensionContext,
  output: vscode.OutputChannel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.commands.registerCommand('ticket.doctor', async () => {
    // Looking for a runtime runs programs of the workspace; a keybinding does not ask whether the command is enabled.
    if (!isTrusted()) return undefined;
    try {
      const places = await editorPlaces(context);
      const found = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: 'Ticket: trying what can train here' },
        () => examineMachine(places),
      );
      output.replace(`${doctorText(found)}\n`);
      output.show(true);
      return found;
    } catch (error) {
      tellTrouble(log, error);
      return;
    }
  });
}
