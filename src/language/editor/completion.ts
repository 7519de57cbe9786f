// Completion items for specs.
import * as vscode from 'vscode';
import { unlinked } from '../../escape/markup';
import { completions, type Completion } from '../assist/completion';
import type { Snippets } from '../assist/snippets';
import { longestText } from '../text';
import { languageId, rangeOf } from './convert';
import { moduleFiles } from './module-files';
import type { ParsedDocuments } from './parsed-documents';

const kinds: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  entry: vscode.CompletionItemKind.Struct,
  file: vscode.CompletionItemKind.File,
  unit: vscode.CompletionItemKind.Unit,
  snippet: vscode.CompletionItemKind.Snippet,
};

export function registerCompletion(documents: ParsedDocuments, snippets: Snippets): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    languageId,
    {
      provideCompletionItems(document, position) {
        const text = document.getText();
        if (text.length > longestText) return undefined;
        const offset = document.offsetAt(position);
        const { known } = documents.of(document);
        const found = completions(text, offset, { known, modules: moduleFiles(document.uri), snippets });
        const items = found.map((one, index) => item(document, offset, one, index));
        // Unit suggestions depend on the number at the cursor, so each keystroke asks again.
        return new vscode.CompletionList(
          items,
          found.some(({ kind }) => kind === 'unit') || found.length === 0,
        );
      },
    },
    ...[' ', '-', '[', '{', ',', '.', '/'],
  );
}

function item(
  document: vscode.TextDocument,
  offset: number,
  { label, kind, detail, documentation, replaces, insert, isRequired, isFollowed }: Completion,
  index: number,
): vscode.CompletionItem {
  const made = new vscode.CompletionItem(label, kinds[kind]);
  const typed = document.getText(rangeOf(document, { start: replaces.start, end: offset }));
  const [margin = ''] = /^[\s-]*(?=\S*$)/.exec(typed) ?? [];
  made.range = {
    inserting: rangeOf(document, { start: replaces.start, end: offset }),
    replacing: rangeOf(document, replaces),
  };
  made.insertText = new vscode.SnippetString(insert);
  made.keepWhitespace = true;
  // VS Code filters by the whole replaced text, including spaces before the word.
  made.filterText = `${margin}${label}`;
  made.sortText = String(index).padStart(4, '0');
  if (detail !== undefined) made.detail = detail;
  if (documentation !== undefined) made.documentation = new vscode.MarkdownString(unlinked(documentation));
  if (isRequired) made.label = { label, description: 'required' };
  if (isFollowed) made.command = { command: 'editor.action.triggerSuggest', title: 'Trigger Suggest' };
  return made;
}
