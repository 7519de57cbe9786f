// The start request for a coordinator. It travels in a temporary file, since a command line has a length limit and is
// visible to other users.
import type { SealedModules } from './sealed-modules';
import type { RunManifest } from './types';

/** The runtime of a trainer. */
export type RuntimeRequest =
  | {
      readonly kind: 'tensorflow';
      /** Path of the addon that connects TensorFlow to Node. */
      readonly addon: string;
      /** Additional folders in which the system looks for the addon's libraries. */
      readonly libraryPath: readonly string[];
    }
  | {
      readonly kind: 'embedded';
      /** Folder of the WebAssembly files. */
      readonly folder: string;
    };

/** A data file: its path, and its content when the run was prepared. */
export interface DataPlace {
  readonly path: string;
  /** Whether the file is compressed with gzip. */
  readonly isPacked: boolean;
  /** Size and lower-case hex SHA-256 of the unpacked content, which do not depend on `isPacked`. */
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface StartRequest {
  readonly runDir: string;
  /** The text of the spec. */
  readonly spec: string;
  /** The folder to which the spec's module paths are relative. */
  readonly specFolder: string;
  /** The bytes of the modules, which every process loads. */
  readonly modules: SealedModules;
  /** The descriptions of the spec's modules, in the form of the language. */
  readonly known: unknown;
  /** The manifest of a new run. An existing run keeps its engine, creation time and claims. */
  readonly manifest: RunManifest;
  /** Data files by name. */
  readonly data: Readonly<Record<string, DataPlace>>;
  readonly runtime: RuntimeRequest;
  /** The device of the runtime. */
  readonly device: 'CPU' | 'GPU';
  /** Cache folder for engine timings. */
  readonly engineCache: string;
  readonly workers: number;
  /** Processor cores that the workers share: all of the machine, unless other runs train in parallel. */
  readonly cores?: number;
  readonly allowOtherEngine: boolean;
  readonly takeForeignLock: boolean;
}

/**
 * The file, next to the request, in which a coordinator that cannot write to its run directory reports why it ends.
 */
export const lastWordsFile = (request: string): string => `${request}.said`;

/**
 * The trainer's answer to a query, on file descriptor 3 and on a separate line, where no output of modules appears.
 * The last answer counts.
 */
export type Answer =
  | {
      readonly value: unknown;
      /** A later answer may follow, which counts if it arrives in time. */
      readonly isEarly?: boolean;
    }
  | { readonly error: string; /** Whether a module caused it. */ readonly isOfModule: boolean };

/** A rehearsal of the modules of a new run. */
export interface Rehearsal {
  readonly request: StartRequest;
  /** Offset of the modules' clock into the future. */
  readonly aheadMs: number;
  /** Calls of each function before the one that counts. */
  readonly callsBefore: number;
}

/** Results of a part of a module, such as `net.mjs: forward(…)`, as text, so that equal results have equal text. */
export interface RehearsedPart {
  readonly part: string;
  readonly found: readonly { readonly place: string; readonly value: string }[];
}
