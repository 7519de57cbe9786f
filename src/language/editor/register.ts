// Registers all language features, which share one parsed document per spec.
import fs from 'node:fs';
import type * as vscode from 'vscode';
import type { Snippets } from '../assist/snippets';
import { registerActions } from './actions';
import { registerCompletion } from './completion';
import { registerDiagnostics } from './diagnostics';
import { registerDocs } from './docs';
import { registerFormat } from './format';
import { registerLayerNames } from './layer-names';
import { registerLinks } from './links';
import { registerFolding, registerHints, registerHover, registerOutline } from './reading-features';
import { readSpecs, type KnownModules, type ParsedDocuments } from './parsed-documents';

/** Registers the language features for the lifetime of the context. */
export function registerLanguage(context: vscode.ExtensionContext, modules: KnownModules): ParsedDocuments {
  const { subscriptions } = context;
  const documents = readSpecs(modules, subscriptions);
  const features = [
    registerDiagnostics,
    registerHover,
    registerHints,
    registerOutline,
    registerFolding,
    registerLinks,
    registerLayerNames,
    registerActions,
  ];
  subscriptions.push(
    ...features.map((register) => register(documents)),
    registerCompletion(documents, readSnippets(context.asAbsolutePath('media/snippets.json'))),
    registerFormat(),
    registerDocs(context),
  );
  return documents;
}

const readSnippets = (file: string): Snippets => JSON.parse(fs.readFileSync(file, 'utf8')) as Snippets;
