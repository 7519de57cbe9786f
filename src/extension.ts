// Activation: builds the parts and registers them.
import type { ExtensionContext } from 'vscode';
import { registerCheck } from './runner/editor/check';

export function activate(context: ExtensionContext): void {
  context.subscriptions.push(registerCheck());
}

export function deactivate(): void {
  // A run belongs to its directory and goes on; there is nothing to put away.
}
