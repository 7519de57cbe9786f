// Diagnostics for the open specs.
import * as vscode from 'vscode';
import { visibleLines } from '../../escape/terminal';
import type { Problem, Severity } from '../problem';
import { languageId, rangeOfProblem } from './convert';
import { docsLink } from './docs';
import type { ParsedDocuments } from './parsed-documents';

/** Wait after the last keystroke before checking the text. */
const PAUSE_MS = 150;

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export function registerDiagnostics(documents: ParsedDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('ticket');
  const waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
  const forget = (document: vscode.TextDocument): void => {
    clearTimeout(waiting.get(document));
    waiting.delete(document);
  };
  const update = (document: vscode.TextDocument): void => {
    forget(document);
    if (document.isClosed || document.languageId !== languageId) return;
    collection.set(document.uri, documents.of(document).checked.problems.map(diagnostic));
  };
  vscode.workspace.textDocuments.forEach(update);
  return vscode.Disposable.from(
    collection,
    documents.onDidChange((document) => {
      forget(document);
      waiting.set(
        document,
        setTimeout(() => update(document), PAUSE_MS),
      );
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      forget(document);
      collection.delete(document.uri);
    }),
    { dispose: () => [...waiting.keys()].forEach(forget) },
  );
}

function diagnostic({ range, message, remedy, severity, code }: Problem): vscode.Diagnostic {
  const text = remedy === undefined ? message : `${message} ${remedy}`;
  const made = new vscode.Diagnostic(rangeOfProblem(range), visibleLines(text), severities[severity]);
  made.source = 'ticket';
  made.code = { value: code, target: docsLink('problems', code) };
  if (code === 'unused') made.tags = [vscode.DiagnosticTag.Unnecessary];
  return made;
}
