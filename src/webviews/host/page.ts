// A panel of the editor with a page of dist/webviews in it: made, brought back after a reload, and told what it asks.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { tellTrouble } from '../../runner/editor/trouble';
import { targetOf, writeOutput } from '../../runs/output-file';
import { html } from '../html';

export interface Page<From> {
  /** Its script in dist/webviews. */
  readonly name: string;
  readonly title: string;
  readonly body: string;
  /** What a message of the page is, if it is one. */
  read(message: unknown): From | undefined;
}

/** Puts a page into the panel, and hands over what it says. Scripts and styles come from the extension alone. */
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
      else log.warn(`the page ${page.name} said what is no message`);
    } catch (error) {
      tellTrouble(log, error);
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

/** Asks where a file is to go, and writes it; undefined where the user gave up. */
export async function saveFile(
  folder: string,
  name: string,
  extension: string,
  content: string | Uint8Array,
): Promise<vscode.Uri | undefined> {
  // A page says the name: it is no path.
  const file = `${name.replace(/[^\w. -]/g, '_')}.${extension}`;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, file)),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  if (!uri) return undefined;
  const isBase64 = extension === 'png' && typeof content === 'string';
  await writeOutput(targetOf(uri.fsPath), isBase64 ? Buffer.from(content, 'base64') : content);
  return uri;
}
