// Parsed documents, cached by version. All language features start from them.
import * as vscode from 'vscode';
import { read, type ParsedDocument } from '../assist/parsed-document';
import type { Known } from '../check';
import { languageId } from './convert';

/** Descriptions of the user's modules, as far as they are available. */
export interface KnownModules {
  /** For a single-run spec, and for each combination of a sweep. */
  of(document: vscode.TextDocument): { readonly known: Known; readonly ofCombinations: readonly Known[] };
  /** Fires when a document's module descriptions change. */
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
}

export interface ParsedDocuments {
  of(document: vscode.TextDocument): ParsedDocument;
  /** The layers whose lines carry a density, so that no hint stands next to it. */
  annotated(document: vscode.TextDocument): ReadonlySet<string>;
  annotate(document: vscode.TextDocument, layers: readonly string[]): void;
  /** Fires when a spec is opened, changed or annotated, or its module descriptions change. */
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
}

export function readSpecs(modules: KnownModules, subscriptions: { dispose(): unknown }[]): ParsedDocuments {
  const kept = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly parsed: ParsedDocument }
  >();
  const annotated = new WeakMap<vscode.TextDocument, ReadonlySet<string>>();
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
    annotated: (document) => annotated.get(document) ?? new Set(),
    annotate(document, layers) {
      const before = annotated.get(document);
      if (layers.length === (before?.size ?? 0) && layers.every((layer) => before?.has(layer))) return;
      annotated.set(document, new Set(layers));
      tell(document);
    },
    of(document) {
      const { version } = document;
      const before = kept.get(document);
      if (before?.version === version) return before.parsed;
      const { known, ofCombinations } = modules.of(document);
      const parsed = read(document.getText(), known, ofCombinations);
      kept.set(document, { version, parsed });
      return parsed;
    },
  };
}
