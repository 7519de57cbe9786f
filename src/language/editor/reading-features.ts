// Hover, inlay hints, outline and folding for specs.
import * as vscode from 'vscode';
import { visible } from '../../escape/terminal';
import { hints } from '../assist/hints';
import { hover } from '../assist/hover';
import { folds, outline, type Part } from '../assist/outline';
import { languageId, rangeOf, spanOf } from './convert';
import { docsCommands, docsLink } from './docs';
import type { ParsedDocuments } from './parsed-documents';

export function registerHover(documents: ParsedDocuments): vscode.Disposable {
  return vscode.languages.registerHoverProvider(languageId, {
    provideHover(document, position) {
      const found = hover(documents.of(document), document.offsetAt(position));
      if (!found) return undefined;
      const { entry, markdown, span } = found;
      const link = entry && `[Reference](${docsLink(`reference/${entry.page}`, entry.name).toString()})`;
      const text = new vscode.MarkdownString(link === undefined ? markdown : `${markdown}\n\n${link}`);
      text.isTrusted = docsCommands;
      return new vscode.Hover(text, rangeOf(document, span));
    },
  });
}

export function registerHints(documents: ParsedDocuments): vscode.Disposable {
  return vscode.languages.registerInlayHintsProvider(languageId, {
    onDidChangeInlayHints: changes(documents),
    provideInlayHints(document, range) {
      const shown = spanOf(document, range);
      return hints(documents.of(document), documents.annotated(document))
        .filter(({ offset }) => shown.start <= offset && offset <= shown.end)
        .map(({ offset, text, tooltip }) => {
          const hint = new vscode.InlayHint(document.positionAt(offset), text);
          hint.tooltip = tooltip;
          hint.paddingLeft = true;
          return hint;
        });
    },
  });
}

/** The change event of a provider. */
export const changes =
  ({ onDidChange }: ParsedDocuments): vscode.Event<void> =>
  (listener) =>
    onDidChange(() => void listener());

const symbolKinds: Readonly<Record<Part['kind'], vscode.SymbolKind>> = {
  section: vscode.SymbolKind.Namespace,
  value: vscode.SymbolKind.Property,
  layer: vscode.SymbolKind.Struct,
  item: vscode.SymbolKind.Object,
};

export function registerOutline(documents: ParsedDocuments): vscode.Disposable {
  return vscode.languages.registerDocumentSymbolProvider(
    languageId,
    {
      provideDocumentSymbols(document) {
        const symbol = ({ name, detail, kind, span, nameSpan, parts }: Part): vscode.DocumentSymbol => {
          const ranges = [rangeOf(document, span), rangeOf(document, nameSpan)] as const;
          const made = new vscode.DocumentSymbol(
            visible(name),
            visible(detail),
            symbolKinds[kind],
            ...ranges,
          );
          made.children = parts.map(symbol);
          return made;
        };
        return outline(documents.of(document).root).map(symbol);
      },
    },
    { label: 'Ticket' },
  );
}

export function registerFolding(documents: ParsedDocuments): vscode.Disposable {
  return vscode.languages.registerFoldingRangeProvider(languageId, {
    provideFoldingRanges(document) {
      const { root, text } = documents.of(document);
      return folds(root, text).map(
        ({ start, end, isComment }) =>
          new vscode.FoldingRange(start, end, isComment ? vscode.FoldingRangeKind.Comment : undefined),
      );
    },
  });
}
