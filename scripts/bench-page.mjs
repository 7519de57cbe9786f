// The page that the benchmarks write their results into.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './shell.mjs';

/** Puts what `change` makes of docs/benchmarks.md in its place, formatted as all pages are. */
export async function writePage(change) {
  // Only now: a fresh checkout does not have it before its set-up.
  const { format, resolveConfig } = await import('prettier');
  const page = path.join(root, 'docs/benchmarks.md');
  const text = change(fs.readFileSync(page, 'utf8'));
  fs.writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
}
