// Finds the line of traced code that caused an error: the first stack frame outside tfjs and the engine.
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRegular } from '../../runs/regular-file';
import { MOST } from '../../runs/run-file';

/** A position in a file as it runs; lines and columns start at 1. */
export interface Caller {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** tfjs's own frames lie between the addon and the traced code. */
const STACK_FRAMES = 100;

/** The call stack, innermost first; the first entry is this function. */
export function callers(): readonly Caller[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    // Call sites, because a file name cannot be parsed reliably from a stack's text.
    Error.prepareStackTrace = (_, sites) => sites;
    Error.stackTraceLimit = STACK_FRAMES;
    Error.captureStackTrace(holder);
    return (holder.stack as NodeJS.CallSite[]).map((site) => ({
      file: site.getFileName() ?? '',
      line: site.getLineNumber() ?? 0,
      column: site.getColumnNumber() ?? 0,
    }));
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/**
 * ` (file:line)`, or an empty string if unknown. Files of Ticket are relative to the repository's root, others
 * absolute.
 *
 * @param stack from `callers`
 */
export function lineOf([here, ...stack]: readonly Caller[]): string {
  const sourceOf = sources();
  const self = here && sourceOf(here)?.file;
  const root = self === undefined ? undefined : path.resolve(self, '../../../..');
  for (const caller of stack) {
    const { file } = caller;
    const isPath = file.startsWith('file:') || path.isAbsolute(file);
    if (!isPath) continue;
    const source = sourceOf(caller);
    if (file !== here?.file) {
      // A user's module.
      if (/[\\/]node_modules[\\/]@tensorflow[\\/]/.test(file)) continue;
      const { file: of, line } = source ?? { ...caller, file: plain(file) };
      return ` (${of}:${line})`;
    }
    // In Ticket's bundle, the sources of tfjs claim to lie outside the repository. Without a source map the file is
    // unknown.
    if (!source || root === undefined) continue;
    const name = path.relative(root, source.file).split(path.sep).join('/');
    if (/^(src|test)\//.test(name) && !/^src\/trainer\/(engine\/|noise-kernels)/.test(name))
      return ` (${name}:${source.line})`;
  }
  return '';
}

const plain = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file);

/** Maps a position in a bundle to its source with the bundle's source map; undefined if there is none. */
function sources(): (place: Caller) => { readonly file: string; readonly line: number } | undefined {
  const maps = new Map<string, SourceMap | undefined>();
  return ({ file: named, line, column }) => {
    const file = plain(named);
    if (!maps.has(file)) maps.set(file, readMap(file));
    const entry = maps.get(file)?.findEntry(line - 1, column - 1);
    if (!entry || !('originalSource' in entry)) return undefined;
    const source = plain(entry.originalSource);
    return { file: path.resolve(path.dirname(file), source), line: entry.originalLine + 1 };
  };
}

function readMap(file: string): SourceMap | undefined {
  try {
    const text = readRegular(file, MOST.text).toString('utf8');
    const inline = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(text)?.[1];
    const json =
      inline === undefined
        ? readRegular(`${file}.map`, MOST.text).toString('utf8')
        : Buffer.from(inline, 'base64').toString();
    return new SourceMap(JSON.parse(json) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
