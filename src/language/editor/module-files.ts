// JavaScript files near a spec, as candidates for `module`.
import fs from 'node:fs';
import path from 'node:path';
import type { Uri } from 'vscode';

const DEPTH = 2;
const MOST = 500;

/** Paths relative to the spec's folder, such as `./my-net.mjs`; empty for an unsaved spec. */
export function moduleFiles({ scheme, fsPath }: Uri): readonly string[] {
  if (scheme !== 'file') return [];
  const found: string[] = [];
  const visit = (folder: string, prefix: string, depth: number): void => {
    let entries: readonly fs.Dirent[];
    try {
      entries = fs.readdirSync(folder, { withFileTypes: true });
    } catch {
      // Skips unreadable folders.
      return;
    }
    const filesFirst = entries.toSorted((a, b) => Number(a.isDirectory()) - Number(b.isDirectory()));
    for (const entry of filesFirst) {
      if (found.length >= MOST || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isFile() && /\.m?js$/.test(entry.name)) found.push(`${prefix}${entry.name}`);
      if (entry.isDirectory() && depth < DEPTH)
        visit(path.join(folder, entry.name), `${prefix}${entry.name}/`, depth + 1);
    }
  };
  visit(path.dirname(fsPath), './', 0);
  return found;
}
