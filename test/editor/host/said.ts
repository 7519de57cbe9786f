// Collects the extension's notifications.
import assert from 'node:assert/strict';
import type * as Code from 'vscode';

/** Notifications since `watchMessages`. */
export const said: string[] = [];

/** Starts collecting: a bundle in the extension's folder gets the same interface as the extension. */
export function watchMessages({ window }: typeof Code): void {
  const shown = window as unknown as Record<string, (text: string, ...more: unknown[]) => unknown>;
  for (const name of ['showErrorMessage', 'showWarningMessage', 'showInformationMessage']) {
    const original = shown[name];
    assert(original);
    shown[name] = (text, ...more) => {
      said.push(text);
      return original(text, ...more);
    };
  }
}

export function extensionFolder(vscode: typeof Code): string {
  const own = vscode.extensions.getExtension('ticket.ticket')?.extensionPath;
  assert(own);
  return own;
}
