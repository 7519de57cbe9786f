// The same rules for `require` before Node 22.15, whose hooks do not reach it.
import module from 'node:module';
import { pathToFileURL } from 'node:url';
import type { ModuleHooks } from './module-hooks';

interface CommonJs {
  readonly filename?: string | null;
  _compile(source: string, file: string): void;
}

/** What of `node:module` its types leave out. */
interface Loader {
  _load(request: string, parent: CommonJs | undefined, isMain: boolean): unknown;
  _resolveFilename(request: string, parent: CommonJs | undefined, isMain: boolean): string;
  readonly _extensions: Record<string, (module: CommonJs, file: string) => void>;
}

/** @param program the URL of the program whose own calls are let pass */
export function guardRequire(hooks: ModuleHooks, program: string): void {
  const loader = module as unknown as Loader;
  const load = loader._load.bind(loader);
  loader._load = (request, parent, isMain) => {
    if (!module.isBuiltin(request)) {
      const from = parent?.filename ? pathToFileURL(parent.filename).href : undefined;
      const file = loader._resolveFilename(request, parent, isMain);
      if (from !== program) hooks.admit(pathToFileURL(file).href, request, from);
    }
    return load(request, parent, isMain);
  };
  for (const extension of ['.js', '.json']) {
    const plain = loader._extensions[extension];
    loader._extensions[extension] = (one, file) => {
      const url = pathToFileURL(file).href;
      const content = hooks.content(url);
      if (content?.format === 'commonjs') {
        one._compile(content.source, file);
        return;
      }
      if (content) throw new Error(`${file} is no CommonJS module. Write import … from in place of require.`);
      // Node reads it once more, right after.
      hooks.verified(url);
      plain?.(one, file);
    };
  }
}
