// Activation: builds the parts and registers them.
import { window, type ExtensionContext } from 'vscode';
import { registerCheck } from './runner/editor/check';
import { registerDoctor } from './runner/editor/doctor';

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('Ticket');
  context.subscriptions.push(output, registerCheck(output), registerDoctor(context, output));
}

export function deactivate(): void {
  // A run belongs to its directory and goes on; there is nothing to put away.
}
