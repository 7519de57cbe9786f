// Loads a page of dist/webviews into a webview panel, and saves files for it.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { reportError } from '../../runner/editor/report-error';
import { fileName } from '../../runs/run-name';
import { targetOf, writeOutput } from '../../runs/output-file';
import { html } from '../html';

export interface Page<From> {
  /** Base name of its script in dist/webviews. */
  readonly name: string;
  readonly title: string;
  readonly body: string;
  /** Validates a message from the page. */
  read(message: unknown): From | undefined;
}

/** Loads a page into a panel and passes its messages on. Scripts and styles come only from the extension. */
export function setPage<From>(
  { extensionUri }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  panel: vscode.WebviewPanel,
  page: Page<From>,
  hear: (message: From) => Promise<void>,
): void {
  const { webview } = panel;
  webview.onDidReceiveMessage(async (message: unknown) => {
    const fits = page.read(message);
    try {
      if (fits) await hear(fits);
      else log.warn(`page ${page.name} sent an invalid message`);
    } catch (error) {
      reportError(log, error);
    }
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webviews');
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  const nonce = randomBytes(16).toString('hex');
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  webview.html = html({
    ...page,
    nonce,
    styleSource: webview.cspSource,
    head: `<link rel="stylesheet" href="${uri('style.css')}">`,
    end: `<script nonce="${nonce}" src="${uri(`${page.name}.js`)}"></script>`,
  });
}

/** Asks for a location and writes the file; undefined if the user cancels. */
export async function saveFile(
  folder: string,
  name: string,
  extension: string,
  content: string | Uint8Array,
): Promise<vscode.Uri | undefined> {
  // The name comes from a page, so it must not act as a path.
  const file = `${fileName(name)}.${extension}`;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, file)),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  if (!uri) return undefined;
  const isBase64 = extension === 'png' && typeof content === 'string';
  await writeOutput(targetOf(uri.fsPath), isBase64 ? Buffer.from(content, 'base64') : content);
  return uri;
}
