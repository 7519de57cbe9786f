// Module hooks that load a user's modules from the files stored with the run. They run in this thread, or in Node's
// hooks thread, which receives the function below as text; so the function may use only its arguments.
import type { ModuleFormat } from '../runs/sealed-modules';

/** Stored modules, with their locations on this machine. */
export interface Served {
  /** The program that loads the modules; its own imports are not checked. */
  readonly program: string;
  /** The user's files by URL. */
  readonly files: Readonly<Record<string, { readonly format: ModuleFormat; readonly source: string }>>;
  /** URLs of the user's files, by the URLs that reach them through symbolic links. */
  readonly links: Readonly<Record<string, string>>;
  /** Checksums of package files, by folder and path within it. */
  readonly packages: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Tools {
  fileURLToPath(url: string): string;
  readFile(file: string): Uint8Array;
  sha256(bytes: string | Uint8Array): string;
  dirname(file: string): string;
}

/** Error codes for refused modules. */
export const REFUSED = 'ERR_TICKET_MODULE_REFUSED';
export const PACKAGE_CHANGED = 'ERR_TICKET_PACKAGE_CHANGED';

export interface ModuleHooks {
  /** The stored file for an import, without touching the disk; undefined if Node should resolve it. */
  find(specifier: string, parent: string | undefined): { url: string; format: string } | undefined;
  /** @throws {Error} with code REFUSED, if Node resolved a file that is not stored with the run. */
  admit(url: string, specifier: string, parent: string | undefined): { format?: string };
  /** The content of a stored file. */
  content(url: string): { format: string; source: string } | undefined;
  /**
   * The bytes of a package's file, if `url` is one.
   *
   * @throws {Error} with code PACKAGE_CHANGED, if they do not match the checksum.
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
        `${file} has changed since the run was prepared. Install that version again, or run the spec again as a new run.`,
      );
  };
  const described = new Set<string>();
  /** Node itself reads a package's package.json to find its files. */
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
          ? `${shown(parent)} loads ${shown(url)}, which has no checksum in the run. Import its package by name with an import statement, and list it in the dependencies of the package that loads it.`
          : `${shown(parent)} loads ${shown(specifier)}, which is not stored with the run: Ticket stores only files imported by a literal path. Write import … from '${shown(specifier)}' instead of require or a computed import.`,
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
