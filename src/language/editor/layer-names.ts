// Go to definition, find references, highlight and rename for layer names.
import * as vscode from 'vscode';
import { layerAt, literalsOf, placesOf, renameProblem, type NamedLayer } from '../assist/layer-names';
import type { ParsedDocument } from '../assist/parsed-document';
import { languageId, rangeOf } from './convert';
import type { ParsedDocuments } from './parsed-documents';

export function registerLayerNames(documents: ParsedDocuments): vscode.Disposable {
  type At = { readonly parsed: ParsedDocument; readonly layer: NamedLayer };
  const at = (document: vscode.TextDocument, position: vscode.Position): At | undefined => {
    const parsed = documents.of(document);
    const layer = layerAt(parsed, document.offsetAt(position));
    return layer && { parsed, layer };
  };
  const locations = (document: vscode.TextDocument, { parsed, layer }: At): readonly vscode.Location[] =>
    placesOf(parsed, layer).map(({ span }) => new vscode.Location(document.uri, rangeOf(document, span)));
  const renamable = (document: vscode.TextDocument, position: vscode.Position, to?: string): At => {
    const found = at(document, position);
    const problem = found ? renameProblem(found.parsed, found.layer, to) : 'You can rename only layers.';
    if (!found || problem !== undefined) throw new Error(problem);
    return found;
  };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(languageId, {
      async provideDefinition(document, position) {
        const found = at(document, position);
        if (!found) return undefined;
        const given = placesOf(found.parsed, found.layer).filter(({ isDefinition }) => isDefinition);
        return given.length > 0
          ? given.map(({ span }) => new vscode.Location(document.uri, rangeOf(document, span)))
          : inModule(document, found.parsed, found.layer);
      },
    }),
    vscode.languages.registerReferenceProvider(languageId, {
      provideReferences(document, position) {
        const found = at(document, position);
        return found && [...locations(document, found)];
      },
    }),
    vscode.languages.registerDocumentHighlightProvider(languageId, {
      provideDocumentHighlights(document, position) {
        const found = at(document, position);
        return found && locations(document, found).map(({ range }) => new vscode.DocumentHighlight(range));
      },
    }),
    vscode.languages.registerRenameProvider(languageId, {
      prepareRename(document, position) {
        const { layer } = renamable(document, position);
        return { range: rangeOf(document, layer.span), placeholder: layer.name };
      },
      provideRenameEdits(document, position, name) {
        const found = renamable(document, position, name);
        const edit = new vscode.WorkspaceEdit();
        for (const { uri, range } of locations(document, found)) edit.replace(uri, range, name);
        return edit;
      },
    }),
  );
}

/** The layer's name in the spec's module, if it occurs exactly once. */
async function inModule(
  document: vscode.TextDocument,
  { checked: { spec } }: ParsedDocument,
  { name }: NamedLayer,
): Promise<vscode.Location | undefined> {
  const module = spec && 'module' in spec.model ? spec.model.module : undefined;
  if (module === undefined) return undefined;
  try {
    const source = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(document.uri, '..', module));
    const [place, another] = literalsOf(source.getText(), name);
    return place && !another ? new vscode.Location(source.uri, rangeOf(source, place)) : undefined;
  } catch {
    // A diagnostic in the spec reports the missing module.
    return undefined;
  }
}
