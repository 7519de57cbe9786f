// Error notifications for commands, with a button that helps to fix the error.
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import { EnvironmentError } from '../problem';
import { SpecProblems } from './launch';
import { SettingError } from './settings';
import { messageOf } from '../../runs/error-message';

/**
 * Shows and logs an error. Ignores a cancellation.
 *
 * @param lead precedes the message, such as the number of runs that the error concerns
 */
export function reportError(log: vscode.LogOutputChannel, error: unknown, lead = ''): undefined {
  if (error instanceof vscode.CancellationError) return undefined;
  const said = lead + messageOf(error);
  const text = error instanceof EnvironmentError ? `${said} ${error.remedy}` : said;
  log.error(text);
  const [action, act] = actionFor(log, error);
  void vscode.window.showErrorMessage(plain(text), action).then((chosen) => chosen === action && act());
  return undefined;
}

function actionFor(log: vscode.LogOutputChannel, error: unknown): readonly [string, () => unknown] {
  if (error instanceof SpecProblems)
    return ['Show Problems', () => vscode.commands.executeCommand('workbench.actions.view.problems')];
  if (error instanceof SettingError)
    return [
      'Open Settings',
      () => vscode.commands.executeCommand('workbench.action.openSettings', error.setting),
    ];
  return ['Show Log', () => log.show()];
}
