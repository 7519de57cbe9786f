// The line of the recorded code in a stack: the first that is neither tfjs's nor the engine's.
import fs from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** ` (file:line)`, or nothing where the stack does not tell. */
export function lineOf(stack: string): string {
  for (const frame of stack.split('\n').slice(1)) {
    const [, file = '', line = '', column = ''] =
      /\(?((?:file:\/\/)?\/[^()]*|[A-Z]:[^()]*):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    if (file === '') continue;
    const place = original(
      file.startsWith('file:') ? fileURLToPath(file) : file,
      Number(line),
      Number(column),
    );
    if (place && !/node_modules|\/engine\/|\/engine\.[cm]?js/.test(place.file))
      return ` (${place.file}:${place.line})`;
  }
  return '';
}

interface Line {
  readonly file: string;
  readonly line: number;
}

/** The place in the source of a place in a bundle; a file that is no bundle is its own source. */
function original(file: string, line: number, column: number): Line | undefined {
  const map = sourceMap(file);
  if (!map) return { file, line };
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in entry)) return undefined;
  const source = entry.originalSource.replace(/^file:\/\//, '');
  return {
    file: path.relative(process.cwd(), path.resolve(path.dirname(file), source)),
    line: entry.originalLine + 1,
  };
}

const maps = new Map<string, SourceMap | undefined>();

function sourceMap(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file));
  return maps.get(file);
}

function readMap(file: string): SourceMap | undefined {
  try {
    const text = fs.readFileSync(file, 'utf8');
    const inline = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(text)?.[1];
    const json =
      inline === undefined
        ? fs.readFileSync(`${file}.map`, 'utf8')
        : Buffer.from(inline, 'base64').toString();
    return new SourceMap(JSON.parse(json) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
