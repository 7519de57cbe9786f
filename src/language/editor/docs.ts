// Links to pages of docs/, which open as a Markdown preview to the side.
import * as vscode from 'vscode';

const command = 'ticket.openDocs';

/** Commands that Ticket's Markdown texts may link to. */
export const docsCommands = { enabledCommands: [command] };

/** A link to a heading of a page, such as `reference/optimizers` and `adam`. */
export const docsLink = (page: string, heading: string): vscode.Uri =>
  vscode.Uri.parse(`command:${command}?${encodeURIComponent(JSON.stringify([page, heading]))}`);

export function registerDocs({ extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (page: unknown, heading: unknown) => {
    // Any extension may call the command, so it opens only pages of docs/.
    if (typeof page !== 'string' || !/^[a-z]+(\/[a-z-]+)?$/.test(page)) return undefined;
    const file = vscode.Uri.joinPath(extensionUri, 'docs', `${page}.md`);
    const fragment = typeof heading === 'string' ? heading : '';
    await vscode.commands.executeCommand('markdown.showPreviewToSide', file.with({ fragment }));
    return file;
  });
}
