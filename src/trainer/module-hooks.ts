// What Node loads for the user's modules, decided by what was sealed: used as hooks in this thread, or in Node's own
// thread for hooks, which gets the function below as text. So the function uses nothing but its arguments.
import type { ModuleFormat } from '../runs/sealed-modules';

/** Sealed modules at their places on this machine. */
export interface Served {
  /** The program that loads them: what it loads itself is its own business. */
  readonly program: string;
  /** Own files by URL. */
  readonly files: Readonly<Record<string, { readonly format: ModuleFormat; readonly source: string }>>;
  /** URLs of own files by the URLs that lead to them through symbolic links. */
  readonly links: Readonly<Record<string, string>>;
  /** Sums of package files, by folder and path in it. */
  readonly packages: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Tools {
  fileURLToPath(url: string): string;
  readFile(file: string): Uint8Array;
  sha256(bytes: string | Uint8Array): string;
  dirname(file: string): string;
}

/** Codes of the errors that refuse a module. */
export const REFUSED = 'ERR_TICKET_MODULE_REFUSED';
export const PACKAGE_CHANGED = 'ERR_TICKET_PACKAGE_CHANGED';

export interface ModuleHooks {
  /** The sealed file that an import means, without a look at the disk; undefined where Node is to find it. */
  find(specifier: string, parent: string | undefined): { url: string; format: string } | undefined;
  /** @throws {Error} with the code REFUSED, where what Node has found was not sealed. */
  admit(url: string, specifier: string, parent: string | undefined): { format?: string };
  /** The content of a sealed file. */
  content(url: string): { format: string; source: string } | undefined;
  /**
   * The bytes of a package's file, where `url` is one.
   *
   * @throws {Error} with the code PACKAGE_CHANGED, where they are not those that were summed.
   */
  verified(url: string, source?: string | Uint8Array | null): string | Uint8Array | undefined;
}

export function makeHooks(served: Served, tools: Tools): ModuleHooks {
  const plain = (url: string): string => url.replace(/[?#].*$/s, '');
  const shown = (url: string): string => (url.startsWith('file:') ? tools.fileURLToPath(plain(url)) : url);
  const error = (code: string, message: string): Error => Object.assign(new Error(message), { code });
  const sumOf = (url: string): { folder: string; sum: string } | undefined => {
    if (!url.startsWith('file:')) return undefined;
    const file = tools.fileURLToPath(plain(url));
    let folder = tools.dirname(file);
    while (!served.packages[folder]) {
      if (tools.dirname(folder) === folder) return undefined;
      folder = tools.dirname(folder);
    }
    const sum = served.packages[folder]?.[file.slice(folder.length + 1).replaceAll('\\', '/')];
    return sum === undefined ? undefined : { folder, sum };
  };
  const compare = (file: string, bytes: string | Uint8Array, sum: string): void => {
    if (tools.sha256(bytes) !== sum)
      throw error(
        'ERR_TICKET_PACKAGE_CHANGED',
        `${file} has changed since the run was prepared. Install the version that it was prepared with, or run the spec again, which makes a new run.`,
      );
  };
  const described = new Set<string>();
  /** Node reads a package's package.json itself to find its files. */
  const compareAbout = (folder: string): void => {
    const sum = served.packages[folder]?.['package.json'];
    if (described.has(folder) || sum === undefined) return;
    described.add(folder);
    const file = `${folder}/package.json`;
    compare(file, tools.readFile(file), sum);
  };
  return {
    find(specifier, parent) {
      if (!/^(\.{0,2}\/|file:)/.test(specifier)) return undefined;
      let asked: URL;
      try {
        asked = new URL(specifier, parent);
      } catch {
        return undefined;
      }
      const rest = asked.search + asked.hash;
      const lexical = plain(asked.href);
      const url = served.links[lexical] ?? lexical;
      const file = served.files[url];
      return file && { url: url + rest, format: file.format };
    },
    admit(url, specifier, parent) {
      const file = served.files[plain(url)];
      if (file) return { format: file.format };
      if (!url.startsWith('file:') || parent === undefined || parent === served.program) return {};
      const found = sumOf(url);
      if (found) {
        compareAbout(found.folder);
        return {};
      }
      const isPackage = /[\\/]node_modules[\\/]/.test(shown(url));
      throw error(
        'ERR_TICKET_MODULE_REFUSED',
        isPackage
          ? `${shown(parent)} loads ${shown(url)}, which was not summed when the modules were read. Import its package by name with an import statement, and list it in the dependencies of the package that loads it.`
          : `${shown(parent)} loads ${shown(specifier)}, which is not sealed with the run: only files that are imported by a written name are. Write import … from '${shown(specifier)}' in place of require or a computed import.`,
      );
    },
    content: (url) => served.files[plain(url)],
    verified(url, source) {
      const found = sumOf(url);
      if (!found) return undefined;
      const file = tools.fileURLToPath(plain(url));
      const bytes = source ?? tools.readFile(file);
      compare(file, bytes, found.sum);
      return bytes;
    },
  };
}
