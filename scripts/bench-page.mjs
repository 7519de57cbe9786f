// Writes benchmark results into docs/benchmarks.md.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './shell.mjs';

/** Replaces docs/benchmarks.md by `change` of its text, formatted with Prettier. */
export async function writePage(change) {
  // Imported late: a fresh checkout gets Prettier only by setup().
  const { format, resolveConfig } = await import('prettier');
  const page = path.join(root, 'docs/benchmarks.md');
  const text = change(fs.readFileSync(page, 'utf8'));
  fs.writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
}
