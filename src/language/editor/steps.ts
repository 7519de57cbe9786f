// Ticks a step of the walkthrough when its action has succeeded, by a context key that package.json names.
import * as vscode from 'vscode';

export type Step = 'written' | 'checked' | 'examined' | 'trained' | 'read';

export function reached(step: Step): void {
  void vscode.commands.executeCommand('setContext', `ticket.done.${step}`, true);
}
