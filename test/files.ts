// Lists and hashes the files of a folder, also while others write to it.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** The regular files below a folder, by relative path, sorted. Skips files that vanish meanwhile. */
export function filesBelow(folder: string): readonly string[] {
  const below = (inner: string): readonly string[] =>
    entriesOf(path.join(folder, inner)).flatMap((entry) => {
      const name = path.join(inner, entry.name);
      if (entry.isDirectory()) return below(name);
      return entry.isFile() ? [name] : [];
    });
  return [...below('')].sort();
}

/** The SHA-256 of every file in some of a folder's entries, by path. */
export function sums(folder: string, ...entries: readonly string[]): Readonly<Record<string, string>> {
  const files = entries.flatMap((entry) => {
    const full = path.join(folder, entry);
    if (!fs.statSync(full).isDirectory()) return [entry];
    return filesBelow(full).map((name) => path.join(entry, name));
  });
  const sum = (file: string): string =>
    createHash('sha256')
      .update(fs.readFileSync(path.join(folder, file)))
      .digest('hex');
  return Object.fromEntries(files.sort().map((file) => [file, sum(file)]));
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
