// Conversions between the language's offsets and VS Code's positions.
import * as vscode from 'vscode';
import type { Range, Span } from '../problem';

export const languageId = 'ticket-yaml';

export const rangeOf = (document: vscode.TextDocument, { start, end }: Span): vscode.Range =>
  new vscode.Range(document.positionAt(start), document.positionAt(end));

/** The range of a problem, whose lines and columns count from 1. */
export const rangeOfProblem = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);

export const spanOf = (document: vscode.TextDocument, range: vscode.Range): Span => ({
  start: document.offsetAt(range.start),
  end: document.offsetAt(range.end),
});
