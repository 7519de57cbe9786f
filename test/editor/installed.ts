// Locates the editor that scripts/editor.mjs installed.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Paths of an editor's parts. */
export interface Editor {
  readonly node: string;
  readonly server: string;
  /** The folder of VS Code itself. */
  readonly code: string;
  readonly browser: string;
}

/** Undefined if no editor is installed. */
export async function installedEditor(): Promise<Editor | undefined> {
  const script = pathToFileURL(path.resolve('scripts/editor.mjs')).href;
  const { findEditor } = (await import(script)) as { readonly findEditor: () => Editor | undefined };
  return findEditor();
}

/** The extension, as built for the tests. */
export const extension = path.dirname(path.resolve(process.env.TICKET_DIST ?? 'dist'));

/** The reason for a skipped test. */
export const missing = 'no editor is installed: `node scripts/editor.mjs` installs it or says why not';
