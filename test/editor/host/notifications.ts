// Collects the extension's notifications and context keys, and answers its modal questions.
import assert from 'node:assert/strict';
import type * as Code from 'vscode';

/** Notifications since `watchMessages`. */
export const notifications: string[] = [];

/** The context keys that the extension has set. */
export const contexts = new Map<string, unknown>();

/** The answer to modal questions, which the editor does not show under test. */
let answer: string | undefined;

/** Does `work` while modal questions get this answer; undefined cancels them. */
export async function answering(given: string | undefined, work: () => PromiseLike<unknown>): Promise<void> {
  answer = given;
  try {
    await work();
  } finally {
    answer = undefined;
  }
}

const isModal = (options: unknown): boolean =>
  typeof options === 'object' && options !== null && 'modal' in options && options.modal === true;

/** Starts collecting: a bundle in the extension's folder gets the same interface as the extension. */
export function watchMessages({ window, commands }: typeof Code): void {
  const called = commands as unknown as Record<string, (name: string, ...more: unknown[]) => unknown>;
  const execute = called.executeCommand;
  assert(execute);
  called.executeCommand = (name, ...more) => {
    if (name === 'setContext') contexts.set(String(more[0]), more[1]);
    return execute(name, ...more);
  };
  const shown = window as unknown as Record<string, (text: string, ...more: unknown[]) => unknown>;
  for (const name of ['showErrorMessage', 'showWarningMessage', 'showInformationMessage']) {
    const original = shown[name];
    assert(original);
    shown[name] = (text, ...more) => {
      notifications.push(text);
      if (!isModal(more[0])) return original(text, ...more);
      assert(answer === undefined || more.includes(answer), `${text} has no answer ${answer}`);
      return Promise.resolve(answer);
    };
  }
}

export function extensionFolder(vscode: typeof Code): string {
  const own = vscode.extensions.getExtension('ticket.ticket')?.extensionPath;
  assert(own);
  return own;
}
