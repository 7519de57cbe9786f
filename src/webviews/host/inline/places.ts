// Locations of layers in a spec, and in the module that a spec names.
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { check } from '../../../language/check';
import { literalsOf, namedLayers } from '../../../language/assist/layer-names';
import { languageId } from '../../../language/editor/convert';
import type { ParsedDocuments } from '../../../language/editor/parsed-documents';
import type { Span } from '../../../language/problem';
import { readSpecFile } from '../../../runner/spec-file';
import type { OpenRuns } from '../../../runs/editor/open-runs';

export interface LayerPlace {
  readonly spec: string;
  readonly layer: string;
  /** The density decoration follows its last character. */
  readonly range: vscode.Range;
}

export interface LayerPlaces {
  /** @param layersOf the names of the layers to search for in a spec's module */
  of(document: vscode.TextDocument, layersOf: (spec: string) => readonly string[]): readonly LayerPlace[];
  /** The document itself if it is a spec, or the spec that names it as its model. */
  specOf(document: vscode.TextDocument): string | undefined;
}

/** The text of a spec on disk, read with a size limit, because the path may hold any file. */
function textOf(spec: string): string {
  try {
    return readSpecFile(spec).text;
  } catch {
    return '';
  }
}

export function layerPlaces(documents: ParsedDocuments, runs: OpenRuns): LayerPlaces {
  const modules = new Map<string, { readonly changedAtMs: number; readonly module: string | undefined }>();

  /** The model module of a spec on disk, cached until the file changes. */
  const moduleOf = (spec: string): string | undefined => {
    const changedAtMs = fs.statSync(spec, { throwIfNoEntry: false })?.mtimeMs;
    if (changedAtMs === undefined) return undefined;
    const known = modules.get(spec);
    if (known?.changedAtMs === changedAtMs) return known.module;
    const model = check(textOf(spec)).spec?.model;
    const module = model && 'module' in model ? path.resolve(path.dirname(spec), model.module) : undefined;
    modules.set(spec, { changedAtMs, module });
    return module;
  };
  const specOf = (document: vscode.TextDocument): string | undefined => {
    if (document.uri.scheme !== 'file') return undefined;
    if (document.languageId === languageId) return document.uri.fsPath;
    if (!/\.[cm]?[jt]s$/.test(document.fileName)) return undefined;
    const specs = [
      ...vscode.workspace.textDocuments
        .filter((one) => one.languageId === languageId)
        .map(({ uri }) => uri.fsPath),
      ...runs.all().flatMap(({ specPath }) => specPath ?? []),
    ];
    return [...new Set(specs)].find((spec) => moduleOf(spec) === document.uri.fsPath);
  };
  return {
    specOf,
    of(document, layersOf) {
      const spec = specOf(document);
      if (spec === undefined) return [];
      const text = document.getText();
      if (document.languageId === languageId)
        return namedLayers(documents.of(document))
          .filter(({ isDefinition }) => isDefinition)
          .map(({ name, span }) => {
            // Includes the value, which may not end the line.
            const [value = ''] = /^["']?\s*:[ \t]*[^,}\n#]*[^,}\s#]/.exec(text.slice(span.end)) ?? [];
            const range = new vscode.Range(
              document.positionAt(span.start),
              document.positionAt(span.end + value.length),
            );
            return { spec, layer: name, range };
          });
      return layersOf(spec).flatMap((layer) => {
        const places = literalsOf(text, layer);
        // Prefers the definition of the name to a use of it.
        const isName = ({ start }: Span): boolean => /\bname\s*:\s*["'`]$/.test(text.slice(0, start));
        const place = places.find(isName) ?? places[0];
        if (!place) return [];
        const { line } = document.positionAt(place.start);
        return [{ spec, layer, range: document.lineAt(line).range }];
      });
    },
  };
}
