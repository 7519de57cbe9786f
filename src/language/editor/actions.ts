// Code actions: quick fixes for problems, and rewrites of valid text.
import * as vscode from 'vscode';
import { actions } from '../assist/actions';
import type { Problem } from '../problem';
import { longestText } from '../text';
import { languageId, rangeOf, spanOf } from './convert';
import type { ParsedDocuments } from './parsed-documents';

const kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

export function registerActions(documents: ParsedDocuments): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    languageId,
    {
      provideCodeActions(document, range, { diagnostics, only }) {
        const parsed = documents.of(document);
        if (parsed.text.length > longestText) return [];
        return actions(parsed, spanOf(document, range))
          .map(({ title, span, snippet, problem }) => {
            const kind = problem ? vscode.CodeActionKind.QuickFix : vscode.CodeActionKind.RefactorRewrite;
            const action = new vscode.CodeAction(title, kind);
            action.edit = new vscode.WorkspaceEdit();
            const text = new vscode.SnippetString(snippet);
            const edit = vscode.SnippetTextEdit.replace(rangeOf(document, span), text);
            edit.keepWhitespace = true;
            action.edit.set(document.uri, [edit]);
            action.isPreferred = problem !== undefined;
            if (problem) action.diagnostics = diagnostics.filter((one) => isOf(one, problem));
            return action;
          })
          .filter(({ kind }) => !only || (kind && only.contains(kind)));
      },
    },
    { providedCodeActionKinds: kinds },
  );
}

const isOf = ({ range, code }: vscode.Diagnostic, problem: Problem): boolean =>
  typeof code === 'object' &&
  code.value === problem.code &&
  range.start.line === problem.range.start.line - 1 &&
  range.start.character === problem.range.start.column - 1;
