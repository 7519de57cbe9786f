// Applies the module hooks to `require` before Node 22.15, whose hooks do not cover it.
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { ModuleHooks } from './module-hooks';

interface CommonJs {
  readonly filename?: string | null;
  _compile(source: string, file: string): void;
}

/** Internals of `node:module` that its types omit. */
interface Loader {
  _load(request: string, parent: CommonJs | undefined, isMain: boolean): unknown;
  _resolveFilename(request: string, parent: CommonJs | undefined, isMain: boolean): string;
  readonly _extensions: Record<string, (module: CommonJs, file: string) => void>;
}

const COMPILE = 'ticket.compile-commonjs';

/**
 * Prepended to the source of an imported CommonJS file. The `require` that Node passes returns an empty object for
 * files that are also imported elsewhere. Node detects the export names from the text that follows.
 */
export const COMPILE_HERE = `return globalThis[Symbol.for('${COMPILE}')](module, __filename);`;

const urlOf = (parent: CommonJs | undefined): string | undefined =>
  parent?.filename ? pathToFileURL(parent.filename).href : undefined;

/** Lets `require` find stored files that no longer exist on disk. Node 22 calls this before its hooks, too. */
export function findSealed(hooks: ModuleHooks): void {
  const loader = module as unknown as Loader;
  const resolve = loader._resolveFilename.bind(loader);
  loader._resolveFilename = (request, parent, isMain) => {
    const found = hooks.find(request, urlOf(parent));
    return found ? fileURLToPath(found.url) : resolve(request, parent, isMain);
  };
}

/** @param program URL of the program whose own calls are not checked. */
export function guardRequire(hooks: ModuleHooks, program: string): void {
  const loader = module as unknown as Loader;
  const load = loader._load.bind(loader);
  findSealed(hooks);
  loader._load = (request, parent, isMain) => {
    if (!module.isBuiltin(request)) {
      const from = urlOf(parent);
      const file = loader._resolveFilename(request, parent, isMain);
      if (from !== program) hooks.admit(pathToFileURL(file).href, request, from);
    }
    return load(request, parent, isMain);
  };
  const compile = (one: { exports: unknown }, file: string): void => {
    const source = hooks.content(pathToFileURL(file).href)?.source ?? '';
    const names = ['exports', 'require', 'module', '__filename', '__dirname'];
    const run = vm.compileFunction(source, names, { filename: file }) as (...args: unknown[]) => void;
    run.call(one.exports, one.exports, module.createRequire(file), one, file, path.dirname(file));
  };
  Reflect.set(globalThis, Symbol.for(COMPILE), compile);
  for (const extension of ['.js', '.json']) {
    const plain = loader._extensions[extension];
    loader._extensions[extension] = (one, file) => {
      const url = pathToFileURL(file).href;
      const content = hooks.content(url);
      if (content?.format === 'commonjs') {
        one._compile(content.source, file);
        return;
      }
      if (content) throw new Error(`${file} is not a CommonJS module. Use import instead of require.`);
      // Node reads the file again right after this.
      hooks.verified(url);
      plain?.(one, file);
    };
  }
}
