// Document links from a spec to its modules, data and runs.
import * as vscode from 'vscode';
import { links, type Link } from '../assist/links';
import { languageId, rangeOf } from './convert';
import type { ParsedDocuments } from './parsed-documents';

const tooltips: Readonly<Record<Link['leadsTo'], string>> = {
  module: 'Open module',
  data: 'Reveal data folder',
  runs: 'Reveal runs folder',
};

export function registerLinks(documents: ParsedDocuments): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(languageId, {
    async provideDocumentLinks(document) {
      const folder = vscode.Uri.joinPath(document.uri, '..');
      const workspace = vscode.workspace.getWorkspaceFolder(document.uri)?.uri ?? folder;
      const found = links(documents.of(document).root).map(async ({ span, leadsTo, path }) => {
        const target =
          leadsTo === 'runs' ? vscode.Uri.joinPath(workspace, '.ticket', 'runs') : at(folder, path);
        // Offers no link to a missing target.
        if (document.uri.scheme === 'untitled' || !(await exists(target))) return [];
        const reveal = `command:revealInExplorer?${encodeURIComponent(JSON.stringify([target]))}`;
        const uri = leadsTo === 'module' ? target : vscode.Uri.parse(reveal);
        const link = new vscode.DocumentLink(rangeOf(document, span), uri);
        link.tooltip = tooltips[leadsTo];
        return [link];
      });
      return (await Promise.all(found)).flat();
    },
  });
}

const at = (folder: vscode.Uri, path: string): vscode.Uri =>
  /^([/\\]|[a-z]:)/i.test(path) ? folder.with({ path }) : vscode.Uri.joinPath(folder, path);

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
