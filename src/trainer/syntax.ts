// Locates a syntax error by asking another Node: import() does not report the line.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { SealedModules } from '../runs/sealed-modules';
import { realFolder } from './serve-modules';

const LIMIT_MS = 5000;

/** File and line of the first stored file that does not parse. */
export function placeOfSyntaxError({ files }: SealedModules, specFolder: string): string | undefined {
  for (const [name, { format, source }] of Object.entries(files)) {
    if (format !== 'module' && format !== 'commonjs') continue;
    const { status, stderr } = spawnSync(process.execPath, ['--check', `--input-type=${format}`], {
      input: source,
      encoding: 'utf8',
      timeout: LIMIT_MS,
    });
    const line = /^\[stdin\]:(\d+)/m.exec(stderr)?.[1];
    if (status !== 0 && line !== undefined) return `${path.resolve(realFolder(specFolder), name)}:${line}`;
  }
  return undefined;
}
