// Specs as they are read, once for each version of a document: what all features of the editor start from.
import * as vscode from 'vscode';
import { read, type Reading } from '../assist/reading';
import type { Known } from '../check';
import { languageId } from './convert';

/** What is known of the user's modules, as far as it is known yet. */
export interface KnownModules {
  /** Of a spec that is one run, and of each combination of a sweep. */
  of(document: vscode.TextDocument): { readonly known: Known; readonly ofCombinations: readonly Known[] };
  /** Something else is known of the modules of this document. */
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
}

export interface Readings {
  of(document: vscode.TextDocument): Reading;
  /** A spec has been opened or changed, or more is known of its modules. */
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
}

export function readSpecs(modules: KnownModules, subscriptions: { dispose(): unknown }[]): Readings {
  const kept = new WeakMap<vscode.TextDocument, { readonly version: number; readonly reading: Reading }>();
  const changed = new vscode.EventEmitter<vscode.TextDocument>();
  const tell = (document: vscode.TextDocument): void => {
    if (document.languageId === languageId) changed.fire(document);
  };
  subscriptions.push(
    changed,
    modules.onDidChange((document) => {
      kept.delete(document);
      tell(document);
    }),
    vscode.workspace.onDidOpenTextDocument(tell),
    vscode.workspace.onDidChangeTextDocument(({ document }) => tell(document)),
  );
  return {
    onDidChange: changed.event,
    of(document) {
      const { version } = document;
      const before = kept.get(document);
      if (before?.version === version) return before.reading;
      const { known, ofCombinations } = modules.of(document);
      const reading = read(document.getText(), known, ofCombinations);
      kept.set(document, { version, reading });
      return reading;
    },
  };
}
