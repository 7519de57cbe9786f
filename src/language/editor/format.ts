// The document formatter for specs.
import * as vscode from 'vscode';
import { format } from '../assist/format';
import { languageId } from './convert';

export function registerFormat(): vscode.Disposable {
  return vscode.languages.registerDocumentFormattingEditProvider(languageId, {
    async provideDocumentFormattingEdits(document) {
      const text = document.getText();
      const laidOut = await format(text);
      if (laidOut === undefined || laidOut === text) return [];
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      return [vscode.TextEdit.replace(document.validateRange(whole), laidOut)];
    },
  });
}
