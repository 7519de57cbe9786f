// Serves the stored modules of a run to this process, under the URLs of the user's files.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SealedModules } from '../runs/sealed-modules';
import { makeHooks, type Served, type Tools } from './module-hooks';
import { COMPILE_HERE, findSealed, guardRequire } from './require-guard';

interface Context {
  readonly parentURL?: string;
  readonly format?: string | null;
}
interface Resolved {
  readonly url: string;
  readonly format?: string | null;
}
interface Loaded {
  readonly format?: string | null;
  readonly source?: string | Uint8Array | null;
}

/** `node:module` from Node 22.15 on. */
type RegisterHooks = (hooks: {
  resolve(
    specifier: string,
    context: Context,
    next: (specifier: string, context: Context) => Resolved,
  ): Resolved & { shortCircuit?: boolean };
  load(
    url: string,
    context: Context,
    next: (url: string, context: Context) => Loaded,
  ): Loaded & { shortCircuit?: boolean };
}) => void;

/**
 * From here on, this process loads only the user's modules that are stored with the run. It refuses other files of the
 * user, and package files whose checksum has changed.
 *
 * @param specFolder Folder that the modules' paths are relative to.
 */
export function serveModules(modules: SealedModules, specFolder: string): void {
  if (Object.keys(modules.files).length === 0) return;
  const served = placed(modules, specFolder);
  const { registerHooks } = module as { registerHooks?: RegisterHooks };
  if (registerHooks) {
    hookHere(registerHooks, served);
    return;
  }
  const code = `data:text/javascript,${encodeURIComponent(threadCode())}`;
  module.register(code, { data: served });
  guardRequire(makeHooks(served, tools), served.program);
}

/** The folder as Node sees it: import.meta.url contains no symbolic links. */
export function realFolder(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}

function placed({ files, links, packages }: SealedModules, specFolder: string): Served {
  const base = realFolder(specFolder);
  const at = (name: string): string => path.resolve(base, name);
  const urlOf = (name: string): string => pathToFileURL(at(name)).href;
  const mapped = <T, U>(
    of: Readonly<Record<string, T>>,
    key: (name: string) => string,
    value: (one: T) => U,
  ) => Object.fromEntries(Object.entries(of).map(([name, one]) => [key(name), value(one)]));
  return {
    program: pathToFileURL(fs.realpathSync(process.argv[1] ?? '')).href,
    files: mapped(files, urlOf, (file) => file),
    links: mapped(links, urlOf, urlOf),
    packages: mapped(packages, at, (one) => one.files),
  };
}

const tools: Tools = {
  fileURLToPath,
  readFile: (file) => fs.readFileSync(file),
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  dirname: path.dirname,
};

function hookHere(registerHooks: RegisterHooks, served: Served): void {
  const hooks = makeHooks(served, tools);
  findSealed(hooks);
  registerHooks({
    resolve(specifier, context, next) {
      const found = hooks.find(specifier, context.parentURL);
      if (found) return { ...found, shortCircuit: true };
      const resolved = next(specifier, context);
      return { ...resolved, ...hooks.admit(resolved.url, specifier, context.parentURL) };
    },
    load(url, context, next) {
      const content = hooks.content(url);
      if (content) return { ...content, shortCircuit: true };
      const loaded = next(url, context);
      const source = hooks.verified(url, loaded.source);
      return source === undefined || loaded.format === 'addon' ? loaded : { ...loaded, source };
    },
  });
}

/** The same hooks, for the hooks thread of Node before 22.15. */
const threadCode = (): string => `
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
const makeHooks = ${makeHooks.toString()};
const tools = {
  fileURLToPath,
  readFile: (file) => fs.readFileSync(file),
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  dirname: path.dirname,
};
let hooks;
export function initialize(served) {
  hooks = makeHooks(served, tools);
}
export async function resolve(specifier, context, next) {
  const found = hooks.find(specifier, context.parentURL);
  if (found) return { ...found, shortCircuit: true };
  const resolved = await next(specifier, context);
  return { ...resolved, ...hooks.admit(resolved.url, specifier, context.parentURL) };
}
export async function load(url, context, next) {
  const content = hooks.content(url);
  const before = content?.format === 'commonjs' ? ${JSON.stringify(COMPILE_HERE)} : '';
  if (content) return { ...content, source: before + content.source, shortCircuit: true };
  const loaded = await next(url, context);
  hooks.verified(url, loaded.source);
  return loaded;
}
`;
